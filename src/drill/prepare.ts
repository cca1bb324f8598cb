import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { NewId } from '../core/ids.ts'
import type { Queryable } from '../db/queryable.ts'
import { procedureById } from '../plan/find-procedure.ts'
import type { Plan, Procedure } from '../plan/plan.ts'
import type { Range } from '../range/range.ts'
import type { DrillRequest } from './drill.ts'
import type { DrillHost } from './host.ts'
import { missingParameters } from './missing-parameters.ts'
import { knownSystem, pickSystem } from './pick-system.ts'
import { goalFor, madeScenario, type Scenario } from './scenario/scenario.ts'
import { scenarioOf } from './scenario/scenarios-of.ts'
import { drillById, insertDrill, type StoredDrill } from './store.ts'

export interface PrepareParts {
  pool: Queryable
  clock: Clock
  newId: NewId
  range: Range
  host: DrillHost
  /** Decides the range's chance. */
  newSeed: () => number
}

/**
 * Checks all there is to check, and stores the drill. Nothing is broken yet, and nothing is left behind by a refusal but
 * the runbook, which the server then knows.
 *
 * @throws {AppError} `no-such-procedure`, `no-system`, `no-such-system`, `no-such-fault`, `no-such-scenario`, `no-fault`,
 *   `unset-parameter`, `system-busy`.
 */
export async function prepare(parts: PrepareParts, request: DrillRequest): Promise<StoredDrill> {
  const { pool, clock, newId, range, host, newSeed } = parts
  const runbook = await findRunbook(host, request)
  const procedure = procedureOf(runbook, request.procedureId)
  const candidates = range.systems().map(({ name, parts: names }) => ({ name, parts: names }))
  const system =
    request.system === undefined ? pickSystem(runbook.text, candidates) : knownSystem(request.system, candidates)
  const plays = playOf(range, system, request, runbook.file)
  const fault = plays === null ? (request.fault ?? '') : (plays.faults[0] ?? null)
  const given = request.parameters ?? {}
  // A scenario judges the text as it is: a hole in it is a verdict, not a refusal.
  if (plays === null && request.scripted) refuseUnset(range, system, fault ?? '', procedure, given)
  const parameters = { ...valuesKnownBefore(plays, procedure), ...given }

  const drill = {
    id: newId(),
    system,
    fault,
    file: runbook.file,
    procedureId: procedure.id,
    runbookDigest: runbook.digest,
    parameters,
    scripted: request.scripted,
    seed: plays?.seed ?? newSeed(),
    plays,
    decisions: request.explore?.decisions ?? null,
    at: clock.now(),
  }
  if (!(await insertDrill(pool, drill))) throw busy(system)
  const stored = await drillById(pool, drill.id)
  if (stored === null) throw new Error(`drill ${drill.id} is gone right after its insert`)
  return stored
}

interface KnownRunbook {
  digest: string
  file: string
  text: string
  plan: Plan
}

async function findRunbook(host: DrillHost, { runbook }: DrillRequest): Promise<KnownRunbook> {
  const { digest } = 'digest' in runbook ? runbook : await host.registerRunbook(runbook)
  const known = await host.runbook(digest)
  if (known !== null) return { digest, ...known }
  throw new AppError(
    'no-such-runbook',
    `no runbook has the digest ${digest.slice(0, 12)}`,
    'see the list of runbooks',
    {
      status: 404,
    },
  )
}

function procedureOf({ file, plan }: KnownRunbook, id: string): Procedure {
  const procedure = procedureById(plan, id)
  if (procedure === null) {
    const ids = plan.procedures.map((candidate) => candidate.id).join(', ')
    throw new AppError('no-such-procedure', `'${file}' has no procedure '${id}'`, `it has: ${ids || 'none'}`, {
      status: 404,
    })
  }
  if (procedure.steps.length > 0) return procedure
  const inside = plan.procedures.filter((candidate) => candidate.parent === id).map((candidate) => candidate.id)
  throw new AppError(
    'empty-procedure',
    `'${procedure.heading}' has no steps of its own`,
    inside.length === 0 ? 'choose another procedure' : `choose one in it: ${inside.join(', ')}`,
  )
}

/** The scenario that is played, or null for a fault alone. Nothing, or both, is refused. */
function playOf(
  range: Range,
  system: string,
  { fault, scenario, explore }: DrillRequest,
  file: string,
): Scenario | null {
  if (scenario !== undefined && fault === undefined) {
    const found = scenarioOf(range, system, scenario)
    const besides = explore?.faults ?? []
    for (const one of besides) refuseUnknownFault(range, system, one)
    return { ...found, faults: [...found.faults, ...besides], goal: goalFor(found, file) }
  }
  if (scenario === undefined && fault !== undefined) {
    refuseUnknownFault(range, system, fault)
    return null
  }
  const what = fault === undefined ? 'nothing says what is broken' : 'a scenario says itself what is broken'
  if (explore !== undefined && fault === undefined) return wander(range, system, explore.faults)
  throw new AppError('no-fault', what, 'give one of fault and scenario')
}

/** For what no scenario rehearses: somebody starts it, a while after something broke. Only harm is looked for. */
function wander(range: Range, system: string, faults: string[]): Scenario {
  for (const one of faults) refuseUnknownFault(range, system, one)
  const after = faults.length === 0 ? '0s' : WANDERED
  return madeScenario({
    name: 'exploring',
    title: 'Somebody tries what can be tried',
    faults,
    begin: 'manual',
    after,
    within: '0s',
  })
}

/** Long enough for most alarms. */
const WANDERED = '10m'

/** What the procedure has a place for; what is looked up in the world waits until it is asked for. */
function valuesKnownBefore(plays: Scenario | null, { parameters }: Procedure): Record<string, string> {
  const names = new Set(parameters.map(({ name }) => name))
  const values = Object.entries(plays?.responder.values ?? {})
  return Object.fromEntries(values.filter(([name, value]) => names.has(name) && !value.includes('{')))
}

function refuseUnknownFault(range: Range, system: string, fault: string): void {
  const faults = range.faults(system).map(({ name }) => name)
  if (faults.includes(fault)) return
  throw new AppError('no-such-fault', `${system} has no fault '${fault}'`, `its faults are: ${faults.join(', ')}`, {
    status: 404,
  })
}

function refuseUnset(
  range: Range,
  system: string,
  fault: string,
  procedure: Procedure,
  parameters: Readonly<Record<string, string>>,
): void {
  const answers = range.answers(system, fault)
  const environment = range.environment(system)
  const given = { ...environment.env, ...environment.parameters, ...answers.parameters, ...parameters }
  const missing = missingParameters(procedure, answers.remedies, given)
  if (missing.length === 0) return
  throw new AppError(
    'unset-parameter',
    `nothing gives a value for ${missing.join(', ')}, which '${procedure.heading}' needs`,
    `add ${missing.map((name) => `--param ${name}=value`).join(' ')}`,
  )
}

function busy(system: string): AppError {
  return new AppError('system-busy', `${system} is busy with another drill`, 'wait for its verdict, or abandon it', {
    status: 409,
  })
}
