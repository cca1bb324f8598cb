import { alertsOfIncident } from '../alerts/store.ts'
import { AppError } from '../core/errors.ts'
import type { Queryable } from '../db/queryable.ts'
import { resolve } from '../incidents/status.ts'
import { lockIncident, saveStatus } from '../incidents/store.ts'
import { appendEntries, notifyChange } from '../incidents/timeline-store.ts'
import { entry } from './entry.ts'
import type { AppParts } from './parts.ts'

/**
 * Resolves an incident whose alerts have all resolved and whose run, if it has one, has ended. Else it waits: for the
 * alert, or for a command that is still running.
 */
export async function resolveWhenOver(parts: AppParts, tx: Queryable, incidentId: string): Promise<void> {
  const alerts = await alertsOfIncident(tx, incidentId)
  if (alerts.some(({ status }) => status === 'firing')) return
  const run = await parts.engine.runOfIncident(tx, incidentId)
  if (run !== null && run.status !== 'finished') return
  // Nobody was alarmed: a person began it, and it ends with its run.
  if (alerts.length === 0) return saveResolved(parts, tx, incidentId, 'standby', 'its run is over')
  await saveResolved(parts, tx, incidentId, 'alert')
}

/**
 * Stops the incident's run, if it has one that is not over. In a transaction of its own: call it before the incident is
 * locked (see `tellBefore`).
 */
export async function stopRuns(parts: AppParts, incidentId: string, actor: string, reason: string): Promise<void> {
  const run = await parts.engine.runOfIncident(parts.db.pool, incidentId)
  if (run === null || run.status === 'finished') return
  try {
    await parts.engine.stop(run.id, { reason, actor })
  } catch (error) {
    // It ended, or someone else is stopping it.
    if (!(error instanceof AppError) || error.status !== 409) throw error
  }
}

/** Resolves an incident, if it is not resolved yet. @param actor - `alert`, `standby`, or a person's name. */
export async function saveResolved(
  parts: AppParts,
  tx: Queryable,
  incidentId: string,
  actor: string,
  reason: string | null = null,
): Promise<void> {
  const incident = await lockIncident(tx, incidentId)
  const change = incident === null ? null : resolve(incident, actor, parts.clock.now())
  if (incident === null || change === null) return
  await saveStatus(tx, incidentId, change)
  const by = actor === 'alert' ? 'its alerts have resolved' : `by ${actor}`
  const text = `incident ${incident.number} resolved: ${reason ?? by}`
  await appendEntries(tx, [entry(parts, incident, 'incident-resolved', actor === 'alert' ? 'standby' : actor, text)])
  notifyChange(tx, incidentId, 'incident')
}
