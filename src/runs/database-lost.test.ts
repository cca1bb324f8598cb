import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import type pg from 'pg'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn } from '../../test/support/engine.ts'
import { procedure, step } from '../../test/support/procedures.ts'
import { silentLogger } from '../core/logger.ts'
import { createPool } from '../db/pool.ts'

let db: TestDatabase
const workDir = mkdtempSync(join(tmpdir(), 'standby-lost-'))

before(async () => {
  db = await testDatabase()
})
after(async () => {
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

type Callback = (error: Error) => void

/** What makes something last: a commit, or the one statement that writes steps. */
const lasts = (query: unknown) => query === 'commit' || (query as { name?: string }).name === 'commit-moves'

/** Commits whose answer never comes: `after` they happened, or `before` they did. */
function loseAnswers(pool: pg.Pool, choose: (nth: number) => 'before' | 'after' | null) {
  let commits = 0
  const lost = { count: 0 }
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    Object.assign(client, {
      query: async (...args: unknown[]) => {
        const when = lasts(args[0]) ? choose(++commits) : null
        if (when === null) return query(...args)
        lost.count++
        // The pool hands over a callback; a transaction waits for a promise.
        const answer = args.find((arg): arg is Callback => typeof arg === 'function')
        if (when === 'after') await query(...args.filter((arg) => arg !== answer))
        else if (args[0] === 'commit') await query('rollback')
        const error = new Error('Connection terminated unexpectedly')
        if (answer === undefined) throw error
        answer(error)
      },
    })
  })
  return lost
}

/** A node with a pool of its own; given up whatever becomes of the test, for a node at work would keep the process alive. */
function ownNode(t: TestContext) {
  const pool = createPool(db.url, silentLogger)
  const node = engineOn({ pool }, workDir)
  t.after(async () => {
    await node.engine.drain()
    await pool.end()
  })
  return { pool, node }
}

for (const when of ['before', 'after'] as const) {
  test(`a connection that is lost ${when} a commit happened changes nothing: every step runs once`, async (t) => {
    const { pool, node } = ownNode(t)
    // Not the first: that is the test's own, which starts the run.
    const lost = loseAnswers(pool, (nth) => (nth > 1 && nth % 2 === 0 ? when : null))
    const run = await node.start(procedure([step('echo a'), step('echo b'), step('echo c')]))
    await node.engine.startWorker()
    const done = await node.until(run.id, (now) => now.status === 'observing')
    assert.deepEqual(
      done.steps.map((s) => [s.status, s.attempts]),
      Array(3).fill(['succeeded', 1]),
    )
    assert.ok(lost.count >= 2)
    for (const [index, letter] of ['a', 'b', 'c'].entries())
      assert.equal(await node.stdout(run.incidentId, index), `${letter}\n`)
  })
}

test('PostgreSQL ends every connection while a write runs: the same node goes on, and nobody takes over', async (t) => {
  const { pool, node } = ownNode(t)
  const peer = engineOn(db, workDir)
  t.after(() => peer.engine.drain())
  await node.engine.startWorker()
  const run = await node.start(procedure([step('!sleep 1; echo done')]))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  await node.approve(await node.pending(run.incidentId))
  await node.until(run.id, (now) => now.steps[0]?.status === 'running')
  await peer.engine.startWorker()
  const own =
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'
  await pool.query(own)
  const done = await peer.until(run.id, (now) => now.status === 'observing')
  assert.deepEqual(
    done.steps.map((s) => [s.status, s.attempts]),
    [['succeeded', 1]],
  )
  assert.equal(await peer.stdout(run.incidentId, 0), 'done\n')
})
