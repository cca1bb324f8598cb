import type { Approval } from '../approvals/approval.ts'
import type { Queryable } from '../db/queryable.ts'
import { transaction } from '../db/transaction.ts'
import type { Incident } from '../incidents/incident.ts'
import { acknowledge } from '../incidents/status.ts'
import { incidentById, lockIncident, saveStatus } from '../incidents/store.ts'
import { appendEntries, notifyChange } from '../incidents/timeline-store.ts'
import type { Run } from '../runs/run.ts'
import { entry } from './entry.ts'
import { findIncident, publicIncident } from './incident-page.ts'
import type { AppParts } from './parts.ts'
import { saveResolved, stopRuns } from './resolve-incident.ts'

/**
 * What people do to incidents and runs. Every surface acts through these. Whoever acts on a run has taken its incident:
 * it counts as acknowledged by him.
 *
 * All throw AppError: 404 for what does not exist, 409 for what came too late.
 */
export interface Actions {
  acknowledge(incident: number, actor: string): Promise<Incident>
  /** Whatever its alerts say. Also stops its run: a command under way is ended. */
  resolve(incident: number, actor: string): Promise<Incident>
  decide(approvalId: string, decision: DecisionOf): Promise<Approval>
  /** One person signs alone, past the policy, with a reason. */
  breakGlass(approvalId: string, by: { digest: string; actor: string; reason: string }): Promise<Approval>
  chooseRemedy(runId: string, choice: { remedy: string; actor: string }): Promise<Run>
  giveParameters(runId: string, given: { values: Record<string, string>; actor: string }): Promise<Run>
  retry(runId: string, step: number, by: { actor: string }): Promise<Run>
  skip(runId: string, step: number, by: { reason: string; actor: string }): Promise<Run>
  decideOutcome(
    runId: string,
    step: number,
    by: { outcome: 'happened' | 'did-not-happen'; actor: string },
  ): Promise<Run>
  stopRun(runId: string, by: { reason: string; actor: string }): Promise<Run>
  pauseRun(runId: string, by: { actor: string }): Promise<Run>
  resumeRun(runId: string, by: { actor: string }): Promise<Run>
}

export interface DecisionOf {
  decision: 'approve' | 'reject'
  /** Digest of what the person saw. */
  digest: string
  actor: string
  reason: string | null
}

export function createActions(parts: AppParts): Actions {
  const { engine } = parts

  /** After the act and not with it: an act that is refused takes no incident. */
  async function taken<T extends { incidentId: string }>(done: Promise<T>, actor: string): Promise<T> {
    const result = await done
    await transaction(parts.db.pool, async (tx) => {
      // An act may have ended the run, and with it the incident: then nobody is left to take it.
      const incident = await incidentById(tx, result.incidentId)
      if (incident?.status === 'triggered') await saveAcknowledged(parts, tx, incident.id, actor, true)
    })
    return result
  }

  return {
    async acknowledge(number, actor) {
      const { id } = await findIncident(parts, number)
      await transaction(parts.db.pool, (tx) => saveAcknowledged(parts, tx, id, actor))
      return publicIncident(await findIncident(parts, number))
    },
    async resolve(number, actor) {
      const incident = await findIncident(parts, number)
      await stopRuns(parts, incident.id, actor, `incident ${number} was resolved`)
      await transaction(parts.db.pool, (tx) => saveResolved(parts, tx, incident.id, actor))
      return publicIncident(await findIncident(parts, number))
    },
    decide: (id, { actor, ...decision }) => taken(engine.decideApproval(id, { actor, ...decision }), actor),
    breakGlass: (id, by) => taken(engine.breakGlass(id, by), by.actor),
    chooseRemedy: (id, choice) => taken(engine.chooseRemedy(id, choice), choice.actor),
    giveParameters: (id, given) => taken(engine.giveParameters(id, given), given.actor),
    retry: (id, step, by) => taken(engine.retry(id, { step, ...by }), by.actor),
    skip: (id, step, by) => taken(engine.skip(id, { step, ...by }), by.actor),
    decideOutcome: (id, step, by) => taken(engine.decideOutcome(id, { step, ...by }), by.actor),
    stopRun: (id, by) => taken(engine.stop(id, by), by.actor),
    pauseRun: (id, by) => taken(engine.pause(id, by), by.actor),
    resumeRun: (id, by) => taken(engine.resume(id, by), by.actor),
  }
}

/** @param ifOpen - Leaves a resolved incident alone instead of refusing. */
async function saveAcknowledged(
  parts: AppParts,
  tx: Queryable,
  incidentId: string,
  actor: string,
  ifOpen = false,
): Promise<void> {
  const incident = await lockIncident(tx, incidentId)
  if (incident === null || (ifOpen && incident.status === 'resolved')) return
  const change = acknowledge(incident, actor, parts.clock.now())
  if (change === null) return
  await saveStatus(tx, incidentId, change)
  const text = `incident ${incident.number} acknowledged by ${actor}`
  await appendEntries(tx, [entry(parts, incident, 'incident-acknowledged', actor, text)])
  notifyChange(tx, incidentId, 'incident')
}
