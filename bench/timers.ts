import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/core/clock.ts'
import { engineOn } from '../test/support/engine.ts'
import { type OwnServer, startOwnServer } from '../test/support/own-server.ts'
import { procedure, step } from '../test/support/procedures.ts'
import { against, duration, percentile } from './measure.ts'

export const title = '1,000 requests for a signature that expire: how late their runs have moved on, committed'

const COUNT = 1_000

export async function run(): Promise<string[]> {
  const workDir = mkdtempSync(join(tmpdir(), 'standby-bench-'))
  const server = await startOwnServer()
  // Read when all is over: who looks all the time takes half a core from those who are measured.
  await server.pool.query('alter system set track_commit_timestamp = on')
  await server.crash()
  try {
    const spread = await lateness(server, workDir, 2_000)
    const atOnce = await lateness(server, workDir, 0)
    return [
      against(`due within 2 s (median ${duration(percentile(spread, 0.5))}), p99`, percentile(spread, 0.99), {
        atMost: 50,
      }),
      against(`due at the same instant (median ${duration(percentile(atOnce, 0.5))}), p99`, percentile(atOnce, 0.99), {
        atMost: 50,
      }),
    ]
  } finally {
    await server.stop()
    rmSync(workDir, { recursive: true, force: true })
  }
}

/** @returns milliseconds from due to committed, by the database's own record of its commits. */
async function lateness(server: OwnServer, workDir: string, withinMs: number): Promise<number[]> {
  const { pool } = server
  await pool.query('truncate run, incident, approval, attempt, timeline_entry, output_chunk, alert cascade')
  const node = engineOn(server, workDir)
  await node.engine.startWorker()
  const plan = procedure([step('!true')], { kind: 'maintain' })
  for (let n = 0; n < COUNT; n += 20) await Promise.all(Array.from({ length: 20 }, () => node.start(plan)))
  const are = async (status: string) => {
    const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from approval where status = $1', [
      status,
    ])
    return rows[0]?.n ?? 0
  }
  while ((await are('pending')) < COUNT) await systemClock.sleep(50)
  await pool.query('analyze')
  // The clock of this machine is that of the database: they are one.
  await pool.query(
    `update approval set expires_at = now() + interval '2.5 s' + n * $1::int * interval '1 ms' / ${COUNT}
     from (select id, row_number() over (order by id) as n from approval) as numbered where approval.id = numbered.id`,
    [withinMs],
  )
  while ((await are('expired')) < COUNT) await systemClock.sleep(250)
  const { rows } = await pool.query<{ ms: number }>(
    `select extract(epoch from pg_xact_commit_timestamp(xmin) - expires_at)::float * 1000 as ms from approval`,
  )
  await node.engine.drain()
  return rows.map(({ ms }) => ms)
}
