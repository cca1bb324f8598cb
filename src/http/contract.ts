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
 *   POST /approvals/:id/break-glass             { digest, reason }             → Approval       signs alone, past the policy
 *   GET  /environments                          → EnvironmentSummary[]
 *   POST /runs                                  RunRequest                     → StartedRun     a person starts a procedure
 *   POST /runs/:id/remedy                       { remedy }                     → Run
 *   POST /runs/:id/parameters                   { values }                     → Run
 *   POST /runs/:id/steps/:step/retry            { }                            → Run
 *   POST /runs/:id/steps/:step/skip             { reason }                     → Run
 *   POST /runs/:id/steps/:step/outcome          { outcome }                    → Run
 *   POST /runs/:id/stop                         { reason }                     → Run
 *   GET  /audit                                 → the audit log, one line an entry: see src/audit/chain.ts
 *   GET  /runbooks                              → RunbookSummary[]
 *   GET  /runbooks/:digest                      → RunbookDetail
 *   POST /runbooks                              { file, text }                 → RunbookSummary
 *   POST /alertmanager/:environment             Alertmanager webhook, version 4 → WebhookAnswer (after it is stored)
 *   GET  /systems                               → SystemSummary[]
 *   GET  /scenarios                             → ScenarioSummary[]            what is rehearsed on the systems
 *   GET  /rehearsals                            → RehearsalSummary[]           every known procedure, and how its rehearsals went
 *   GET  /drills, /drills/:id                   → Drill[], Drill
 *   POST /drills                                DrillRequest                   → Drill
 *   POST /drills/:id/abandon                    { reason }                     → Drill
 *
 * Who acts is named by the header `X-Standby-Actor` (percent-encoded UTF-8); required on every POST but webhooks.
 */
import type { DatabaseHealth } from '../app/views.ts'
import type { Effect, Plan, Procedure } from '../plan/plan.ts'

export type { Alert } from '../alerts/alert.ts'
export type {
  Attempt,
  Change,
  EnvironmentSummary,
  IncidentDetail,
  IncidentSummary,
  OutputChunk,
  RunRequest,
  StartedRun,
  Suggestion,
  WebhookAnswer,
} from '../app/views.ts'
export type { Approval } from '../approvals/approval.ts'
export type {
  Decision,
  Drill,
  DrillRequest,
  Promised,
  RehearsalSummary,
  Rehearsed,
  ScenarioSummary,
  Score,
  SystemSummary,
  Verdict,
} from '../drill/drill.ts'
export type { Incident, IncidentStatus } from '../incidents/incident.ts'
export type { TimelineEntry, TimelineKind } from '../incidents/timeline.ts'
export type * from '../plan/plan.ts'
export type {
  CommandFailure,
  Remedy,
  Run,
  RunOutcome,
  StatementResult,
  StepState,
  StepStatus,
  Waiting,
} from '../runs/run.ts'

export interface ApiError {
  error: { code: string; message: string; hint: string }
}

export interface Health {
  status: 'ok' | 'degraded'
  version: string
  database: DatabaseHealth
  node: string
}

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
  /** Only drills have used this text so far: it is not bound to alerts of anything real. */
  rehearsal: boolean
  procedures: {
    id: string
    heading: string
    kind: string
    alert: string | null
    /** Id of the procedure it lies in; with no steps of its own, it is done by those of that procedure on its lines. */
    parent: string | null
    steps: number
    /** How many of its commands have each effect. */
    effects: Record<Effect, number>
  }[]
  commands: Record<Effect, number>
}

export interface RunbookDetail {
  digest: string
  file: string
  text: string
  plan: Plan
  /** Procedures that have no steps of their own in the plan, with those of the procedure around them that a run takes. */
  parts: Procedure[]
}
