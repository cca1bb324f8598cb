import type { Script } from '../plan/plan.ts'
import type { KeptFile, ShellState, StatementResult } from './run.ts'

/** What a run must know of the place its commands run in. `app/environment.ts` has the whole of it. */
export interface RunEnvironment {
  name: string
  /** Put first on PATH. */
  path: readonly string[]
  env: Readonly<Record<string, string>>
  parameters: Readonly<Record<string, string>>
  /** What lies in a run's folder when it begins; paths are relative. */
  files?: readonly { path: string; text: string; executable: boolean }[]
  /** Absolute paths that the shell itself reads or writes, and the home folder, lie in the run's folder. */
  ownRoot?: boolean
  /** The simulated time; null in a real environment. */
  worldNow: (() => Date) | null
}

/** One piece of output, masked, as it is to be shown. */
export interface OutputPiece {
  stream: 'stdout' | 'stderr'
  text: string
}

/** One try of one step, for an executor to do. */
export interface StepJob {
  /** Marks every process of the attempt, so that they are found again after a crash. */
  attemptId: string
  script: Script
  /** By parameter name: what fills the holes and what the shell's variables begin with. Never becomes code. */
  values: Readonly<Record<string, string>>
  /** Of these, the names of those that earlier steps have left: the shell treats them as it would by itself. */
  carried?: readonly string[]
  /** Values that must not be seen in the output. */
  secrets: readonly string[]
  environment: Pick<RunEnvironment, 'path' | 'env' | 'files' | 'ownRoot'>
  /** Where the shell begins, and the functions it has; null for a fresh one. */
  shell?: Omit<ShellState, 'fence'> | null
  /** The run's own folder name under the executor's root; steps of one run share it. */
  workspace: string
  timeoutMs: number
  /**
   * The latest moment, as of `monotonicMs`, for its first command to begin; null: any. A node that freezes between its
   * last look at the lease and the process would otherwise begin, when it wakes, what another has begun meanwhile.
   */
  startBefore?: number | null
  /** Output in order, masked. */
  onOutput: (piece: OutputPiece) => void
  /** Called once the process exists. */
  onStarted?: (process: StartedProcess) => void
  /** Ends the attempt, grandchildren included, within a second. */
  signal: AbortSignal
}

export interface StartedProcess {
  pid: number
  /** What tells it from a later process of the same number; null where the system does not say. Reads it: ask when needed. */
  startTime(): string | null
}

export interface StepResult {
  /** Status of the first statement that failed; 0 when none did. 124 for our own limit, 130 when cancelled. */
  exitCode: number
  /** What each statement that came to its end answered. One that is missing did not end, or did not start. */
  statements: StatementResult[]
  /** Shell variables for later steps. */
  exports: Record<string, string>
  /** Where the shell ended; null when it did not come to say. */
  shell?: Omit<ShellState, 'fence'> | null
  ended: 'timeout' | 'cancelled' | null
  /** It came too late for `startBefore`: nothing of it was run. */
  notBegun?: boolean
  /** Bytes of output dropped over the cap. */
  droppedBytes: number
}

/** The files in a run's own folder. */
export interface RunFolders {
  /** @returns what is there; `content` of what differs from `known` and is small enough to be kept. */
  read(workspace: string, known: readonly KeptFile[]): Promise<{ file: KeptFile; content: Buffer | null }[]>
  /**
   * Puts back what is missing or differs.
   * @param fetch - Contents by path, of those that are asked for.
   * @throws {AppError} `file-not-kept` when one that was too large to be kept is not there.
   */
  restore(
    workspace: string,
    files: readonly KeptFile[],
    fetch: (paths: string[]) => Promise<Map<string, Buffer>>,
  ): Promise<void>
  /** Takes away what is kept with a run that is over. What was too large to be kept stays: it is nowhere else. */
  clean(workspace: string, kept: readonly KeptFile[]): Promise<void>
  /** The folders that are there. */
  list(): Promise<string[]>
}

export interface StepExecutor {
  /**
   * Refuses what could not be run safely, before anyone is asked to approve it.
   * @throws {AppError} `unsafe-value` and the like.
   */
  check(job: Pick<StepJob, 'script' | 'values' | 'carried'>): void
  /** Runs a step to its end. @throws {AppError} when nothing was started. */
  run(job: StepJob): Promise<StepResult>
  /** The folders of runs; where there are none, nothing is kept. */
  folders?: RunFolders
  /** Kills what is left of attempts whose node is gone. @returns how many processes were killed. */
  killLeftovers(attemptIds: readonly string[]): Promise<number>
}
