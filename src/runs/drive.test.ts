import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { engineOn } from '../../test/support/engine.ts'
import { procedure, step } from '../../test/support/procedures.ts'
import { systemClock } from '../core/clock.ts'
import { randomId } from '../core/ids.ts'
import { silentLogger } from '../core/logger.ts'
import { createSealer } from '../core/seal.ts'
import { appendEntries } from '../incidents/timeline-store.ts'
import { createContext } from './context.ts'
import { driveRun } from './drive.ts'
import type { StepExecutor } from './executor.ts'
import { claimRuns } from './store.ts'
import { createOutputWriter } from './write-output.ts'
import { createStepWriter } from './write-steps.ts'

let db: TestDatabase
const workDir = mkdtempSync(join(tmpdir(), 'standby-drive-'))
before(async () => {
  db = await testDatabase()
})
after(async () => {
  await db.close()
  rmSync(workDir, { recursive: true, force: true })
})

/** A run, claimed by a node whose lease the test holds in its hand. */
async function drive(lease: { isConfirmed: boolean; isLost: boolean }) {
  const { rows } = await db.pool.query<{ id: number }>(
    `insert into node (boot_id, host, pid) values ($1, 'here', 1) returning id`,
    [randomId()],
  )
  const id = rows[0]?.id ?? 0
  let started = 0
  const executor: StepExecutor = {
    check: () => {},
    killLeftovers: async () => 0,
    run: async () => {
      started++
      return { exitCode: 0, statements: [], exports: {}, ended: null, droppedBytes: 0 }
    },
  }
  const node = engineOn(db, workDir, { executor })
  const run = await node.start(procedure([step('echo x')]))
  const [claimed] = await claimRuns(db.pool, id, ['test'], 1)
  assert.equal(claimed?.id, run.id)
  const environment = { name: 'test', path: [], env: {}, parameters: {}, worldNow: null }
  const deps = createContext({
    pool: db.pool,
    clock: systemClock,
    newId: randomId,
    logger: silentLogger,
    executor,
    sealer: createSealer(Buffer.alloc(32, 7)),
    environments: { get: () => environment, list: () => [environment] },
    timeline: { append: appendEntries },
  })
  const driving = driveRun(
    {
      deps,
      lease: {
        id,
        isConfirmed: () => lease.isConfirmed,
        openUntil: () => Number.POSITIVE_INFINITY,
        isLost: () => lease.isLost,
        release: async () => {},
      },
      output: createOutputWriter(db.pool, systemClock, silentLogger),
      steps: createStepWriter(deps, id),
      signal: new AbortController().signal,
      isDraining: () => false,
      onStep: () => {},
    },
    claimed,
  )
  await node.until(run.id, (now) => now.steps[0]?.status === 'running')
  return { node, run, driving, started: () => started }
}

test('a step that is committed as started begins only once the lease is confirmed', async () => {
  const lease = { isConfirmed: false, isLost: false }
  const { node, run, driving, started } = await drive(lease)
  await systemClock.sleep(100)
  assert.equal(started(), 0)
  lease.isConfirmed = true
  await driving
  assert.equal(started(), 1)
  assert.equal((await node.engine.get(run.id)).status, 'observing')
})

test('it never begins when a peer has taken over meanwhile, and this node says nothing more about it', async () => {
  const lease = { isConfirmed: false, isLost: false }
  const { node, run, driving, started } = await drive(lease)
  lease.isLost = true
  await driving
  assert.equal(started(), 0)
  assert.equal((await node.engine.get(run.id)).steps[0]?.status, 'running', 'as the peer will find it')
})
