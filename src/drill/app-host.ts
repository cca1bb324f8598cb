import type { App } from '../app/app.ts'
import type { Clock } from '../core/clock.ts'
import type { DrillHost } from './host.ts'

/** The longest a conductor goes without a look, in case a notification was lost. */
const LOOK_AGAIN_MS = 1_000

/** Drills' host over the application itself. */
export function createAppHost(app: App, clock: Clock, announce: (drillId: string) => void): DrillHost {
  return {
    registerRunbook: (source) => app.registerRunbook({ ...source, rehearsal: true }),
    runbook: (digest) => app.runbooks.get(digest),
    runbooks: () => app.runbooks.list(),
    incidentOfDrill: (drillId) => app.incidents.pageOfDrill(drillId),
    changed: (incidentId, signal) => awaitChange(app, clock, incidentId, signal),
    announce,
    async startRun({ digest, procedureId, environment, parameters, drillId }, actor) {
      await app.startRun({ runbook: { digest }, procedureId, environment, parameters }, actor, drillId)
    },
    async approve(approval, actor) {
      await app.act.decide(approval.id, { decision: 'approve', digest: approval.digest, actor, reason: null })
    },
    async choose(runId, remedy, actor) {
      await app.act.chooseRemedy(runId, { remedy, actor })
    },
    async give(runId, values, actor) {
      await app.act.giveParameters(runId, { values, actor })
    },
    async retry(runId, step, actor) {
      await app.act.retry(runId, step, { actor })
    },
    async skip(runId, step, reason, actor) {
      await app.act.skip(runId, step, { reason, actor })
    },
    async stopRun(runId, reason, actor) {
      await app.act.stopRun(runId, { reason, actor })
    },
    async resolveIncident(number, actor) {
      await app.act.resolve(number, actor)
    },
  }
}

/** Resolves at the next change, or after a while: what was told just before nobody listened is then seen all the same. */
async function awaitChange(app: App, clock: Clock, incidentId: string | null, signal: AbortSignal): Promise<void> {
  const done = new AbortController()
  const either = AbortSignal.any([signal, done.signal])
  const subscription = app.changes.subscribe(incidentId)
  try {
    await Promise.race([subscription.next(either), clock.sleep(LOOK_AGAIN_MS, either)])
  } finally {
    done.abort()
    subscription.close()
  }
}
