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
import type { StepExecutor } from './executor.ts'
import { type StepChange, writeSteps } from './move-store.ts'
import { findRun } from './store.ts'

const workDir = mkdtempSync(join(tmpdir(), 'standby-steps-'))
let db: TestDatabase
before(async () => {
  db = await testDatabase()
})
after(async () => {
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

const NOTHING: StepExecutor = {
  check() {},
  run: async () => ({ exitCode: 0, statements: [], exports: {}, ended: null, droppedBytes: 0 }),
  killLeftovers: async () => 0,
}
const reads = (count: number) =>
  procedure(
    Array.from({ length: count }, () => step('true')),
    { kind: 'maintain' },
  )

test('many runs at once take less than one statement for each step, and one alone takes one', async () => {
  const pool = createPool(db.url, silentLogger)
  let statements = 0
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    Object.assign(client, {
      query: (...args: unknown[]) => {
        const text = (args[0] as { text?: string }).text ?? String(args[0])
        // What looks at peers and leases, and tells of changes, goes by the clock and not by steps.
        if (!/\bnode\b|pg_notify/.test(text) || /commit_moves/.test(text)) statements++
        return query(...args)
      },
    })
  })
  const node = engineOn({ pool }, workDir, { executor: NOTHING, limits: { pollMs: 60_000 } })
  const finish = async (runs: number, steps: number) => {
    const before = node.finished.length
    for (let n = 0; n < runs; n++) await node.start(reads(steps))
    statements = 0
    await node.engine.startWorker()
    while (node.finished.length < before + runs) await new Promise(setImmediate)
    const taken = statements
    await node.engine.drain()
    return taken / (runs * steps)
  }
  const together = await finish(16, 50)
  const alone = await finish(1, 50)
  assert.ok(together < 0.6, `${together} statements for each step of 16 runs`)
  assert.ok(alone < 1.4, `${alone} statements for each step of one run, its claim and its end included`)
  await pool.end()
})

test('a run that somebody holds waits alone: those beside it go on', async () => {
  const node = engineOn(db, workDir, { executor: NOTHING })
  const runs = []
  for (let n = 0; n < 6; n++) runs.push(await node.start(reads(10)))
  const [held, ...others] = runs as [(typeof runs)[0], ...typeof runs]
  await node.engine.startWorker()
  const client = await db.pool.connect()
  await client.query('begin')
  await client.query('select from run where id = $1 for update', [held?.id])
  for (const run of others) await node.until(run?.id ?? '', (now) => now.status === 'finished')
  await client.query('rollback')
  client.release()
  await node.until(held?.id ?? '', (now) => now.status === 'finished')
  await node.engine.drain()
})

/** What a node that owns the run would write: its first attempt begins. */
async function firstStep(runId: string, rest: Partial<StepChange> = {}): Promise<StepChange> {
  const found = await findRun(db.pool, runId)
  if (found === null) throw new Error('no such run')
  const { run } = found
  return {
    before: run,
    run: { ...run, version: run.version + 1 },
    ended: null,
    started: { id: `attempt-${runId}`, step: 0, attempt: 1, effect: 'read', approvalId: null, node: 1 },
    entries: [],
    chunks: [],
    at: new Date(),
    ...rest,
  }
}

test('only what this node owns and has seen as it is is written; a write without a signature refuses them all', async () => {
  const { rows } = await db.pool.query<{ id: number }>(
    `insert into node (boot_id, host, pid) values ('me/1', 'here', 1), ('other/1', 'there', 1) returning id`,
  )
  const [me, other] = rows.map(({ id }) => id) as [number, number]
  const node = engineOn(db, workDir)
  const [mine, theirs, changed, unsigned] = [
    await node.start(reads(1)),
    await node.start(reads(1)),
    await node.start(reads(1)),
    await node.start(reads(1)),
  ].map(({ id }) => id) as [string, string, string, string]
  await db.pool.query('update run set owner = $1 where id = any($2)', [me, [mine, changed, unsigned]])
  await db.pool.query('update run set owner = $1 where id = $2', [other, theirs])

  const write = { id: 'w', step: 0, attempt: 1, effect: 'write', approvalId: null, node: me }
  const bad = [await firstStep(mine), await firstStep(unsigned, { started: write })]
  await assert.rejects(writeSteps(db.pool, me, bad), /violates check constraint/)
  const started = () => db.pool.query<{ run_id: string }>('select run_id from attempt where status = $1', ['running'])
  assert.deepEqual((await started()).rows, [], 'all or nothing')

  const seen = await firstStep(changed)
  const old = { ...seen, before: { ...seen.before, version: 99 } }
  const changes = [await firstStep(mine), await firstStep(theirs), old]
  let written = await writeSteps(db.pool, me, changes)
  // What was refused is told before its locks are free.
  while (written.size === 0) written = await writeSteps(db.pool, me, changes)
  assert.deepEqual([...written], [mine])
  assert.deepEqual((await started()).rows, [{ run_id: mine }])
})
