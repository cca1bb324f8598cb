import { AppError } from '../core/errors.ts'
import type { Script, Step } from '../plan/plan.ts'
import type { Policy } from '../policy/policy.ts'
import { findAttempt, insertChunks, type NewChunk, recordProcess } from './attempt-store.ts'
import { cleanFolder } from './clean-folders.ts'
import { commitTransition, toEntries, toStart } from './commit.ts'
import type { RunContext } from './context.ts'
import { limitsOf, policyOf } from './deps.ts'
import type { Intent, Transition } from './draft.ts'
import type { StartedProcess, StepResult } from './executor.ts'
import { type FolderChange, keepFiles, lookForFiles, restoreFiles } from './keep-files.ts'
import type { NodeLease } from './node-lease.ts'
import { reduce } from './reducer.ts'
import { resolveValues, sealValues, secretsOf } from './resolve-values.ts'
import type { Run, RunEvent } from './run.ts'
import { shellAt } from './shell-state.ts'
import { stepLimit } from './step-limit.ts'
import { type AttemptEnd, findRun } from './store.ts'
import { join } from './then-advance.ts'
import type { OutputWriter } from './write-output.ts'
import { isPlainStep, type StepWriter } from './write-steps.ts'

/** What moving one run needs of the node that does it. */
export interface Driver {
  deps: RunContext
  lease: NodeLease
  output: OutputWriter
  steps: StepWriter
  /** Aborted when the attempt is to be ended. `drain` as its reason: because the node stops. */
  signal: AbortSignal
  /** Whether no further step may be begun here. */
  isDraining: () => boolean
  /** Tells what is being done, so that a drain can tell reads from writes. */
  onStep: (effect: 'read' | 'other' | null) => void
}

/** Reason of an abort: the node stops, and the run is to go on elsewhere. */
export const DRAIN = 'drain'

type Say = (piece: { stream: 'stdout' | 'stderr'; text: string }) => void
type Start = Extract<Intent, { kind: 'start-attempt' }>
type Ending = { event: RunEvent; ended: AttemptEnd | null; rest: NewChunk[]; folder: FolderChange | null }

const RETRY_MS = 200
/** How often a process that began too late is begun again, once the lease is confirmed anew. */
const LATE_TRIES = 5
/** Shorter steps are over before anyone could need to know their process. */
const RECORD_PROCESS_AFTER_MS = 200

/** Moves a run this node has claimed until it waits, is over, or is another's. */
export async function driveRun(driver: Driver, claimed: Run): Promise<void> {
  let run: Run = claimed
  let ending: Ending = { event: { kind: 'advance' }, ended: null, rest: [], folder: null }
  let isBrought = false
  for (;;) {
    const transition = await move(driver, run, ending)
    if (transition === null) return
    run = transition.run
    await driver.deps.onFaultPoint?.(ending.ended === null ? 'run-claimed' : 'result-committed')
    const start = transition.intents.find((intent) => intent.kind === 'start-attempt')
    if (start === undefined) {
      if (run.status === 'finished') await cleanFolder(driver.deps, run.id)
      return
    }
    // The folder may be another machine's: once it has been brought here, it is ours until we give the run back.
    const finished = await attempt(driver, run, start, isBrought)
    isBrought = true
    if (finished === null) return
    ending = finished
  }
}

/**
 * Reduces and commits one event and what follows from it, until PostgreSQL has answered.
 * @returns null when the run is no longer this node's.
 */
async function move(driver: Driver, seen: Run, ending: Ending): Promise<Transition | null> {
  const { deps, lease } = driver
  let run = seen
  while (!lease.isLost()) {
    const now = deps.clock.now()
    const release = driver.isDraining()
    const transition = next(run, ending.event, now, release, policyOf(deps))
    if (!release && (await writeTogether(driver, run, transition, ending, now))) return transition
    try {
      await deps.transact(async (tx) => {
        await insertChunks(tx, ending.rest)
        if (ending.folder !== null) await keepFiles(tx, run, ending.folder)
        const { ended } = ending
        const commit = { before: run, transition, owner: lease.id, release, ended, now }
        if (!(await commitTransition(tx, deps, commit))) throw new Superseded()
      })
      return transition
    } catch (error) {
      if (!(error instanceof Superseded)) {
        deps.logger.warn('a step’s result could not be written; it is tried again', {
          run: run.id,
          reason: String(error),
        })
        await deps.clock.sleep(RETRY_MS)
      }
      const settled = await settle(driver, run, transition, ending)
      if (settled === 'unreachable') continue
      if (settled === null || 'intents' in settled) return settled
      run = settled
    }
  }
  return null
}

/** Most moves only end one attempt and begin the next. @returns false when it must, or may have to, be written alone. */
async function writeTogether(
  { deps, lease, steps }: Driver,
  before: Run,
  transition: Transition,
  { ended, rest, folder }: Ending,
  at: Date,
): Promise<boolean> {
  if (folder !== null || !isPlainStep(transition)) return false
  const { run, intents, timeline } = transition
  const started = toStart(run, intents, lease.id)
  const entries = toEntries(deps, run, timeline, at)
  return steps.write({ before, run, ended, started, entries, chunks: rest, at })
}

/** Rolls back what came before the fence refused. */
class Superseded extends Error {}

/** A node that stops begins nothing more: it writes down what has happened and gives the run back. */
function next(run: Run, event: RunEvent, now: Date, isDraining: boolean, policy: Policy): Transition {
  if (event.kind === 'advance') return isDraining ? hold(run) : reduce(run, event, now, policy)
  const first = reduce(run, event, now, policy)
  return isDraining ? first : join(first, reduce(first.run, { kind: 'advance' }, now, policy))
}

/** The run as it is, given back. */
const hold = (run: Run): Transition => ({ run: { ...run, version: run.version + 1 }, intents: [], timeline: [] })

/** After a failed commit: it may have happened, or another may have changed the run. The row says which. */
async function settle(
  { deps, lease }: Driver,
  before: Run,
  tried: Transition,
  { ended }: Ending,
): Promise<Run | Transition | null | 'unreachable'> {
  try {
    const found = await findRun(deps.pool, before.id)
    if (found === null) return null
    if (found.owner !== lease.id) return null
    const attempt = ended === null ? null : await findAttempt(deps.pool, ended.id)
    const hasHappened = found.run.version === tried.run.version && (attempt === null || attempt.status !== 'running')
    const started = tried.intents.find((intent) => intent.kind === 'start-attempt')
    const hasStarted = started === undefined || (await findAttempt(deps.pool, started.id)) !== null
    return hasHappened && hasStarted && found.run.version !== before.version ? tried : found.run
  } catch {
    return 'unreachable'
  }
}

/** Runs one attempt that has been committed as started. @returns null when the lease was lost: nothing may be said. */
async function attempt(driver: Driver, run: Run, start: Start, isBrought: boolean): Promise<Ending | null> {
  const { deps, lease, output } = driver
  const step = run.procedure.steps[start.step] as Step
  const say = (piece: { stream: 'stdout' | 'stderr'; text: string }) =>
    output.push({ incidentId: run.incidentId, attemptId: start.id, at: deps.clock.now(), ...piece })
  driver.onStep(start.approvalId === null ? 'read' : 'other')
  let result: StepResult | null
  try {
    await deps.onFaultPoint?.('attempt-committed')
    if (!isBrought) await bringFiles(driver, run, start)
    let tries = 0
    do {
      if (!(await passGate(driver))) return null
      await deps.onFaultPoint?.('gate-passed')
      result = await execute(driver, run, start, step, say)
    } while (result.notBegun && ++tries < LATE_TRIES)
  } catch (error) {
    if (!(error instanceof AppError))
      deps.logger.error('a step ended by our own fault', { step: start.id, error: String(error) })
    const isToBeRepeated = driver.signal.reason === DRAIN && start.approvalId === null
    result = error instanceof AppError && !isToBeRepeated ? refused(error, say) : null
  }
  await deps.onFaultPoint?.('process-ended')
  const folder = result === null ? null : await lookSafely(deps, run, say)
  if (folder !== null) await deps.onFaultPoint?.('files-read')
  driver.onStep(null)
  if (lease.isLost()) return null
  const ending = toEnding(start, result, driver.signal.reason === DRAIN, await output.takeRest(start.id))
  if (folder === null || ending.event.kind !== 'attempt-finished') return ending
  return { ...ending, event: { ...ending.event, files: folder.files }, folder }
}

/** A read is tried again when its files cannot be had. Of a write it is certain that it has not begun: that is said. */
async function bringFiles({ deps }: Driver, run: Run, { approvalId }: Start): Promise<void> {
  try {
    await restoreFiles(deps, run)
  } catch (error) {
    if (error instanceof AppError || approvalId === null) throw error
    const hint = 'mend that, then try the step again; nothing of it was run'
    throw new AppError('files-not-brought', `the files of this run cannot be had: ${(error as Error).message}`, hint)
  }
}

/** What the step did is done, whatever becomes of its files: that they could not be kept is said, and no more. */
async function lookSafely(deps: RunContext, run: Run, say: Say): Promise<FolderChange | null> {
  try {
    const change = await lookForFiles(deps, run)
    for (const { path, size } of change?.unkept ?? []) {
      const text = `[standby: ${path} (${size} bytes) is too large to be kept with the run: it is on this machine only]\n`
      say({ stream: 'stderr', text })
    }
    return change
  } catch (error) {
    say({ stream: 'stderr', text: `[standby: files of this step could not be kept: ${(error as Error).message}]\n` })
    return null
  }
}

/** No effect begins unless PostgreSQL has just confirmed that this node may. */
async function passGate({ deps, lease, signal }: Driver): Promise<boolean> {
  while (!lease.isConfirmed() && !lease.isLost() && !signal.aborted) await deps.clock.sleep(20)
  return !lease.isLost()
}

async function execute(
  { deps, lease, signal }: Driver,
  run: Run,
  start: Start,
  step: Step,
  say: Say,
): Promise<StepResult> {
  const environment = deps.environments.get(run.environment)
  if (environment === null) {
    const hint = 'configure it again, then try the step again'
    throw new AppError('no-such-environment', `there is no environment ${run.environment} any more`, hint)
  }
  const { values, secrets, carried } = resolveValues(run, start.step, environment, deps.sealer)
  const over = new AbortController()
  try {
    const result = await deps.executor.run({
      attemptId: start.id,
      script: step.script as Script,
      values,
      carried,
      secrets,
      environment,
      shell: shellAt(run, start.step),
      workspace: run.id,
      timeoutMs: stepLimit(run.procedure, step, limitsOf(deps).stepTimeoutMs),
      startBefore: start.approvalId === null ? null : lease.openUntil(),
      onOutput: say,
      onStarted: (started) => {
        void deps.onFaultPoint?.('process-started')
        void recordLater(deps, start.id, started, over.signal)
      },
      signal,
    })
    // A secret that a step has fetched for the next ones is one from here on.
    return { ...result, exports: sealValues(deps.sealer, run, result.exports, [...secrets, ...secretsOf(environment)]) }
  } finally {
    // With a reason: without one an error with its stack is made for it, 4 % of what a step costs us.
    over.abort('over')
  }
}

async function recordLater(
  deps: RunContext,
  attemptId: string,
  started: StartedProcess,
  over: AbortSignal,
): Promise<void> {
  await deps.clock.sleep(RECORD_PROCESS_AFTER_MS, over)
  if (over.aborted) return
  await recordProcess(deps.pool, attemptId, started).catch((error: Error) =>
    deps.logger.warn('a process could not be recorded', { attempt: attemptId, reason: error.message }),
  )
}

/** What the executor would not start: nothing has happened, and that is certain. */
function refused(error: AppError, say: (piece: { stream: 'stderr'; text: string }) => void): StepResult {
  say({ stream: 'stderr', text: `error: ${error.message}\nhint: ${error.hint}\n` })
  return { exitCode: 126, statements: [], exports: {}, ended: null, droppedBytes: 0 }
}

function toEnding(start: Start, result: StepResult | null, isDrain: boolean, rest: NewChunk[]): Ending {
  const { id, step, attempt } = start
  if (result === null || (isDrain && result.ended === 'cancelled' && start.approvalId === null)) {
    const ended = { id, status: 'lost' as const, exitCode: null, statements: [], droppedBytes: 0 }
    return { event: { kind: 'attempt-lost', step, attempt }, ended, rest, folder: null }
  }
  const { exitCode, statements, droppedBytes } = result
  const status = exitCode === 0 && result.ended === null ? 'succeeded' : 'failed'
  const event: RunEvent = { kind: 'attempt-finished', step, attempt, ...pick(result) }
  return { event, ended: { id, status, exitCode, statements, droppedBytes }, rest, folder: null }
}

const pick = ({ exitCode, statements, exports, shell = null, ended }: StepResult) => ({
  exitCode,
  statements,
  exports,
  shell,
  ended,
})
