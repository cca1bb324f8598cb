import { AppError } from '../core/errors.ts'
import { maskSecrets } from '../core/mask-secrets.ts'
import { tellNodes } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Procedure } from '../plan/plan.ts'
import { beginRun } from './begin-run.ts'
import { assertActor, changeRun, secretsOfRun } from './change-run.ts'
import { cleanFolder } from './clean-folders.ts'
import { toEntries } from './commit.ts'
import type { RunContext } from './context.ts'
import type { TimelineNote } from './draft.ts'
import { initialValues, maskRun, sealValues, secretsOf } from './resolve-values.ts'
import type { Run, RunEvent } from './run.ts'
import { insertRun, lockOpenRuns, lockRun, tellMoved } from './store.ts'

// What people (and alerts) do to runs. Every command is one transaction: lock the run, check, reduce, save, tell.
// No command starts a step: it leaves the run ready, and the node that claims it does.

export interface NewRun {
  incidentId: string
  procedure: Procedure
  runbook: Run['runbook']
  environment: string
  /** `alert`, or a person's name. */
  requestedBy: string
  /** Values a person gave. */
  parameters?: Readonly<Record<string, string>>
  /** The alert's labels: used where a parameter has the same name and nobody knows better. */
  labels?: Readonly<Record<string, string>>
}

/**
 * Begins a run in the caller's transaction.
 * @throws {AppError} `no-such-environment`, `unknown-parameter`, `empty-value`
 */
export async function startRun(deps: RunContext, tx: Queryable, wanted: NewRun): Promise<Run> {
  const { procedure, requestedBy } = wanted
  const environment = deps.environments.get(wanted.environment)
  if (environment === null) {
    const hint = 'add it to the configuration, or name one that is there'
    throw new AppError('no-such-environment', `there is no environment ${wanted.environment}`, hint, { status: 404 })
  }
  const now = deps.clock.now()
  const id = deps.newId()
  const initial = initialValues(procedure, environment, wanted.labels ?? {}, wanted.parameters ?? {})
  const run = beginRun({
    id,
    incidentId: wanted.incidentId,
    procedure,
    runbook: wanted.runbook,
    environment: wanted.environment,
    requestedBy,
    parameters: sealValues(deps.sealer, { id, procedure }, initial.parameters, secretsOf(environment)),
    configured: initial.configured,
    startedAt: now.toISOString(),
  })
  await insertRun(tx, run)
  const text = `runs “${procedure.heading}” of ${wanted.runbook.file} in ${environment.name}`
  const at = { step: null, attempt: null }
  const notes: TimelineNote[] = [{ kind: 'run-started', actor: requestedBy, text, ...at }]
  for (const left of initial.leftOut) notes.push({ kind: 'note', actor: 'standby', text: left, ...at })
  await deps.timeline.append(tx, toEntries(deps, run, notes, now))
  tellMoved(tx, run.incidentId)
  tellNodes(tx, { runId: run.id, what: 'ready' })
  return maskRun(run)
}

/** Tells the incident's runs that there is nothing to mend any more. In the caller's transaction. */
export async function resolveAlert(deps: RunContext, tx: Queryable, incidentId: string): Promise<void> {
  for (const { run } of await lockOpenRuns(tx, incidentId)) await changeRun(deps, tx, run, { kind: 'alert-resolved' })
}

/**
 * Does to a run what a person asked for.
 * @throws {AppError} 404 `no-such-run`; 409 when the run, as it stands, cannot do that
 */
export async function command(deps: RunContext, runId: string, event: RunEvent): Promise<Run> {
  if ('actor' in event) assertActor(event.actor)
  const changed = await deps.transact(async (tx) => {
    const run = (await lockRun(tx, runId))?.run
    if (run === undefined)
      throw new AppError('no-such-run', `there is no run ${runId}`, 'see the incident', { status: 404 })
    return maskRun(await changeRun(deps, tx, run, seal(deps, run, event)))
  })
  if (changed.status === 'finished') await cleanFolder(deps, runId)
  return changed
}

/** Before it is written down anywhere. */
function seal(deps: RunContext, run: Run, event: RunEvent): RunEvent {
  const secrets = secretsOfRun(deps, run)
  if (event.kind === 'parameters-given')
    return { ...event, values: sealValues(deps.sealer, run, event.values, secrets) }
  // People paste what they have just seen.
  return 'reason' in event && event.reason !== null ? { ...event, reason: maskSecrets(event.reason, secrets) } : event
}
