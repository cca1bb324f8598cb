import type { Drill, DrillRequest, SystemSummary } from '../drill/drill.ts'

/** What the surfaces may ask of drills. `src/main.ts` hands in the real ones, so that `app` need not know the range. */
export interface Drills {
  systems(): Promise<SystemSummary[]>
  start(request: DrillRequest): Promise<Drill>
  get(id: string): Promise<Drill | null>
  list(): Promise<Drill[]>
  /** Stops simulating and ends the drill as `stuck`. */
  abandon(id: string, reason: string): Promise<Drill>
}
