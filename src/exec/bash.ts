import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { type Clock, uptimeAt } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { createMasker } from '../core/mask-secrets.ts'
import { secretValues } from '../core/secret-names.ts'
import { isReadAsVariable } from '../core/variable-names.ts'
import type { StepExecutor, StepJob, StepResult } from '../runs/executor.ts'
import { holeVariable, writeValue } from './bind-values.ts'
import { collectOutput, type OutputCap } from './collect-output.ts'
import { layOutTools } from './endless.ts'
import { createGuard, type Guard } from './guard.ts'
import { withinOwnRoot } from './own-root.ts'
import { ATTEMPT_VARIABLE, findProcesses, findProgram, sendSignal, startTimeOf } from './processes.ts'
import { createReport, type Report } from './read-report.ts'
import { renderScript } from './render-script.ts'
import { REPORT_FD } from './report-fd.ts'
import { createRunFolders } from './run-folders.ts'

export interface BashOptions {
  clock: Clock
  /** Where the runs' work folders lie. */
  workDir: string
  /** Our own environment, unless another is given: PATH, HOME, LANG, TZ are taken from it. */
  processEnv?: Readonly<Record<string, string | undefined>>
  outputCap?: OutputCap
  /** From the request to end to the command to die. */
  graceMs?: number
  /** How long a command that follows something is let run. */
  followSeconds?: number
}

const GRACE_MS = 500
/** How long pipes may stay open, held by children, once the shell itself is gone. */
const DRAIN_MS = 100
/** Why a wait is given up. Given no reason, `abort` makes an error with a stack: 50 µs. */
const ENOUGH = 'enough'

/**
 * Runs steps with bash, each in a process group of its own, in an environment of its own.
 * @throws {AppError} `no-bash` where bash is not installed.
 */
export function createBashExecutor(options: BashOptions): StepExecutor {
  const { processEnv = process.env } = options
  const path = processEnv.PATH ?? ''
  const bash = findProgram('bash', path)
  if (bash === null) throw new AppError('no-bash', 'bash is not installed', 'install bash: runbooks are run by it')
  const guard = createGuard(bash, options.clock)
  return {
    folders: createRunFolders(options.workDir),
    check: ({ script, values, carried }) => void renderScript(script, values, {}, { carried }),
    run: (job) => runBash(job, bash, guard, options),
    async killLeftovers(attemptIds) {
      const found = findProcesses(attemptIds)
      return found.filter((pid) => sendSignal(pid, 'SIGKILL')).length
    },
  }
}

async function runBash(job: StepJob, bash: string, guard: Guard, options: BashOptions): Promise<StepResult> {
  const text = renderScript(job.script, job.values, job.shell?.functions, {
    followSeconds: options.followSeconds,
    carried: job.carried,
    root: job.environment.ownRoot ? ROOT_VARIABLE : null,
    startBefore: Number.isFinite(job.startBefore) ? uptimeAt(job.startBefore as number) : null,
  })
  const own = join(options.workDir, job.workspace)
  prepare('its folder cannot be made', () => {
    if (mkdirSync(own, { recursive: true, mode: 0o700 }) !== undefined) layOut(own, job.environment.files ?? [])
  })
  const cwd = resolve(own, job.shell?.folder ?? '.')
  if (cwd !== own && !existsSync(cwd)) {
    const hint = 'the step before it went there on another machine, or the folder is gone: run that one again'
    throw new AppError('no-such-folder', `the folder this step begins in is not here: ${cwd}`, hint)
  }
  const env = stepEnvironment(job, options.processEnv ?? process.env)
  if (job.environment.ownRoot)
    Object.assign(
      env,
      prepare('its root cannot be made', () => makeRoot(own, job.script.text)),
    )
  const texts = [job.script.text, ...Object.values(job.shell?.functions ?? {})].join('\n')
  const tools = /\bwatch\b/.test(texts) ? [layOutTools(options.workDir)] : []
  env.PATH = [...job.environment.path, ...tools, env.PATH].join(':')
  if (job.signal.aborted) return cancelledBeforeStart()

  const args = ['--noprofile', '--norc', '-c', text, 'runbook']
  const stdio = Array.from({ length: REPORT_FD + 1 }, (_, fd) => ([1, 2, REPORT_FD].includes(fd) ? 'pipe' : 'ignore'))
  const child = prepare('bash cannot be started', () =>
    spawn(bash, args, { cwd, env, detached: true, stdio: stdio as 'pipe'[] }),
  )
  const { pid } = child
  if (pid !== undefined) {
    guard.watch(pid)
    job.onStarted?.({ pid, startTime: () => startTimeOf(pid) })
  }

  const report = createReport()
  const secrets = [...new Set([...job.secrets, ...secretValues(env)])]
  const output = collectOutput(secrets, job.onOutput, options.outputCap)
  child.stdout?.on('data', (bytes: Buffer) => output.push('stdout', bytes))
  child.stderr?.on('data', (bytes: Buffer) => output.push('stderr', bytes))
  ;(child.stdio as unknown as Readable[])[REPORT_FD]?.on('data', (bytes: Buffer) => report.push(bytes))

  // Listened for from the beginning: it may come together with `exit`.
  const closing = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const limits = watchLimits(child, job, options)
  const exit = await exited(child)
  const ended = limits.end()
  await drained(child, closing, options.clock)
  // Whatever it left in the background ends with it: nobody would watch over it.
  killGroup(child, 'SIGKILL')
  if (pid !== undefined) guard.forget(pid)
  return toResult(masked(report.read(), secrets), exit, ended, output.end(), own)
}

/** What goes wrong before there is a process is certain: nothing of the step has happened. */
function prepare<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const hint = HINTS[code ?? ''] ?? 'mend that, then try the step again; nothing of it was run'
    throw new AppError('cannot-start', `${what}: ${message}`, hint, { cause })
  }
}

const HINTS: Record<string, string> = {
  ENOSPC: 'the disk is full: make room, then try the step again; nothing of it was run',
  EROFS: 'the disk can only be read: mend that, then try the step again; nothing of it was run',
  E2BIG:
    'its text or one of its values is longer than a process may be given: put it into a file; nothing of it was run',
}

const ROOT_VARIABLE = 'STANDBY_OWN_ROOT'

/** A machine's usual folders in the run's own, and those the step writes to; its home is there as well. */
function makeRoot(own: string, text: string): Record<string, string> {
  // Without symbolic links, as the shell says where it is.
  const root = join(realpathSync(own), '.root')
  for (const folder of ['/tmp', '/home', ...withinOwnRoot(text, ROOT_VARIABLE).folders])
    mkdirSync(join(root, folder), { recursive: true, mode: 0o700 })
  return { [ROOT_VARIABLE]: root, HOME: join(root, 'home') }
}

/** A run that begins finds the files of its environment in its folder. */
function layOut(folder: string, files: NonNullable<StepJob['environment']['files']>): void {
  for (const { path, text, executable } of files) {
    const file = join(folder, path)
    if (relative(folder, file).startsWith('..')) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { mode: executable ? 0o755 : 0o644 })
  }
}

function toResult(
  report: ReturnType<Report['read']>,
  exit: number,
  ended: StepResult['ended'],
  droppedBytes: number,
  own: string,
): StepResult {
  const { statements, exports, failed } = report
  const exitCode = ended === 'timeout' ? 124 : ended === 'cancelled' ? 130 : failed || exit
  const shell = report.folder === null ? null : { folder: within(own, report.folder), functions: report.functions }
  return { exitCode, statements, exports, shell, ended, droppedBytes, ...(report.isLate && { notBegun: true }) }
}

/** What is told of commands that failed may hold what was written into the runbook itself. */
function masked(report: ReturnType<Report['read']>, secrets: readonly string[]): ReturnType<Report['read']> {
  const failures = report.statements.flatMap((statement) => statement.failures ?? [])
  if (failures.length === 0) return report
  const masker = createMasker(secrets)
  for (const failure of failures) failure.command = masker.push(failure.command) + masker.end()
  return report
}

/** Relative where it lies in the run's own folder: that one moves with the run. */
function within(own: string, folder: string): string {
  if (folder === own) return '.'
  // The shell says where it is without symbolic links.
  const path = relative(realpathSync(own), folder)
  if (path === '') return '.'
  return path === '..' || path.startsWith('../') ? folder : path
}

function cancelledBeforeStart(): StepResult {
  // No statement has a result and none began: as far as anyone need know, the step did not happen.
  throw new AppError('cancelled', 'cancelled before it started', 'start it again if it is still wanted')
}

/** What commands see: little of ours, all of their environment's, and the values. */
function stepEnvironment(job: StepJob, ours: NodeJS.ProcessEnv): Record<string, string> {
  const env: Record<string, string> = {
    PATH: ours.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    TERM: 'dumb',
    LANG: 'C.UTF-8',
  }
  for (const name of ['HOME', 'LANG', 'TZ']) if (ours[name]) env[name] = ours[name]
  Object.assign(env, job.environment.env)
  for (const [name, value] of Object.entries(job.values)) {
    const holes = job.script.holes.filter((hole) => hole.name === name)
    for (const hole of holes) env[holeVariable(hole)] = writeValue(value, hole.within)
    if (holes.length === 0 || isReadAsVariable(job.script.text, name)) env[name] = value
  }
  env[ATTEMPT_VARIABLE] = job.attemptId
  return env
}

/** Ends the whole group at the time limit or when asked to: first by asking, then by force. */
function watchLimits(child: ChildProcess, job: StepJob, { clock, graceMs = GRACE_MS }: BashOptions) {
  let ended: StepResult['ended'] = null
  const over = new AbortController()
  const endBecause = async (reason: NonNullable<StepResult['ended']>) => {
    if (ended !== null || over.signal.aborted) return
    ended = reason
    killGroup(child, 'SIGTERM')
    await clock.sleep(graceMs, over.signal)
    killGroup(child, 'SIGKILL')
    for (const pid of findProcesses([job.attemptId])) sendSignal(pid, 'SIGKILL')
  }
  const onAbort = () => void endBecause('cancelled')
  job.signal.addEventListener('abort', onAbort, { once: true })
  void clock.sleep(job.timeoutMs, over.signal).then(() => endBecause('timeout'))
  return {
    end() {
      over.abort(ENOUGH)
      job.signal.removeEventListener('abort', onAbort)
      if (ended !== null) for (const pid of findProcesses([job.attemptId])) sendSignal(pid, 'SIGKILL')
      return ended
    },
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) sendSignal(-child.pid, signal)
}

/** @returns the exit status; 128 plus its number for a signal. */
function exited(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new AppError('cannot-start', `bash did not start: ${cause.message}`, 'see the message', { cause }))
    })
    child.once('exit', (code, signal) => resolve(code ?? 128 + (SIGNALS[signal ?? ''] ?? 0)))
  })
}

const SIGNALS: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
}

/** Waits for the rest of the output; not for children that hold the pipes open and say nothing. */
async function drained(child: ChildProcess, closing: Promise<void>, clock: Clock): Promise<void> {
  const patience = new AbortController()
  await Promise.race([closing, clock.sleep(DRAIN_MS, patience.signal)])
  patience.abort(ENOUGH)
  for (const stream of child.stdio) stream?.destroy()
}
