import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { startSealing } from '../src/audit/sealing.ts'
import { seal } from '../src/audit/store.ts'
import { systemClock } from '../src/core/clock.ts'
import { silentLogger } from '../src/core/logger.ts'
import type { StepExecutor } from '../src/runs/executor.ts'
import { engineOn, type TestEngine, type TestEngineOptions } from '../test/support/engine.ts'
import { type OwnServer, startOwnServer } from '../test/support/own-server.ts'
import { procedure, step } from '../test/support/procedures.ts'
import { openCpuTime } from './cpu-time.ts'
import { against, duration, median, percent, percentile, perSecond, time } from './measure.ts'

export const title = 'the run engine: steps with nothing in them, steps with bash, a signature and what follows it'

const NOTHING: StepExecutor = {
  check() {},
  run: async () => ({ exitCode: 0, statements: [], exports: {}, ended: null, droppedBytes: 0 }),
  killLeftovers: async () => 0,
}

/** Policy, audit by triggers and its sealing take part. */
export async function run(): Promise<string[]> {
  const workDir = mkdtempSync(join(tmpdir(), 'standby-bench-'))
  const server = await startOwnServer()
  const stopSealing = startSealing(() => seal(server.pool), systemClock, silentLogger)
  const nodeOn = (options: TestEngineOptions) => engineOn(server, workDir, options)
  try {
    return [
      ...(await throughput(nodeOn({ executor: NOTHING }), server)),
      await overhead(nodeOn({})),
      await bashRate(nodeOn({})),
      await signature(nodeOn({}), server),
    ]
  } finally {
    await stopSealing()
    await server.stop()
    rmSync(workDir, { recursive: true, force: true })
  }
}

const reads = (count: number) =>
  procedure(
    Array.from({ length: count }, () => step('true')),
    { kind: 'maintain' },
  )

/** Until that many runs more are over. */
async function finish(node: TestEngine, runs: number): Promise<void> {
  const before = node.finished.length
  while (node.finished.length < before + runs) await systemClock.sleep(2)
}

async function throughput(node: TestEngine, { pool }: OwnServer): Promise<string[]> {
  const cpuTime = await openCpuTime(pool)
  const [runs, steps, rounds] = [100, 50, 5]
  const rates: number[] = []
  const peers: number[] = []
  const cpu: number[] = []
  const shares: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < runs; n++) await node.start(reads(steps))
    const before = cpuTime()
    const ms = await time(async () => {
      const over = finish(node, runs)
      await node.engine.startWorker()
      await over
    })
    const used = cpuTime() - before
    await node.engine.drain()
    rates.push((runs * steps * 1000) / ms)
    cpu.push((used * 1000) / (runs * steps))
    shares.push(used / (ms * cpus().length))
    peers.push(await plainCommits(pool))
  }
  const what = `steps with nothing in them (${runs} runs of ${steps}, the median of ${rounds})`
  const ratios = rates.map((rate, n) => rate / (peers[n] ?? Number.NaN))
  const share = median(shares)
  return [
    // With less than a third of the machine for itself, it is the others that are measured.
    share < 0.33
      ? `· ${what}: ${perSecond(median(rates))}, not judged: it had ${percent(share)} of this machine, which at that rate would do ${perSecond(median(rates) / share)}`
      : against(what, median(rates), { atLeast: 4_000 }, perSecond),
    `  the best round ${perSecond(Math.max(...rates))}; ${Math.round(median(cpu))} µs of CPU for each, PostgreSQL included; it had ${percent(share)} of the machine`,
    `  against one row changed and committed over 10 connections, in the same run: ${perSecond(median(peers))}, so a step costs ${(1 / median(ratios)).toFixed(1)} of these`,
  ]
}

/** What this PostgreSQL and this machine can do at all, just now. @returns transactions per second. */
async function plainCommits(pool: pg.Pool): Promise<number> {
  const [connections, each] = [10, 300]
  await pool.query('create table if not exists peer (id integer primary key, n integer)')
  await pool.query('insert into peer select n, 0 from generate_series(1, 10) n on conflict do nothing')
  const change = async (_: unknown, id: number) => {
    for (let n = 0; n < each; n++)
      await pool.query({ name: 'peer', text: 'update peer set n = n + 1 where id = $1', values: [id + 1] })
  }
  const ms = await time(() => Promise.all(Array.from({ length: connections }, change)))
  return (connections * each * 1000) / ms
}

const startBash = () => once(spawn('bash', ['-c', 'true'], { stdio: ['ignore', 'pipe', 'pipe'] }), 'close')

/** One step after another, against the same bash started by itself. */
async function overhead(node: TestEngine): Promise<string> {
  const steps = 100
  await node.engine.startWorker()
  const more: number[] = []
  for (let round = 0; round < 5; round++) {
    const ours = await time(async () => {
      const over = finish(node, 1)
      await node.start(reads(steps))
      await over
    })
    const plain = await time(async () => {
      for (let n = 0; n < steps; n++) await startBash()
    })
    more.push((ours - plain) / steps)
  }
  await node.engine.drain()
  return against('a step with bash over the bare process, one after another, median', median(more), { atMost: 5 })
}

/** Many runs at once, against as many loops that start bash and nothing else. */
async function bashRate(node: TestEngine): Promise<string> {
  const [runs, steps] = [16, 20]
  const ratios: number[] = []
  const ours: number[] = []
  const theirs: number[] = []
  await node.engine.startWorker()
  for (let round = 0; round < 7; round++) {
    const engine = async () => {
      const over = finish(node, runs)
      await Promise.all(Array.from({ length: runs }, () => node.start(reads(steps))))
      await over
    }
    const loops = () =>
      Promise.all(
        Array.from({ length: runs }, async () => {
          for (let n = 0; n < steps; n++) await startBash()
        }),
      )
    // In turn, so that neither always has the quieter machine.
    const first = await time(round % 2 === 0 ? engine : loops)
    const second = await time(round % 2 === 0 ? loops : engine)
    const [own, plain] = round % 2 === 0 ? [first, second] : [second, first]
    ours.push(own / (runs * steps))
    theirs.push(plain / (runs * steps))
    ratios.push(plain / own)
  }
  await node.engine.drain()
  const what = `steps with bash against a plain spawn loop, ${runs} at once (${duration(median(ours))} and ${duration(median(theirs))} each)`
  return against(what, median(ratios), { atLeast: 0.8 }, percent)
}

/** From the decision to the moment the step's command runs, on one node. */
async function signature(node: TestEngine, { pool }: OwnServer): Promise<string> {
  await node.engine.startWorker()
  const late: number[] = []
  for (let n = 0; n < 200; n++) {
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
  const what = `from a signature to the step it allows, same node (median ${duration(median(late))}), p99`
  return against(what, percentile(late, 0.99), { atMost: 20 })
}
