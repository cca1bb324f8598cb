import { AppError } from '../core/errors.ts'
import { digest } from '../core/ids.ts'
import { transaction } from '../db/transaction.ts'
import { acknowledge } from '../incidents/status.ts'
import { insertIncident, saveProcedure, saveStatus } from '../incidents/store.ts'
import { appendEntries, notifyChange } from '../incidents/timeline-store.ts'
import { procedureById } from '../plan/find-procedure.ts'
import type { Procedure } from '../plan/plan.ts'
import { entry } from './entry.ts'
import type { AppParts } from './parts.ts'
import type { Runbook } from './runbooks.ts'
import type { RunRequest, StartedRun } from './views.ts'

/**
 * A person starts a procedure, without an alert. It is an incident all the same, taken by who began it: so it has a
 * number, a story and a postmortem, and ends with its run.
 *
 * @param drillId - Whose rehearsal it is.
 * @throws AppError `no-such-runbook`, `no-such-procedure`, `no-such-environment` (404); `empty-procedure`, and what
 *   `RunEngine.start` refuses. Nothing is left behind then but the runbook.
 */
export async function startManualRun(
  parts: AppParts,
  request: RunRequest,
  actor: string,
  drillId: string | null = null,
): Promise<StartedRun> {
  const runbook = await findRunbook(parts, request)
  const procedure = procedureOf(runbook, request.procedureId)
  const now = parts.clock.now()
  return transaction(parts.db.pool, async (tx) => {
    const id = parts.newId()
    const { environment, parameters = {} } = request
    const incident = await insertIncident(tx, {
      id,
      title: procedure.heading,
      severity: procedure.severity,
      environment,
      groupKey: `manual:${id}`,
      openedAt: now,
      drillId,
    })
    const { digest: runbookDigest, file } = runbook
    const bound = { runbookDigest, file, procedureId: procedure.id, heading: procedure.heading }
    await saveProcedure(tx, id, bound, procedure.severity)
    const change = acknowledge(incident, actor, now)
    if (change !== null) await saveStatus(tx, id, change)
    const text = `incident ${incident.number} opened: ${actor} starts “${procedure.heading}”`
    await appendEntries(tx, [entry(parts, incident, 'incident-opened', actor, text)])
    const run = await parts.engine.start(tx, {
      incidentId: id,
      procedure,
      runbook: { digest: runbookDigest, file, ...(runbook.rehearsal && { draft: true }) },
      environment,
      requestedBy: actor,
      parameters,
    })
    notifyChange(tx, id, 'incident')
    return { incident: incident.number, runId: run.id }
  })
}

async function findRunbook(parts: AppParts, { runbook }: RunRequest): Promise<Runbook> {
  if ('text' in runbook) {
    // A text that is registered goes by the name it was registered under, whatever name it is handed over with.
    const registered = await parts.runbooks.get(digest(runbook.text))
    if (registered !== null && !registered.rehearsal) return registered
    // Handed over by a person, it may be a draft: it is not bound to alerts for that.
    return parts.runbooks.register({ ...runbook, rehearsal: true })
  }
  const known = await parts.runbooks.get(runbook.digest)
  if (known !== null) return known
  throw new AppError(
    'no-such-runbook',
    `there is no runbook ${runbook.digest.slice(0, 12)}`,
    'see the list of runbooks',
    {
      status: 404,
    },
  )
}

function procedureOf({ file, plan }: Runbook, id: string): Procedure {
  const procedure = procedureById(plan, id)
  if (procedure === null) {
    throw new AppError('no-such-procedure', `'${file}' has no procedure '${id}'`, `see: standby show ${file}`, {
      status: 404,
    })
  }
  if (procedure.steps.length > 0) return procedure
  throw new AppError('empty-procedure', `'${procedure.heading}' has no steps of its own`, 'choose one that lies in it')
}
