/** One rehearsed procedure. */
export interface Drill {
  id: string
  system: string
  /** What is broken first; null: nothing. */
  fault: string | null
  /** Name of the scenario it plays; null: the fault alone. */
  scenario: string | null
  file: string
  procedureId: string
  /** Null until the run has begun. */
  incidentId: string | null
  /** `running` until there is a verdict. */
  verdict: Verdict | null
  /** Why that verdict, in words: where it is stuck, which invariant broke. */
  reason: string | null
  /** Line of the runbook that the verdict comes from; null where no single one is to blame. */
  line: number | null
  /** The reason without the runbook's own words: programs, exit statuses, what was seen of the world. */
  evidence: string | null
  score: Score | null
  /** Exploring: what was decided on the way, and among how many answers. */
  taken: Decision[]
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

/** How a procedure did. Times are virtual seconds. */
export interface Score {
  /** From the beginning of the run to the last thing it did, or to recovery. */
  took: number
  /** How long the world went on, from the fault to the verdict. */
  simulated: number
  commands: number
  /** Of these, how many failed. */
  failed: number
  approvals: number
  /** Steps that a person must do: nothing of them was run. */
  byPerson: number
  /** What the runbook promises of itself, and whether it was kept. */
  promises: Promised[]
  /** Steps that added nothing. */
  idle: { line: number; why: string }[]
}

/** One point at which it might have gone otherwise. */
export interface Decision {
  line: number | null
  /** Counted from 0, which is what the scenario would say. */
  chosen: number
  of: number
  label: string
}

export interface Promised {
  what: 'response time' | 'estimated time' | 'RTO'
  /** Seconds. */
  promised: number
  /** Null: it did not come to that. */
  took: number | null
  kept: boolean
}

export interface DrillRequest {
  /** File name and text of the runbook; or the digest of one the server knows. */
  runbook: { file: string; text: string } | { digest: string }
  /** Exact id of the procedure. */
  procedureId: string
  /** What is broken; or the scenario that is played, which says it. One of the two. */
  fault?: string | undefined
  scenario?: string | undefined
  /** Explores: which answer is given at each decision, and what is broken besides. Without a scenario a person starts it. */
  explore?: { decisions: number[]; faults: string[] } | undefined
  /** Found from the names in the runbook when absent. */
  system?: string | undefined
  /** Values a person gave beforehand. */
  parameters?: Record<string, string> | undefined
  /** A script answers in the place of a person: approvals, choices and parameters, as the scenario and the fault say. */
  scripted: boolean
}

/** What is rehearsed on a system, as its scenarios.yaml has it. */
export interface ScenarioSummary {
  system: string
  /** The folder of its scenarios.yaml. */
  folder: string
  name: string
  title: string
  /**
   * File → ids of procedures. `runbook.md` is the one that lies beside the system; another name is a file of that name
   * anywhere; with a `/` it is a path from the folder.
   */
  rehearses: Record<string, string[]>
  faults: string[]
  begin: 'alert' | 'manual'
  expect: Verdict
}

/** A procedure that a server knows, and how its rehearsals went. */
export interface RehearsalSummary {
  file: string
  /** Of the runbook's text now. */
  digest: string
  procedureId: string
  heading: string
  line: number
  kind: string
  /** Scenarios that rehearse it; empty: none does. */
  scenarios: { system: string; name: string; title: string }[]
  /** Null: never rehearsed. */
  last: Rehearsed | null
  /** The text has changed since. */
  stale: boolean
  /** Verdicts of the last rehearsals, oldest first; the last one is that of `last`. */
  trend: Verdict[]
  /** Virtual seconds to recovery of the same; null where it did not come to that. */
  recoveries: (number | null)[]
}

export interface Rehearsed {
  drillId: string
  system: string
  scenario: string | null
  fault: string | null
  verdict: Verdict
  reason: string | null
  /** Of the runbook as it was then. */
  line: number | null
  scripted: boolean
  finishedAt: string
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
