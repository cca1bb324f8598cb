import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn, type TestEngine } from '../../test/support/engine.ts'
import { procedure, step } from '../../test/support/procedures.ts'

// During a deploy nodes of two versions share a database: what the other has written must be understood, and what it
// says and we do not know must do no harm.

const workDir = mkdtempSync(join(tmpdir(), 'standby-versions-'))
let db: TestDatabase
let node: TestEngine
before(async () => {
  db = await testDatabase()
  node = engineOn(db, workDir)
})
afterEach(() => node.engine.drain())
after(async () => {
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

const plan = procedure([step('echo a'), step('echo b')], { kind: 'maintain' })

test('a run as the first version wrote it, every step in full and nothing of shells and files, is moved on', async () => {
  const run = await node.start(plan)
  const untouched = { status: 'pending', attempts: 0, exitCode: null, note: null, approval: null }
  await db.pool.query(
    `update run set state = state - 'shell' - 'files' || jsonb_build_object('steps', $2::jsonb) where id = $1`,
    [run.id, JSON.stringify([untouched, untouched])],
  )
  await node.engine.startWorker()
  const done = await node.until(run.id, (now) => now.status === 'finished')
  assert.deepEqual(
    done.steps.map((s) => [s.status, s.attempts, s.exitCode]),
    [
      ['succeeded', 1, 0],
      ['succeeded', 1, 0],
    ],
  )
})

test('a run that a newer version has begun, with fields we do not know, is moved on and keeps its plan', async () => {
  const run = await node.start(plan)
  await db.pool.query(
    `update run set state = state || '{"mood": "new"}', procedure = procedure || '{"colour": "blue"}' where id = $1`,
    [run.id],
  )
  await node.engine.startWorker()
  await node.until(run.id, (now) => now.status === 'finished')
  const { rows } = await db.pool.query(`select procedure ->> 'colour' as colour from run where id = $1`, [run.id])
  assert.deepEqual(rows, [{ colour: 'blue' }])
})

test('from a node of an earlier version, which says less of itself, we take over as from any other', async () => {
  const run = await node.start(plan)
  const { rows } = await db.pool.query<{ id: number }>(
    `insert into node (boot_id, host, pid) values ('old/1', 'elsewhere', 1) returning id`,
  )
  await db.pool.query('update run set owner = $2 where id = $1', [run.id, rows[0]?.id])
  await node.engine.startWorker()
  await node.until(run.id, (now) => now.status === 'finished')
  assert.equal((await db.pool.query(`select from node where boot_id = 'old/1'`)).rowCount, 0)
})

test('what a newer node tells and we do not understand is passed over', async () => {
  await node.engine.startWorker()
  for (const payload of ['{"runId":"x","what":"dance"}', '{"what":', '[]', '', 'null']) {
    await db.pool.query(`select pg_notify('standby_run', $1)`, [payload])
  }
  const run = await node.start(plan)
  await node.until(run.id, (now) => now.status === 'finished')
})
