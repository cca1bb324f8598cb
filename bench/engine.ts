import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/core/clock.ts'
import type { StepExecutor } from '../src/runs/executor.ts'
import { engineOn, type TestEngine, type TestEngineOptions } from '../test/support/engine.ts'
import { type OwnServer, startOwnServer } from '../test/support/own-server.ts'
import { procedure, step } from '../test/support/procedures.ts'
import { duration, median, time } from './measure.ts'

export const title = 'the run engine: steps with nothing in them, steps with bash, a signature and what follows it'

const NOTHING: StepExecutor = {
  check() {},
  run: async () => ({ exitCode: 0, statements: [], exports: {}, ended: null, droppedBytes: 0 }),
  killLeftovers: async () => 0,
}

export async function run(): Promise<string[]> {
  const workDir = mkdtempSync(join(tmpdir(), 'standby-bench-'))
  const server = await startOwnServer()
  const nodeOn = (options: TestEngineOptions) => engineOn(server, workDir, options)
  try {
    return [
      await throughput(nodeOn({ executor: NOTHING })),
      await overhead(nodeOn({})),
      await signature(nodeOn({}), server),
    ]
  } finally {
    await server.stop()
    rmSync(workDir, { recursive: true, force: true })
  }
}

const reads = (count: number) =>
  procedure(
    Array.from({ length: count }, () => step('true')),
    { kind: 'maintain' },
  )

async function throughput(node: TestEngine): Promise<string> {
  const [runs, steps] = [100, 50]
  const plan = reads(steps)
  for (let n = 0; n < runs; n++) await node.start(plan)
  const ms = await time(async () => {
    await node.engine.startWorker()
    while (node.finished.length < runs) await systemClock.sleep(5)
  })
  await node.engine.drain()
  return `${Math.round((runs * steps * 1000) / ms)} steps/s with nothing in them (${runs} runs of ${steps})`
}

/** One step after another, against the same bash started by itself. */
async function overhead(node: TestEngine): Promise<string> {
  const steps = 100
  await node.engine.startWorker()
  const plain: number[] = []
  const ours: number[] = []
  for (let round = 0; round < 3; round++) {
    ours.push(
      (await time(async () => {
        const before = node.finished.length
        await node.start(reads(steps))
        while (node.finished.length === before) await systemClock.sleep(1)
      })) / steps,
    )
    plain.push(
      (await time(async () => {
        for (let n = 0; n < steps; n++)
          await once(spawn('bash', ['-c', 'true'], { stdio: ['ignore', 'pipe', 'pipe'] }), 'close')
      })) / steps,
    )
  }
  await node.engine.drain()
  const [a, b] = [median(ours), median(plain)]
  return `a step with bash ${duration(a)}, the bare process ${duration(b)}: ${duration(a - b)} more, ${Math.round((100 * b) / a)} % of the rate of a spawn loop`
}

/** From the decision to the moment the step's command runs, on one node. */
async function signature(node: TestEngine, { pool }: OwnServer): Promise<string> {
  await node.engine.startWorker()
  const late: number[] = []
  for (let n = 0; n < 100; n++) {
    const run = await node.start(procedure([step('!true')], { kind: 'maintain' }))
    await node.until(run.id, (now) => now.waiting?.for === 'approval')
    const request = await node.pending(run.incidentId)
    const begun = Date.now()
    await node.approve(request)
    await node.until(run.id, (now) => now.status === 'finished')
    const { rows } = await pool.query<{ at: Date }>('select started_at as at from attempt where run_id = $1', [run.id])
    late.push((rows[0]?.at.getTime() ?? Number.NaN) - begun)
  }
  await node.engine.drain()
  late.sort((a, b) => a - b)
  return `from a signature to the step it allows: median ${duration(median(late))}, p99 ${duration(late[98] ?? Number.NaN)}`
}
