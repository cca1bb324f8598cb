/** One rehearsed procedure. */
export interface Drill {
  id: string
  system: string
  fault: string
  file: string
  procedureId: string
  /** Null until the alarm has fired. */
  incidentId: string | null
  /** `running` until there is a verdict. */
  verdict: Verdict | null
  /** Why that verdict, in words: where it is stuck, which invariant broke. */
  reason: string | null
  /** Virtual seconds since the fault: null where it did not come to that. */
  detectedAfter: number | null
  firstDiagnosisAfter: number | null
  mitigatedAfter: number | null
  recoveredAfter: number | null
  startedAt: string
  finishedAt: string | null
}

/** recovers: what was to be true at the end is · no effect: it ran to its end, and it is not · stuck: it could not go on ·
 * harmful: an invariant broke · unanswered: it used a command that the range does not know, so nothing is said. */
export const VERDICTS = ['recovers', 'no effect', 'stuck', 'harmful', 'unanswered'] as const
export type Verdict = (typeof VERDICTS)[number]

export interface DrillRequest {
  /** File name and text of the runbook; or the digest of one the server knows. */
  runbook: { file: string; text: string } | { digest: string }
  /** Exact id of the procedure. */
  procedureId: string
  fault: string
  /** Found from the names in the runbook when absent. */
  system?: string | undefined
  /** Values a person gave beforehand. */
  parameters?: Record<string, string> | undefined
  /** A script answers in the place of a person: approvals, choices and parameters, as the system's fault says. */
  scripted: boolean
}

export interface SystemSummary {
  name: string
  title: string
  /** `kubernetes`, `ecs`. */
  platform: string
  /** The example's own runbook, if it has one. */
  runbook: { digest: string; file: string } | null
  faults: { name: string; title: string; procedureId: string | null }[]
  worldAt: string
  /** Id of the drill it is busy with. */
  drillId: string | null
  alarms: { name: string; state: 'ok' | 'pending' | 'firing' }[]
}
