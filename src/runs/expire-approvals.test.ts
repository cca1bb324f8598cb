import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn } from '../../test/support/engine.ts'
import { procedure, step } from '../../test/support/procedures.ts'

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
  const lifetime = 400
  const limits = { approvalLifetimeMs: lifetime }
  const nodes = [engineOn(db, workDir, { limits }), engineOn(db, workDir, { limits })]
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
