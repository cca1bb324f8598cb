import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn, type TestEngine } from '../../test/support/engine.ts'
import { procedure, step } from '../../test/support/procedures.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import { type Logger, silentLogger } from '../core/logger.ts'
import { createPool } from '../db/pool.ts'
import type { Step } from '../plan/plan.ts'

const workDir = mkdtempSync(join(tmpdir(), 'standby-bad-runs-'))
const otherDir = mkdtempSync(join(tmpdir(), 'standby-bad-other-'))
let db: TestDatabase
let node: TestEngine
/** Added to the time of day. */
let jump = 0
const clock: Clock = { now: () => new Date(systemClock.now().getTime() + jump), sleep: systemClock.sleep }

before(async () => {
  db = await testDatabase()
})
beforeEach(() => {
  jump = 0
  node = engineOn(db, workDir, { clock })
})
afterEach(async () => {
  await node.engine.drain()
})
after(async () => {
  await db.close()
  for (const folder of [workDir, otherDir]) rmSync(folder, { recursive: true, force: true })
})

const inFence = (one: Step): Step => ({ ...one, script: one.script === null ? null : { ...one.script, fence: 5 } })
const maintain = { kind: 'maintain' } as const

test('two approvals at once: one counts, and the step runs once', async () => {
  await node.engine.startWorker()
  const file = join(workDir, 'once')
  const run = await node.start(procedure([step(`!echo x >> ${file}`)], maintain))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const request = await node.pending(run.incidentId)
  const answers = await Promise.allSettled(['ann', 'ben', 'cat'].map((actor) => node.approve(request, actor)))
  assert.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 1)
  await node.until(run.id, (now) => now.status === 'finished')
  assert.equal(readFileSync(file, 'utf8'), 'x\n')
})

test('a runbook edited between approval and run: the signature is void, and asked for again', async () => {
  const file = join(workDir, 'edited')
  const run = await node.start(procedure([step(`!echo x >> ${file}`)], maintain))
  await node.engine.startWorker()
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const request = await node.pending(run.incidentId)
  // The node stops; the step is signed; the plan that lies with the run is another when it starts again.
  await node.engine.drain()
  await node.approve(request)
  await db.pool.query(`update run set procedure = replace(procedure::text, 'echo x', 'echo y')::jsonb where id = $1`, [
    run.id,
  ])
  node = engineOn(db, workDir, { clock })
  await node.engine.startWorker()
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const again = await node.pending(run.incidentId)
  assert.notEqual(again.digest, request.digest)
  assert.throws(() => readFileSync(file), { code: 'ENOENT' })
})

test('a clock that jumps: ahead, a request expires and nothing runs; back, steps run on', async () => {
  await node.engine.startWorker()
  const run = await node.start(procedure([step('!true'), step('true')], maintain))
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  jump = 24 * 3_600_000
  await node.until(run.id, (now) => now.waiting?.for === 'failure')
  jump = -24 * 3_600_000
  await node.engine.retry(run.id, { step: 0, actor: 'bob' })
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  await node.approve(await node.pending(run.incidentId))
  const done = await node.until(run.id, (now) => now.status === 'finished')
  assert.deepEqual(
    done.steps.map((state) => state.status),
    ['succeeded', 'succeeded'],
  )
})

test('a read-only database: nothing runs meanwhile, and everything once it is writable again', async () => {
  const file = join(workDir, 'read-only')
  const run = await node.start(procedure([step(`echo x >> ${file}`)], maintain))
  // As a server that has become a standby: every session of this node reads only.
  const readOnly = createPool(db.url, silentLogger, { max: 2, options: '-c default_transaction_read_only=on' })
  const late = engineOn({ pool: readOnly }, workDir, { clock })
  // More often than the pool has connections: none of them is lost.
  for (let n = 0; n < 4; n++) await assert.rejects(late.engine.startWorker(), /read-only/)
  await readOnly.end()
  assert.throws(() => readFileSync(file), { code: 'ENOENT' })
  await node.engine.startWorker()
  await node.until(run.id, (now) => now.status === 'finished')
  assert.equal(readFileSync(file, 'utf8'), 'x\n')
})

test('a database that turns read-only under way: what ran is not lost, and nothing is begun until it can be written', async () => {
  const own = await testDatabase()
  const complaints: string[] = []
  const logger: Logger = { ...silentLogger, warn: (what, why) => void complaints.push(`${what}: ${why?.reason}`) }
  const late = engineOn(own, workDir, { clock, logger })
  await late.engine.startWorker()
  const [file, go] = [join(workDir, 'turned'), join(workDir, 'go')]
  const wait = `until [ -e ${go} ]; do sleep 0.02; done`
  const run = await late.start(procedure([step(`echo one >> ${file}; ${wait}`), step(`echo two >> ${file}`)], maintain))
  await late.until(run.id, (now) => now.steps[0]?.status === 'running' && existsSync(file))
  const name = new URL(own.url.replace('@/', '@h/')).pathname.slice(1)
  const turn = async (how: string) => {
    await own.pool.query('set default_transaction_read_only = off')
    await own.pool.query(`alter database ${name} ${how}`)
    // Sessions that are there keep what they have: all begin anew, ours last.
    await own.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await own.pool.query('select pg_terminate_backend(pg_backend_pid())').catch(() => {})
  }
  await turn('set default_transaction_read_only = on')
  writeFileSync(go, '')
  while (!complaints.some((said) => /^a step’s result could not be written.*read-only/.test(said)))
    await systemClock.sleep(20)
  assert.equal(readFileSync(file, 'utf8'), 'one\n', 'its result cannot be written, so the next is not begun')
  await turn('reset default_transaction_read_only')
  const done = await late.until(run.id, (now) => now.status === 'finished')
  assert.equal(done.outcome, 'completed')
  assert.match(readFileSync(file, 'utf8'), /two\n$/)
  await late.engine.drain()
  await own.close()
})

test('a variable, the folder, a function and a file of one step are there for the next, on another machine', async () => {
  await node.engine.startWorker()
  const steps = [
    inFence(
      step('V=kept; mkdir -p deep; cd deep; echo noted > note; say() { echo "$1 $(cat note)"; }', {
        exports: ['V'],
      }),
    ),
    inFence(step('say "said $V"', { effect: 'read' })),
  ]
  const run = await node.start(procedure(steps, maintain))
  // It calls a function nobody has looked at: so it asks, although its own commands only read.
  await node.until(run.id, (now) => now.waiting?.for === 'approval')
  const request = await node.pending(run.incidentId)
  assert.equal(request.effect, 'unknown')
  assert.match(request.commands, /cd deep\nsay \(\)/)
  await node.engine.drain()
  node = engineOn(db, otherDir, { clock })
  await node.engine.startWorker()
  await node.approve(request)
  await node.until(run.id, (now) => now.status === 'finished')
  assert.equal(await node.stdout(run.incidentId, 1), 'said kept noted\n')
  const { rows } = await db.pool.query<{ content: Buffer }>('select content from run_file where run_id = $1', [run.id])
  assert.equal(rows.length, 1)
  assert.ok(!rows[0]?.content.includes('noted'), 'sealed at rest')
})

test('a secret that a person gives, or a step fetches, lies nowhere in clear', async () => {
  await node.engine.startWorker()
  const plan = procedure(
    [
      step('API_TOKEN=fetched-$((4000 + 711)); echo "$DB_PASSWORD" | wc -c', { exports: ['API_TOKEN'] }),
      step('echo ${#API_TOKEN}'),
    ],
    {
      ...maintain,
      parameters: [{ name: 'DB_PASSWORD', texts: ['$DB_PASSWORD'], source: 'variable', secret: true, steps: [0] }],
    },
  )
  const run = await node.start(plan)
  await node.until(run.id, (now) => now.waiting?.for === 'parameters')
  await node.engine.giveParameters(run.id, { values: { DB_PASSWORD: 'hunter-0815' }, actor: 'ann' })
  await node.until(run.id, (now) => now.status === 'finished')
  assert.equal(await node.stdout(run.incidentId, 0), '12\n')
  assert.equal(await node.stdout(run.incidentId, 1), '12\n')
  for (const table of [
    'run',
    'attempt',
    'approval',
    'timeline_entry',
    'output_chunk',
    'audit_pending',
    'audit_entry',
  ]) {
    const found = await db.pool
      .query(`select 1 from ${table} t where t::text like '%hunter-0815%' or t::text like '%fetched-4711%'`)
      .catch((error: { code?: string }) => {
        if (error.code === '42P01') return { rows: [] }
        throw error
      })
    assert.deepEqual(found.rows, [], table)
  }
  const { rows } = await db.pool.query<{ state: { variables: Record<string, string> } }>(
    'select state from run where id = $1',
    [run.id],
  )
  assert.match(rows[0]?.state.variables.API_TOKEN ?? '', /^sealed:/)
})
