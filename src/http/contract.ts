/**
 * The API, as the console and the CLI see it. The only module `web/` imports.
 * Every path is under /api/v1; bodies are JSON; a refusal is `ApiError` with a 4xx status.
 *
 *   GET  /health                                → Health
 *   GET  /incidents                             → IncidentSummary[]            newest first
 *   GET  /incidents/:number                     → IncidentDetail
 *   GET  /incidents/:number/events              → SSE: event `change` (data: Change), and comments as heartbeat.
 *                                                 `Last-Event-ID` or `?after=` (a cursor from `IncidentDetail.cursor`) resumes
 *   GET  /incidents/:number/postmortem          → text/markdown
 *   POST /incidents/:number/acknowledge         { }                            → Incident
 *   POST /incidents/:number/resolve             { }                            → Incident
 *   GET  /events                                → SSE: event `change` whenever the list of incidents, drills or systems changes
 *   POST /approvals/:id/decision                DecisionBody                   → Approval
 *   POST /runs/:id/remedy                       { remedy }                     → Run
 *   POST /runs/:id/parameters                   { values }                     → Run
 *   POST /runs/:id/steps/:step/retry            { }                            → Run
 *   POST /runs/:id/steps/:step/skip             { reason }                     → Run
 *   POST /runs/:id/steps/:step/outcome          { outcome }                    → Run
 *   POST /runs/:id/stop                         { reason }                     → Run
 *   GET  /runbooks                              → RunbookSummary[]
 *   GET  /runbooks/:digest                      → RunbookDetail
 *   POST /runbooks                              { file, text }                 → RunbookSummary
 *   POST /alertmanager/:environment             Alertmanager webhook, version 4 → WebhookAnswer (after it is stored)
 *   GET  /systems                               → SystemSummary[]
 *   GET  /drills, /drills/:id                   → Drill[], Drill
 *   POST /drills                                DrillRequest                   → Drill
 *   POST /drills/:id/abandon                    { reason }                     → Drill
 *
 * Who acts is named by the header `X-Standby-Actor` (percent-encoded UTF-8); required on every POST but webhooks.
 */
import type { Alert } from '../alerts/alert.ts'
import type { Approval } from '../approvals/approval.ts'
import type { Incident } from '../incidents/incident.ts'
import type { TimelineEntry } from '../incidents/timeline.ts'
import type { Effect, Plan } from '../plan/plan.ts'
import type { Run, StatementResult } from '../runs/run.ts'

export type { Alert } from '../alerts/alert.ts'
export type { Approval } from '../approvals/approval.ts'
export type { Drill, DrillRequest, SystemSummary, Verdict } from '../drill/drill.ts'
export type { Incident, IncidentStatus } from '../incidents/incident.ts'
export type { TimelineEntry, TimelineKind } from '../incidents/timeline.ts'
export type * from '../plan/plan.ts'
export type { Remedy, Run, RunOutcome, StatementResult, StepState, StepStatus, Waiting } from '../runs/run.ts'

export interface ApiError {
  error: { code: string; message: string; hint: string }
}

export interface Health {
  status: 'ok' | 'degraded'
  version: string
  /** `embedded` or `external`, and whether it answers. */
  database: { kind: 'embedded' | 'external'; ok: boolean }
  node: string
}

export interface IncidentSummary extends Incident {
  /** What the run waits for, in words; null when it does not wait for a person. */
  waitingFor: string | null
  runStatus: Run['status'] | null
  outcome: Run['outcome']
}

export interface IncidentDetail {
  incident: Incident
  alerts: Alert[]
  /** Null when no procedure is bound, or its environment is not configured. `noRunReason` says which. */
  run: Run | null
  noRunReason: string | null
  attempts: Attempt[]
  approvals: Approval[]
  timeline: TimelineEntry[]
  output: OutputChunk[]
  /** Values worth offering for the parameters the run waits for, by parameter name: found in earlier output. */
  suggestions: Record<string, Suggestion[]>
  /** Give it to `/events?after=` to miss nothing and see nothing twice. */
  cursor: string
}

export interface Suggestion {
  value: string
  /** `from step 6, line 3 of its output`. */
  from: string
}

/** One try of one step. */
export interface Attempt {
  id: string
  runId: string
  step: number
  /** Counts from 1. */
  attempt: number
  status: 'running' | 'succeeded' | 'failed' | 'lost'
  startedAt: string
  finishedAt: string | null
  exitCode: number | null
  statements: StatementResult[]
  /** Bytes of output that were dropped over the cap; the head and the tail are kept. */
  droppedBytes: number
}

export interface OutputChunk {
  /** Ascending over all output. */
  id: number
  attemptId: string
  stream: 'stdout' | 'stderr'
  at: string
  text: string
}

/** What changed. Each carries the new whole of the thing, so that applying it twice does no harm. */
export type Change =
  | { kind: 'incident'; incident: Incident }
  | { kind: 'alerts'; alerts: Alert[] }
  | { kind: 'run'; run: Run }
  | { kind: 'attempt'; attempt: Attempt }
  | { kind: 'approval'; approval: Approval }
  | { kind: 'timeline'; entry: TimelineEntry }
  | { kind: 'output'; chunk: OutputChunk }
  | { kind: 'suggestions'; suggestions: IncidentDetail['suggestions'] }

export interface DecisionBody {
  decision: 'approve' | 'reject'
  /** Digest of what the person saw. Anything else is refused. */
  digest: string
  reason?: string | undefined
}

export interface RunbookSummary {
  digest: string
  file: string
  title: string | null
  procedures: {
    id: string
    heading: string
    kind: string
    alert: string | null
    steps: number
    /** How many steps have each effect. */
    effects: Record<Effect, number>
  }[]
  commands: Record<Effect, number>
}

export interface RunbookDetail {
  digest: string
  file: string
  text: string
  plan: Plan
}

export interface WebhookAnswer {
  /** What each alert group became. */
  incident: number
  created: boolean
}
