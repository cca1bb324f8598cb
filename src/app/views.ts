import type { Alert } from '../alerts/alert.ts'
import type { Approval } from '../approvals/approval.ts'
import type { Incident } from '../incidents/incident.ts'
import type { TimelineEntry } from '../incidents/timeline.ts'
import type { Attempt, OutputChunk } from '../runs/attempt.ts'
import type { Remedy, Run } from '../runs/run.ts'

export type { Attempt, OutputChunk } from '../runs/attempt.ts'

// What the application tells its surfaces. Part of the API: `http/contract.ts` passes it on as it is.

/** Whether the database answers. */
export interface DatabaseHealth {
  kind: 'embedded' | 'external'
  ok: boolean
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
  /** What a person may choose instead, while the run observes whether what was done helped. */
  remedies: Remedy[]
  /** Who may sign alone, past the policy: `break-glass` of standby.yaml. */
  mayBreakGlass: readonly string[]
  /** Give it to `/events?after=` to miss nothing and see nothing twice. */
  cursor: string
}

export interface Suggestion {
  value: string
  /** `from step 6, line 3 of its output`. */
  from: string
}

/** What changed. Each carries the new whole of the thing, so that applying it twice does no harm. */
export type Change =
  | { kind: 'incident'; incident: Incident }
  | { kind: 'alerts'; alerts: Alert[] }
  | { kind: 'run'; run: Run }
  /** To who has had the run itself on the same stream: its procedure, some 100 kB, never changes. */
  | { kind: 'run-moved'; run: Omit<Run, 'procedure'> }
  | { kind: 'attempt'; attempt: Attempt }
  | { kind: 'approval'; approval: Approval }
  | { kind: 'timeline'; entry: TimelineEntry }
  | { kind: 'output'; chunk: OutputChunk }
  | { kind: 'suggestions'; suggestions: IncidentDetail['suggestions'] }

/** A procedure that a person starts, without an alert. */
export interface RunRequest {
  runbook: { file: string; text: string } | { digest: string }
  procedureId: string
  environment: string
  parameters?: Record<string, string> | undefined
}

export interface StartedRun {
  /** Number of the incident that the run is the response of. */
  incident: number
  runId: string
}

export interface EnvironmentSummary {
  name: string
  kind: 'host' | 'range'
}

export interface WebhookAnswer {
  /** Number of the incident that the alert group belongs to; null when it was resolved before it ever fired here. */
  incident: number | null
  created: boolean
}
