import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../src/core/clock.ts'
import { createLogger } from '../../src/core/logger.ts'
import { createPool } from '../../src/db/pool.ts'
import { engineOn } from './engine.ts'

/** A second node: the run engine in a process of its own, to be killed or frozen. */
export interface NodeProcess {
  child: ChildProcess
  kill(signal: NodeJS.Signals): void
  /** Kills it, frozen or not, and waits until it is gone. */
  end(): Promise<void>
}

/** Starts a node on the database at `url`; resolves once it claims runs. */
export async function startNodeProcess(url: string, workDir: string): Promise<NodeProcess> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), url, workDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).once('line', () => resolve())
    child.once('exit', (code) => reject(new Error(`the node ended at once, with ${code}`)))
  })
  return {
    child,
    kill: (signal) => void child.kill(signal),
    async end() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , url, workDir] = process.argv as [string, string, string, string]
  const logger = createLogger((line) => process.stderr.write(process.env.STANDBY_TEST_LOG ? line : ''), systemClock.now)
  const { engine } = engineOn({ pool: createPool(url, logger) }, workDir, { logger })
  await engine.startWorker()
  process.stdout.write('ready\n')
  // A node whose test has died must not live on.
  setInterval(() => process.ppid === 1 && process.exit(), 500)
}
