import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn } from '../../test/support/engine.ts'
import { procedure, step } from '../../test/support/procedures.ts'
import { silentLogger } from '../core/logger.ts'
import { createPool } from '../db/pool.ts'

const workDir = mkdtempSync(join(tmpdir(), 'standby-expire-'))
let db: TestDatabase
before(async () => {
  db = await testDatabase()
})
after(async () => {
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

test('requests that expire at once end once each, whatever two nodes and a late signature do', async () => {
  const nodes = [engineOn(db, workDir), engineOn(db, workDir)]
  const [node, other] = nodes as [(typeof nodes)[0], (typeof nodes)[0]]
  await node.engine.startWorker()
  const plan = procedure([step('!true')], { kind: 'maintain' })
  const runs = await Promise.all(Array.from({ length: 30 }, () => node.start(plan)))
  for (const run of runs) await node.until(run.id, (now) => now.waiting?.for === 'approval')
  await other.engine.startWorker()
  // Somebody holds one of them while it expires: that one waits for him.
  const client = await db.pool.connect()
  await client.query('begin')
  await client.query('select from run where id = $1 for update', [runs[0]?.id])
  await db.pool.query(`update approval set expires_at = now() + interval '400 ms'`)
  for (const run of runs.slice(1)) await node.until(run.id, (now) => now.waiting?.for === 'failure')
  await client.query('rollback')
  client.release()
  await node.until(runs[0]?.id ?? '', (now) => now.waiting?.for === 'failure')

  const { rows } = await db.pool.query('select status, count(*)::int as n from approval group by status')
  assert.deepEqual(rows, [{ status: 'expired', n: 30 }])
  const { rows: told } = await db.pool.query(
    `select count(*)::int as n from timeline_entry where kind = 'approval-decided' group by incident_id having count(*) <> 1`,
  )
  assert.deepEqual(told, [], 'each is told once')
  await db.pool.query('select audit_seal(1000)')
  const { rows: audited } = await db.pool.query<{ n: number }>(
    `select count(*)::int as n from audit_entry where body::jsonb @> '{"what":"approval-decided","outcome":"expired"}'`,
  )
  assert.equal(audited[0]?.n, 30)
  const state = await node.engine.get(runs[3]?.id ?? '')
  assert.deepEqual([state.steps[0]?.status, state.steps[0]?.note], ['rejected', 'nobody decided in time'])
  for (const one of nodes) await one.engine.drain()
})

test('a signature that comes after all was made ready for the expiry counts, and more time given is kept', async () => {
  const pool = createPool(db.url, silentLogger)
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown
  let made = 0
  Object.assign(pool, {
    query: async (...args: unknown[]) => {
      const answer = await query(...args)
      // Nothing else asks for runs by several ids.
      if (/from run where id = any/.test(String(args[0]))) made += (answer as { rowCount: number }).rowCount
      return answer
    },
  })
  const node = engineOn({ pool }, workDir, { limits: { pollMs: 20 } })
  const plan = procedure([step('!true')], { kind: 'maintain' })
  const runs = await Promise.all([1, 2, 3].map(() => node.start(plan)))
  const [signed, longer, left] = runs.map(({ id, incidentId }) => ({ id, incidentId })) as [Named, Named, Named]
  await node.engine.startWorker()
  for (const { id } of runs) await node.until(id, (now) => now.waiting?.for === 'approval')
  // Soon enough to be made ready, and late enough to sign one before.
  await db.pool.query(`update approval set expires_at = now() + interval '1900 ms' where status = 'pending'`)
  while (made < runs.length) await new Promise(setImmediate)
  await node.approve(await node.pending(signed.incidentId))
  await db.pool.query(`update approval set expires_at = now() + interval '1 hour' where run_id = $1`, [longer.id])
  await node.until(left.id, (now) => now.waiting?.for === 'failure')
  const done = await node.until(signed.id, (now) => now.status === 'finished')
  assert.equal(done.steps[0]?.status, 'succeeded')
  assert.equal((await node.pending(longer.incidentId)).status, 'pending')
  const { rows } = await db.pool.query<{ late: boolean }>(
    'select decided_at >= expires_at as late from approval where run_id = $1',
    [left.id],
  )
  assert.deepEqual(rows, [{ late: true }])
  await node.engine.drain()
  await pool.end()
})

type Named = { id: string; incidentId: string }
