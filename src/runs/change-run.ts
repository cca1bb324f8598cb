import { AppError } from '../core/errors.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Script } from '../plan/plan.ts'
import { commitTransition } from './commit.ts'
import type { RunContext } from './context.ts'
import { policyOf } from './deps.ts'
import { reduce } from './reducer.ts'
import { missingValues, resolveValues, secretsOf } from './resolve-values.ts'
import type { Run, RunEvent } from './run.ts'
import { thenAdvance } from './then-advance.ts'

/**
 * Tells a locked run what has happened to it, and writes what comes of that. No step is started: the run is left ready,
 * and the node that claims it does.
 * @returns the run as it is then: the same when it takes no notice.
 */
export async function changeRun(deps: RunContext, tx: Queryable, run: Run, event: RunEvent): Promise<Run> {
  const now = deps.clock.now()
  const first = reduce(run, event, now, policyOf(deps))
  if (first.run === run) return run
  if (event.kind === 'parameters-given') assertUsable(deps, first.run, Object.keys(event.values))
  const transition = thenAdvance(first, now, policyOf(deps))
  const written = await commitTransition(tx, deps, { before: run, transition, now })
  if (!written) throw new Error(`run ${run.id} changed under its lock`)
  return transition.run
}

/** Refuses a value that no step could be run with, as long as the one who gave it is still there. */
function assertUsable(deps: RunContext, run: Run, names: readonly string[]): void {
  const environment = deps.environments.get(run.environment)
  if (environment === null) return
  for (const [index, { script }] of run.procedure.steps.entries()) {
    if (script === null || missingValues(run, index).length > 0) continue
    const { values, carried } = resolveValues(run, index, environment, deps.sealer)
    if (names.some((name) => name in values)) deps.executor.check({ script: script as Script, values, carried })
  }
}

/** What its environment keeps secret. */
export function secretsOfRun({ environments }: RunContext, run: Run): string[] {
  const environment = environments.get(run.environment)
  return environment === null ? [] : secretsOf(environment)
}

export function assertActor(actor: string): void {
  if (actor.trim() !== '') return
  throw new AppError('no-actor', 'nobody is named as the one who does this', 'name yourself')
}
