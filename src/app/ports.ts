import type { Alert } from '../alerts/alert.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Drill, DrillRequest, RehearsalSummary, ScenarioSummary, SystemSummary } from '../drill/drill.ts'

/** What the surfaces may ask of drills. `src/main.ts` hands in the real ones, so that `app` need not know the range. */
export interface Drills {
  systems(): Promise<SystemSummary[]>
  /** What is rehearsed on all systems. @throws AppError `bad-scenario` */
  scenarios(): Promise<ScenarioSummary[]>
  /** Every procedure of every known runbook, and how its rehearsals went. */
  rehearsals(): Promise<RehearsalSummary[]>
  start(request: DrillRequest): Promise<Drill>
  get(id: string): Promise<Drill | null>
  list(): Promise<Drill[]>
  /** Stops simulating and ends the drill as `stuck`. */
  abandon(id: string, reason: string): Promise<Drill>
}

/** The alert belongs to a world that a script plays: it is nobody's incident. */
export type Ignored = 'ignored'

/** The procedure that a drill rehearses, for the incident that its alarm opens. */
export interface Claim {
  drillId: string
  runbookDigest: string
  procedureId: string
  /** Values a person gave beforehand. */
  parameters: Record<string, string>
}

/**
 * Asked before firing alerts open an incident, inside its transaction: a drill that waits for its alarm in this
 * environment says so, and the incident becomes its own; of other alerts of its world it says that they are nobody's.
 * Null when none does.
 */
export type ClaimIncident = (
  tx: Queryable,
  opening: { environment: string; alerts: readonly Alert[] },
) => Promise<Claim | Ignored | null>
