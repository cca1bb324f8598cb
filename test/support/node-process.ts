import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../../src/core/clock.ts'
import { createLogger } from '../../src/core/logger.ts'
import { createPool } from '../../src/db/pool.ts'
import type { FaultPoint, OnFaultPoint } from '../../src/runs/fault-points.ts'
import { engineOn } from './engine.ts'

/** A second node: the run engine in a process of its own, to be killed or frozen. */
export interface NodeProcess {
  child: ChildProcess
  kill(signal: NodeJS.Signals): void
  /** Kills it, frozen or not, and waits until it is gone. */
  end(): Promise<void>
  /** Resolves when it is gone. */
  gone: Promise<void>
  /** Resolves when it has come to the fault it was given. */
  struck: Promise<void>
}

/** What a node does to itself when it comes to a point for the n-th time. */
export interface Fault {
  point: FaultPoint
  /** Counts from 1. */
  nth: number
  signal: 'SIGKILL' | 'SIGSTOP'
}

/** Starts a node on the database at `url`; resolves once it claims runs. */
export async function startNodeProcess(url: string, workDir: string, fault: Fault | null = null): Promise<NodeProcess> {
  const given = fault === null ? [] : [JSON.stringify(fault)]
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), url, workDir, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const lines = createInterface(child.stdout)
  const struck = new Promise<void>((resolve) => lines.on('line', (line) => line === 'struck' && resolve()))
  await new Promise<void>((resolve, reject) => {
    lines.once('line', () => resolve())
    // Killed by its own fault while it began: it is gone, and that is what was wanted.
    child.once('exit', (code) =>
      code === null ? resolve() : reject(new Error(`the node ended at once, with ${code}`)),
    )
  })
  return {
    child,
    gone,
    struck,
    kill: (signal) => void child.kill(signal),
    async end() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

function strike({ point, nth, signal }: Fault): OnFaultPoint {
  let count = 0
  return (passed) => {
    if (passed !== point || ++count !== nth) return
    process.stdout.write('struck\n')
    process.kill(process.pid, signal)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , url, workDir, fault] = process.argv as [string, string, string, string, string | undefined]
  const logger = createLogger((line) => process.stderr.write(process.env.STANDBY_TEST_LOG ? line : ''), systemClock.now)
  const onFaultPoint = fault === undefined ? undefined : strike(JSON.parse(fault) as Fault)
  const options = onFaultPoint === undefined ? { logger } : { logger, onFaultPoint }
  const { engine } = engineOn({ pool: createPool(url, logger) }, workDir, options)
  await engine.startWorker()
  process.stdout.write('ready\n')
  // A node whose test has died must not live on.
  setInterval(() => process.ppid === 1 && process.exit(), 500)
}
