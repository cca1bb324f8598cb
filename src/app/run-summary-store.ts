import type { Queryable } from '../db/queryable.ts'
import type { Run, Waiting } from '../runs/run.ts'

/** What lists show of a run. */
export interface RunSummary {
  status: Run['status']
  outcome: Run['outcome']
  waiting: Waiting | null
  /** Title of the step it waits at. */
  stepTitle: string | null
}

/**
 * The latest run of each incident, by incident id. A run holds its whole procedure (some 100 kB), of which a list of
 * incidents wants one title: so that is all that is fetched.
 */
export async function summariseRuns(db: Queryable, incidentIds: readonly string[]): Promise<Map<string, RunSummary>> {
  const { rows } = await db.query<{
    incident_id: string
    status: Run['status']
    outcome: Run['outcome']
    waiting: Waiting | null
    title: string | null
  }>(
    `select distinct on (incident_id) incident_id, status, outcome, nullif(state->'waiting', 'null') as waiting,
       case when state #>> '{waiting,step}' is not null
         then procedure #>> array['steps', state #>> '{waiting,step}', 'title'] end as title
     from run where incident_id = any($1) order by incident_id, started_at desc, id`,
    [incidentIds],
  )
  return new Map(
    rows.map(({ incident_id, title, ...run }) => [incident_id, { ...run, stepTitle: title } satisfies RunSummary]),
  )
}
