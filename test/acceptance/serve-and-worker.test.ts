import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { databaseUrl } from '../../src/db/embedded/server.ts'
import { readMigrations } from '../../src/db/migrate.ts'
import { createPool } from '../../src/db/pool.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { engineOn, type TestEngine } from '../support/engine.ts'
import { procedure, step } from '../support/procedures.ts'
import { STANDBY } from './server-process.ts'

// A server and a worker as they are started on two machines, with one PostgreSQL. Every step says outside that it has
// begun: what happened is counted there.

const dir = mkdtempSync(join(tmpdir(), 'standby-nodes-'))
const effects = join(dir, 'effects')
/** That of the engine which starts the runs here. */
const KEY = '07'.repeat(32)
let db: TestDatabase
let control: TestEngine
const started: Node[] = []

interface Node {
  child: ChildProcess
  log: () => string
}

before(async () => {
  db = await testDatabase()
  control = engineOn(db, dir, { environment: { name: 'production' } })
  writeFileSync(join(dir, 'standby.yaml'), 'environments:\n  production:\n    kind: host\n')
})
after(async () => {
  for (const { child } of started) if (child.exitCode === null) child.kill('SIGKILL')
  await db.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Starts `standby` with these arguments on a data folder of its own, as on another machine; resolves when it is ready. */
async function start(name: string, args: string[], { key = KEY, url = db.url } = {}): Promise<Node> {
  const data = join(dir, name)
  mkdirSync(data, { recursive: true })
  const common = ['--config', join(dir, 'standby.yaml'), '--data', data, '--database-url', url]
  const child = spawn(STANDBY, [...args, ...common], {
    env: { ...process.env, STANDBY_KEY: key },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  const node = { child, log: () => log }
  started.push(node)
  child.stdout.on('data', (text) => {
    log += text
  })
  child.stderr.on('data', (text) => {
    log += text
  })
  while (!/Standby (?:is ready|works)/.test(log)) {
    if (child.exitCode !== null) return node
    await systemClock.sleep(20)
  }
  return node
}

const worker = (name: string, options?: { key?: string; url?: string }) => start(name, ['worker'], options)
const server = (name: string) => start(name, ['serve', '--port', '0'])

async function end({ child }: Node, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = once(child, 'exit')
  child.kill(signal)
  const [code] = (await gone) as [number | null]
  return code
}

const counts = () => {
  const all = new Map<string, number>()
  if (!existsSync(effects)) return all
  for (const line of readFileSync(effects, 'utf8').trim().split('\n')) all.set(line, (all.get(line) ?? 0) + 1)
  return all
}

const plan = (key: string) =>
  procedure(
    [
      step(`echo ${key}/look >> ${effects}; sleep 0.1`),
      step(`!echo ${key}/write >> ${effects}; sleep 0.1`),
      step(`echo ${key}/verify >> ${effects}; sleep 0.1`),
    ],
    { kind: 'maintain' },
  )

/** Answers as a careful person would, until all of them are over. */
async function attendUntilOver(runs: readonly { id: string; incidentId: string; key: string }[]): Promise<void> {
  for (let left = 4500; left > 0; left--) {
    let open = 0
    for (const { id, incidentId, key } of runs) {
      const run = await control.engine.get(id)
      if (run.status !== 'finished') open++
      const { waiting } = run
      const done = (async () => {
        if (waiting?.for === 'approval') await control.approve(await control.pending(incidentId))
        if (waiting?.for === 'outcome') {
          const outcome = counts().has(`${key}/write`) ? 'happened' : 'did-not-happen'
          await control.engine.decideOutcome(id, { step: 1, outcome, actor: 'ann' })
        }
      })()
      // Refused when it has moved meanwhile: the next look tells.
      await done.catch(() => {})
    }
    if (open === 0) return
    await systemClock.sleep(20)
  }
  assert.fail('some runs are stuck')
}

async function begin(prefix: string, count: number) {
  const runs: { id: string; incidentId: string; key: string }[] = []
  for (let n = 0; n < count; n++) {
    const key = `${prefix}-${n}`
    const { id, incidentId } = await control.start(plan(key), {}, 'bob')
    runs.push({ id, incidentId, key })
  }
  return runs
}

function assertAllHappened(runs: readonly { key: string }[]): void {
  const all = counts()
  for (const { key } of runs) {
    assert.ok((all.get(`${key}/look`) ?? 0) >= 1, `${key}: the look is lost`)
    assert.equal(all.get(`${key}/write`), 1, `${key}: the write ran ${all.get(`${key}/write`)} times`)
    assert.ok((all.get(`${key}/verify`) ?? 0) >= 1, `${key}: the verification is lost`)
  }
}

test('a server and a worker share runs; whichever is killed, the other goes on and nothing is lost or done twice', async () => {
  const [first, second] = await Promise.all([server('server'), worker('worker')])
  const shared = await begin('shared', 24)
  await attendUntilOver(shared)
  assertAllHappened(shared)
  const nodes = await db.pool.query('select distinct node from attempt')
  assert.equal(nodes.rowCount, 2, 'both took part')

  const runs = await begin('worker-dies', 8)
  const attending = attendUntilOver(runs)
  await systemClock.sleep(150)
  await end(second, 'SIGKILL')
  await attending
  assertAllHappened(runs)

  const third = await worker('worker')
  const others = await begin('server-dies', 8)
  const over = attendUntilOver(others)
  await systemClock.sleep(150)
  await end(first, 'SIGKILL')
  await over
  assertAllHappened(others)
  assert.match(third.log(), /"message":"takes a run"/)
  await end(third, 'SIGTERM')
})

test('SIGTERM: a worker lets its write end, hands on what comes after, and says what it does', async () => {
  const leaving = await worker('leaving')
  const [marker, go] = [join(dir, 'begun'), join(dir, 'go')]
  const wait = `until [ -e ${go} ]; do sleep 0.02; done`
  const run = await control.start(
    procedure([step(`!touch ${marker}; ${wait}; echo left/write >> ${effects}`), step('echo after')], {
      kind: 'maintain',
    }),
    {},
    'bob',
  )
  await control.until(run.id, (now) => now.waiting?.for === 'approval')
  await control.approve(await control.pending(run.incidentId))
  while (!existsSync(marker)) await systemClock.sleep(10)
  const ended = end(leaving, 'SIGTERM')
  const says = /"message":"takes no more runs, and lets those it has go","node":\d+,"runs":1,"waitsFor":1/
  while (!says.test(leaving.log())) await systemClock.sleep(10)
  writeFileSync(go, '')
  assert.equal(await ended, 0)
  assert.equal(counts().get('left/write'), 1)
  const left = await control.engine.get(run.id)
  assert.deepEqual([left.steps[0]?.status, left.steps[1]?.status], ['succeeded', 'pending'])
  const next = await worker('next')
  await control.until(run.id, (now) => now.status === 'finished')
  assert.equal(await end(next, 'SIGTERM'), 0)
})

test('a node with another key is refused while one with ours is there', async () => {
  const ours = await worker('ours')
  const other = await worker('other', { key: '08'.repeat(32) })
  assert.equal(other.child.exitCode, 2)
  assert.match(
    other.log(),
    /error: a node on \S+ shares this database and seals secrets under another key\nhint: .*STANDBY_KEY/,
  )
  await end(ours, 'SIGTERM')
})

test('a node takes no run of an environment that another has and it has not; what none has is told', async () => {
  const strangers = engineOn(db, dir, { environment: { name: 'staging' } })
  const ours = await worker('ours')
  const elsewhere = await strangers.start(procedure([step('echo x')], { kind: 'maintain' }))
  // Nobody has it: whoever takes it says what is missing, as a failure of the step.
  const told = await strangers.until(elsewhere.id, (now) => now.waiting?.for === 'failure')
  assert.equal(told.steps[0]?.status, 'failed')
  assert.match(await outputOf(told.incidentId), /no environment staging/)
  await strangers.engine.startWorker()
  const theirs = await strangers.start(procedure([step('echo x')], { kind: 'maintain' }))
  await strangers.until(theirs.id, (now) => now.status === 'finished')
  await strangers.engine.drain()
  await end(ours, 'SIGTERM')
})

test('nodes that start at once on an empty database bring it up to date once, and all take part', async () => {
  const name = `test_empty_${process.pid}`
  await db.pool.query(`create database ${name}`)
  const url = databaseUrl(db.url, name)
  const nodes = await Promise.all(['one', 'two', 'three'].map((each) => worker(each, { url })))
  const pool = createPool(url, silentLogger, { max: 1 })
  const { rows } = await pool.query('select number from migration order by number')
  const known = await readMigrations()
  assert.deepEqual(
    rows.map((row: { number: number }) => row.number),
    known.map(({ number }) => number),
  )
  assert.equal((await pool.query('select from node')).rowCount, 3)
  assert.deepEqual(await Promise.all(nodes.map((node) => end(node, 'SIGTERM'))), [0, 0, 0])
  await pool.end()
  await db.pool.query(`drop database ${name} with (force)`)
})

async function outputOf(incidentId: string): Promise<string> {
  return (await control.engine.outputOf(incidentId)).map(({ text }) => text).join('')
}
