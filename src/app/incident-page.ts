import { alertsOfIncident } from '../alerts/store.ts'
import { AppError } from '../core/errors.ts'
import type { Incident } from '../incidents/incident.ts'
import { incidentByNumber, listIncidents, type StoredIncident } from '../incidents/store.ts'
import { timelineOf } from '../incidents/timeline-store.ts'
import { showFailures } from '../runs/hidden-failures.ts'
import { toRemedies } from '../runs/next-step.ts'
import { shapeOf } from '../runs/remedies.ts'
import { writeCursor } from './cursor.ts'
import type { AppParts } from './parts.ts'
import { summariseRuns } from './run-summary-store.ts'
import type { IncidentDetail, IncidentSummary } from './views.ts'
import { waitingFor } from './waiting-for.ts'

/** Newest first. `before`: only those with a smaller number. */
export async function summariseIncidents(
  parts: AppParts,
  options: { limit: number; before: number | null },
): Promise<IncidentSummary[]> {
  const { pool } = parts.db
  const incidents = await listIncidents(pool, options)
  const runs = await summariseRuns(
    pool,
    incidents.map(({ id }) => id),
  )
  return incidents.map((incident) => {
    const run = runs.get(incident.id)
    return {
      ...publicIncident(incident),
      waitingFor: run === undefined || incident.status === 'resolved' ? null : waitingFor(run),
      runStatus: run?.status ?? null,
      outcome: run?.outcome ?? null,
    }
  })
}

/** @throws AppError `no-such-incident` (404) */
export async function findIncident(parts: AppParts, number: number): Promise<StoredIncident> {
  const incident = await incidentByNumber(parts.db.pool, number)
  if (incident !== null) return incident
  throw new AppError('no-such-incident', `there is no incident ${number}`, 'see the list of incidents', { status: 404 })
}

/** All that an incident's page shows. @throws AppError `no-such-incident` */
export async function readIncidentPage(parts: AppParts, number: number): Promise<IncidentDetail> {
  const { engine, db } = parts
  // From the conclusion to what led to it: a page that says `resolved` also has the whole story. What is newer than
  // the incident here, the stream brings up to date: it begins with the whole of everything that does not only grow.
  const incident = await findIncident(parts, number)
  const { id } = incident
  const run = await engine.runOfIncident(db.pool, id)
  const [attempts, approvals, alerts, suggestions] = await Promise.all([
    run === null ? [] : engine.attemptsOf(run.id),
    engine.approvalsOf(id),
    alertsOfIncident(db.pool, id),
    engine.suggestionsOf(id),
  ])
  const [timeline, output] = await Promise.all([timelineOf(db.pool, id), engine.outputOf(id)])
  return {
    incident: publicIncident(incident),
    alerts,
    run,
    noRunReason: incident.noRunReason,
    attempts: attempts.map(showFailures),
    approvals,
    timeline,
    output,
    suggestions,
    remedies: run === null ? [] : toRemedies(shapeOf(run.procedure).options),
    mayBreakGlass: parts.policy.breakGlass?.by ?? [],
    cursor: writeCursor({ timeline: timeline.at(-1)?.id ?? 0, output: output.at(-1)?.id ?? 0 }),
  }
}

/** Without what is not part of the contract. */
export function publicIncident(stored: StoredIncident): Incident {
  const { noRunReason: _r, resolvedBy: _b, ...incident } = stored
  return incident
}
