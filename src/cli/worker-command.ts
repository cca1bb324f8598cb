import { AppError } from '../core/errors.ts'
import type { DataFlags } from './flags.ts'
import { createProgress } from './progress.ts'
import { stopSignals } from './stop-signals.ts'
import type { Terminal } from './terminal.ts'
import type { Wiring } from './wiring.ts'

/** `standby worker`: moves runs beside the server, on this machine, until it is told to stop. */
export async function work(flags: DataFlags, wiring: Wiring, terminal: Terminal): Promise<void> {
  const { paint } = terminal
  const stopping = stopSignals(terminal)
  const progress = createProgress(terminal)
  const opening = wiring.openWorker({
    dataDir: flags.data,
    databaseUrl: flags.databaseUrl ?? null,
    configFile: flags.config ?? null,
    progress: progress.doing,
  })
  const worker = await opening.finally(progress.done)
  const environments = worker.environments.join(', ')
  terminal.out(`\n  Standby works: runs of ${paint.bold(environments)}, from ${worker.database}\n\n`)
  await stopping
  terminal.err(`\n${paint.dim('·')} stopping: letting what runs come to its end (Ctrl-C again to stop at once)\n`)
  await worker.close()
}

/** @throws {AppError} `no-environments` */
export function refuseIdleWorker(environments: readonly string[]): void {
  if (environments.length > 0) return
  const hint = 'configure environments in standby.yaml, or name the file with --config'
  throw new AppError('no-environments', 'a worker without an environment could run nothing', hint)
}
