import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSealing } from '../src/audit/sealing.ts'
import { seal } from '../src/audit/store.ts'
import { systemClock } from '../src/core/clock.ts'
import { silentLogger } from '../src/core/logger.ts'
import { engineOn, type TestEngine } from '../test/support/engine.ts'
import { type OwnServer, startOwnServer } from '../test/support/own-server.ts'
import { procedure, step } from '../test/support/procedures.ts'
import { against, duration, median, time } from './measure.ts'

export const title = '50,000 runs that wait for a signature: what they cost, and how a new run starts beside them'

const PARKED = 50_000
const IDLE_MS = 20_000

export async function run(): Promise<string[]> {
  const workDir = mkdtempSync(join(tmpdir(), 'standby-bench-'))
  const server = await startOwnServer()
  const node = engineOn(server, workDir, { limits: { pollMs: 1_000 } })
  const stopSealing = startSealing(() => seal(server.pool), systemClock, silentLogger)
  try {
    await node.engine.startWorker()
    const empty = await starts(node)
    await park(server, node)
    const rate = await transactionsPerSecond(server)
    const full = await starts(node)
    return [
      against('transactions while nothing happens', rate, { atMost: 15 }, (value) => `${value.toFixed(1)}/s`),
      against(
        `a new run to its end, against an empty system (${duration(empty)} and ${duration(full)})`,
        full / empty,
        { atMost: 1.25 },
        (value) => `${value.toFixed(2)} times as long`,
      ),
    ]
  } finally {
    await stopSealing()
    await node.engine.drain()
    await server.stop()
    rmSync(workDir, { recursive: true, force: true })
  }
}

/** Median of a run of one read, from its start to its end. */
async function starts(node: TestEngine): Promise<number> {
  const plan = procedure([step('true')], { kind: 'maintain' })
  const all: number[] = []
  for (let n = 0; n < 60; n++) {
    all.push(
      await time(async () => {
        const before = node.finished.length
        await node.start(plan)
        while (node.finished.length === before) await systemClock.sleep(1)
      }),
    )
  }
  return median(all)
}

/** Copies of one run that waits, with its incident, its request and its story: as many rows as real ones would have. */
async function park({ pool }: OwnServer, node: TestEngine): Promise<void> {
  const run = await node.start(procedure([step('!true')], { kind: 'maintain' }))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  await pool.query(
    `insert into incident (id, title, status, environment, group_key, opened_at)
     select 'i' || n, title, status, environment, 'g' || n, opened_at from incident, generate_series(1, $2) n where id = $1`,
    [run.incidentId, PARKED],
  )
  await pool.query(
    `insert into run (id, incident_id, procedure, runbook_digest, file, environment, requested_by, status, state, version,
       started_at)
     select 'r' || n, 'i' || n, procedure, runbook_digest, file, environment, requested_by, status, state, version, started_at
     from run, generate_series(1, $2) n where id = $1`,
    [run.id, PARKED],
  )
  await pool.query(
    `insert into approval (id, incident_id, run_id, step, digest, signed_bytes, commands, effect, reasons, targets, why,
       status, requested_by, requested_at, expires_at)
     select 'a' || n, 'i' || n, 'r' || n, step, digest, signed_bytes, commands, effect, reasons, targets, why, status,
       requested_by, requested_at, now() + interval '1 day'
     from approval, generate_series(1, $2) n where run_id = $1`,
    [run.id, PARKED],
  )
  await pool.query(
    `insert into timeline_entry (incident_id, at, kind, actor, text)
     select 'i' || n, at, kind, actor, text from timeline_entry, generate_series(1, $2) n where incident_id = $1`,
    [run.incidentId, PARKED],
  )
  // What the copies have left to be sealed is not what is measured.
  await seal(pool)
  await pool.query('vacuum analyze')
}

async function transactionsPerSecond({ pool }: OwnServer): Promise<number> {
  const count = async () => {
    const { rows } = await pool.query<{ n: string }>(
      'select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()',
    )
    return Number(rows[0]?.n)
  }
  // Backends report what they did once a second at most.
  await systemClock.sleep(1_500)
  const before = await count()
  await systemClock.sleep(IDLE_MS)
  return ((await count()) - before - 1) / (IDLE_MS / 1000)
}
