import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn, type TestEngine } from '../../test/support/engine.ts'
import { procedure, step } from '../../test/support/procedures.ts'

let db: TestDatabase
let node: TestEngine
const workDir = mkdtempSync(join(tmpdir(), 'standby-runs-'))

before(async () => {
  db = await testDatabase()
  node = engineOn(db, workDir)
  await node.engine.startWorker()
})
after(async () => {
  await node.engine.drain()
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

test('reads run by themselves, in order, and their output is stored', async () => {
  const run = await node.start(procedure([step('echo one'), step('echo two >&2'), step('false'), step('echo three')]))
  const done = await node.until(run.id, (now) => now.status === 'observing')
  assert.deepEqual(
    done.steps.map((s) => s.status),
    ['succeeded', 'succeeded', 'failed', 'succeeded'],
  )
  assert.equal(done.steps[2]?.exitCode, 1)
  const output = await node.engine.outputOf(run.incidentId)
  assert.deepEqual(
    output.map((o) => [o.stream, o.text]),
    [
      ['stdout', 'one\n'],
      ['stderr', 'two\n'],
      ['stdout', 'three\n'],
    ],
  )
  const kinds = (await node.timeline(run.incidentId)).map((entry) => entry.kind)
  assert.deepEqual(kinds.slice(0, 3), ['run-started', 'step-started', 'step-finished'])
  await node.resolveAlert(run.incidentId)
  assert.equal((await node.engine.get(run.id)).outcome, 'recovered')
})

test('a write waits for a signature, runs once, and what it says is verified', async () => {
  const file = join(workDir, 'written')
  const run = await node.start(
    procedure([
      step('echo look'),
      step(`!echo x >> ${file}`, { section: 'Fix' }),
      step(`cat ${file}`, { section: 'V', phase: 'verify' }),
    ]),
  )
  const waiting = await node.until(run.id, (now) => now.waiting?.for === 'approval')
  assert.equal(waiting.steps[1]?.status, 'waiting')
  const approval = await node.pending(run.incidentId)
  assert.equal(approval.effect, 'write')
  assert.match(approval.commands, /echo x >>/)
  await node.approve(approval)
  const done = await node.until(run.id, (now) => now.status === 'observing')
  assert.deepEqual(
    done.steps.map((s) => s.status),
    ['succeeded', 'succeeded', 'succeeded'],
  )
  assert.equal(await node.stdout(run.incidentId, 2), 'x\n')
})
