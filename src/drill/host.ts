import type { Alert } from '../alerts/alert.ts'
import type { Approval } from '../approvals/approval.ts'
import type { Incident } from '../incidents/incident.ts'
import type { TimelineEntry } from '../incidents/timeline.ts'
import type { Plan } from '../plan/plan.ts'
import type { Attempt, OutputChunk } from '../runs/attempt.ts'
import type { Run } from '../runs/run.ts'

/** An incident, as a drill looks at it. */
export interface IncidentView {
  incident: Incident
  alerts: Alert[]
  run: Run | null
  noRunReason: string | null
  approvals: Approval[]
  attempts: Attempt[]
  output: OutputChunk[]
  suggestions: Record<string, { value: string }[]>
  timeline: TimelineEntry[]
}

export interface DrilledRun {
  digest: string
  procedureId: string
  environment: string
  parameters: Record<string, string>
  /** Whose incident it becomes. */
  drillId: string
}

/**
 * What drills need of the application. They act through the same operations as people do: a script has no door of
 * its own.
 */
export interface DrillHost {
  registerRunbook(source: { file: string; text: string }): Promise<{ digest: string }>
  /** Null when the server does not know it. */
  runbook(digest: string): Promise<{ file: string; text: string; plan: Plan } | null>
  /** The runbooks known now, the latest text of each file. */
  runbooks(): Promise<{ digest: string; file: string; plan: Plan }[]>
  /** The incident that the drill's alarm opened; null until it has. */
  incidentOfDrill(drillId: string): Promise<IncidentView | null>
  /** Resolves when something about the incident changes, and after a while in any case. */
  changed(incidentId: string | null, signal: AbortSignal): Promise<void>
  /** Tells the surfaces that a drill is other than before. */
  announce(drillId: string): void

  /** A person starts the drill's procedure, without an alert. @throws AppError when it is refused. */
  startRun(request: DrilledRun, actor: string): Promise<void>
  approve(approval: Approval, actor: string): Promise<void>
  choose(runId: string, remedy: string, actor: string): Promise<void>
  give(runId: string, values: Record<string, string>, actor: string): Promise<void>
  retry(runId: string, step: number, actor: string): Promise<void>
  skip(runId: string, step: number, reason: string, actor: string): Promise<void>
  stopRun(runId: string, reason: string, actor: string): Promise<void>
  resolveIncident(number: number, actor: string): Promise<void>
}
