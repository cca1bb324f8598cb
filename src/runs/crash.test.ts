import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn, type TestEngine } from '../../test/support/engine.ts'
import { type NodeProcess, startNodeProcess } from '../../test/support/node-process.ts'
import { procedure, step } from '../../test/support/procedures.ts'
import { systemClock } from '../core/clock.ts'
import { findProcesses } from '../exec/processes.ts'
import type { Run } from './run.ts'

const workDir = mkdtempSync(join(tmpdir(), 'standby-crash-'))
let db: TestDatabase
let survivor: TestEngine
let victim: NodeProcess

before(async () => {
  db = await testDatabase()
})
afterEach(async () => {
  await victim.end()
  await survivor.engine.drain()
})
after(async () => {
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

const marker = (name: string) => join(workDir, name)

async function appears(file: string): Promise<void> {
  for (let left = 1000; !existsSync(file); left--) {
    if (left === 0) throw new Error(`${file} never appeared`)
    await systemClock.sleep(10)
  }
}

/** Begins a step on a node of its own; the survivor comes after. The step says in a file that it has begun. */
async function begin(name: string, source: string, isWrite: boolean): Promise<Run> {
  victim = await startNodeProcess(db.url, workDir)
  survivor = engineOn(db, workDir)
  const text = `echo begun >> ${marker(name)}; ${source}`
  const run = await survivor.start(procedure([step(isWrite ? `!${text}` : text, { section: 'S' })]))
  if (isWrite) {
    await survivor.until(run.id, (now) => now.waiting?.for === 'approval')
    await survivor.approve(await survivor.pending(run.incidentId))
  }
  await appears(marker(name))
  return run
}

const begunTimes = (name: string) => readFileSync(marker(name), 'utf8').trim().split('\n').length

test('kill -9 in the midst of a read: another node tries it again', async () => {
  const run = await begin('read', `[ -e ${marker('go')} ] || sleep 60; touch ${marker('go')}; echo looked`, false)
  await survivor.engine.startWorker()
  const [attempt] = await survivor.engine.attemptsOf(run.id)
  victim.kill('SIGKILL')
  await appears(marker('read'))
  writeFileSync(marker('go'), '')
  const done = await survivor.until(run.id, (now) => now.status === 'observing')
  assert.equal(done.steps[0]?.status, 'succeeded')
  assert.equal(done.steps[0]?.attempts, 2)
  assert.deepEqual(findProcesses([attempt?.id ?? '']), [], 'nothing of the first try is left')
  const attempts = await survivor.engine.attemptsOf(run.id)
  assert.deepEqual(
    attempts.map((one) => one.status),
    ['lost', 'succeeded'],
  )
  assert.ok((await survivor.timeline(run.incidentId)).some((entry) => entry.kind === 'node-lost'))
})

test('kill -9 in the midst of a write: nobody repeats it, and a person is asked whether it happened', async () => {
  const run = await begin('write', 'sleep 60', true)
  await survivor.engine.startWorker()
  victim.kill('SIGKILL')
  const waiting = await survivor.until(run.id, (now) => now.waiting?.for === 'outcome')
  assert.equal(waiting.steps[0]?.status, 'outcome-unknown')
  assert.equal(begunTimes('write'), 1)
  // It did not happen: only then, and only with a new signature, is it run again.
  await survivor.engine.decideOutcome(run.id, { step: 0, outcome: 'did-not-happen', actor: 'ann' })
  await survivor.until(run.id, (now) => now.waiting?.for === 'approval')
  assert.equal(begunTimes('write'), 1)
  await survivor.engine.stop(run.id, { actor: 'ann', reason: 'enough' })
  assert.equal((await survivor.engine.get(run.id)).outcome, 'stopped')
})

test('the only node dies with its database still there: the next start goes on', async () => {
  const run = await begin('alone', 'sleep 60', true)
  await victim.end()
  await survivor.engine.startWorker()
  await survivor.until(run.id, (now) => now.waiting?.for === 'outcome')
  await survivor.engine.decideOutcome(run.id, { step: 0, outcome: 'happened', actor: 'ann' })
  const done = await survivor.until(run.id, (now) => now.status === 'observing')
  assert.equal(done.steps[0]?.status, 'succeeded')
  assert.equal(begunTimes('alone'), 1)
})

test('a frozen node is taken over, and changes nothing when it wakes', async () => {
  const run = await begin('frozen', `sleep 60; echo late >> ${marker('late')}`, true)
  await survivor.engine.startWorker()
  victim.kill('SIGSTOP')
  await survivor.until(run.id, (now) => now.waiting?.for === 'outcome')
  victim.kill('SIGCONT')
  await survivor.engine.decideOutcome(run.id, { step: 0, outcome: 'happened', actor: 'ann' })
  await survivor.until(run.id, (now) => now.status === 'observing')
  // Woken, it begins anew under a new lease and takes part again.
  const nodes = async () => (await db.pool.query('select boot_id from node')).rows.length
  while ((await nodes()) < 2) await systemClock.sleep(20)
  assert.equal((await survivor.engine.get(run.id)).status, 'observing')
  assert.equal(begunTimes('frozen'), 1)
  assert.equal(existsSync(marker('late')), false)
})
