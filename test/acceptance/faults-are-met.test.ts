import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type App, createApp } from '../../src/app/app.ts'
import { EMPTY_CONFIG } from '../../src/app/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import { randomId } from '../../src/core/ids.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { createAppHost } from '../../src/drill/app-host.ts'
import type { Drill } from '../../src/drill/drill.ts'
import { claimForDrills, createDrills, type DrillService } from '../../src/drill/drills.ts'
import { compileRunbook } from '../../src/plan/compile.ts'
import { findProcedure } from '../../src/plan/find-procedure.ts'
import { createRange, type Range } from '../../src/range/range.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'standby-faults-'))
let db: TestDatabase
let app: App
let range: Range
let drills: DrillService

before(async () => {
  db = await testDatabase()
  const [clock, logger] = [systemClock, silentLogger]
  app = await createApp({ databaseUrl: db.url, dataDir: folder, clock, logger, config: EMPTY_CONFIG })
  range = await createRange({
    pool: app.db.pool,
    clock,
    newId: randomId,
    logger,
    examplesDir: join(ROOT, 'examples'),
    runtimeDir: join(folder, 'range'),
    deliverAlert: async (environment, body) => void (await app.receiveAlertmanager(environment, body)),
    onChange: () => {},
  })
  for (const { name } of range.systems()) app.environments.register(range.environment(name))
  const host = createAppHost(app, clock, () => {})
  drills = createDrills({ pool: app.db.pool, clock, newId: randomId, logger, range, host, newSeed: () => 7 })
  app.claimIncidents(
    claimForDrills((system, fault) => range.faults(system).find(({ name }) => name === fault)?.alarm ?? null),
  )
  await range.start()
  await app.start()
})
after(async () => {
  await drills?.stop()
  await app?.engine.drain()
  await range?.stop()
  await app?.stop()
  await db?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Each fault, and the example's procedure that is to meet it. */
const SCENARIOS: [system: string, fault: string, procedure: string][] = [
  ['stratum', 'queue-backlog', 'celery-queue-backlog'],
  ['stratum', 'redis-memory', 'redis-runs-full'],
  ['stratum', 'redis-down', 'redis-is-down'],
  ['stratum', 'connection-leak', 'database-connections-run-out'],
  ['scr', 'replica-lag', 'the-replica-is-behind'],
  ['scr', 'queue-backlog', 'jobs-pile-up'],
]

for (const [system, fault, procedure] of SCENARIOS) {
  test(`${system}: the fault ${fault} is met by the procedure ${procedure}`, { timeout: 60_000 }, async () => {
    const file = join(ROOT, 'examples', system, 'runbook.md')
    const text = readFileSync(file, 'utf8')
    const { id } = await drills.start({
      runbook: { file, text },
      procedureId: findProcedure(compileRunbook(file, text), procedure).id,
      system,
      fault,
      scripted: true,
    })
    const drill = await verdictOf(id)
    const page = await app.incidents.pageOfDrill(id)
    const story = page?.timeline.map((entry) => `${entry.worldAt?.slice(11, 19)} ${entry.text}`).join('\n')
    assert.equal(drill.verdict, 'recovers', `${drill.reason}\n${story}`)
    const unanswered = (await range.journal(system)).filter((entry) => !entry.answered)
    assert.deepEqual(
      unanswered.map((entry) => entry.argv),
      [],
    )
  })
}

async function verdictOf(id: string): Promise<Drill> {
  const deadline = systemClock.now().getTime() + 40_000
  for (;;) {
    if (systemClock.now().getTime() > deadline) {
      const page = await app.incidents.pageOfDrill(id)
      const { procedure: _, ...run } = page?.run ?? {}
      assert.fail(JSON.stringify([await drills.get(id), run, page?.timeline.map((e) => e.text)], null, 1))
    }
    const drill = await drills.get(id)
    if (drill != null && drill.verdict !== null) return drill
    await systemClock.sleep(20)
  }
}
