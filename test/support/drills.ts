import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type App, createApp } from '../../src/app/app.ts'
import { EMPTY_CONFIG } from '../../src/app/config.ts'
import type { ApiClient } from '../../src/cli/api-client.ts'
import { type Played, playAll } from '../../src/cli/drill-all/play-all.ts'
import { findRehearsals, type Unrehearsed } from '../../src/cli/drill-all/rehearsals.ts'
import { readRunbook } from '../../src/cli/read-runbook.ts'
import { systemClock } from '../../src/core/clock.ts'
import { randomId } from '../../src/core/ids.ts'
import { type Logger, silentLogger } from '../../src/core/logger.ts'
import { createAppHost } from '../../src/drill/app-host.ts'
import type { DrillRequest, ScenarioSummary } from '../../src/drill/drill.ts'
import { claimForDrills, createDrills, type RunningDrills } from '../../src/drill/drills.ts'
import { createRange, type RangeParts } from '../../src/range/create-range.ts'
import type { Range } from '../../src/range/range.ts'
import { testDatabase } from './database.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The application, the range with the example systems, and drills on them: as a server has them, without its surfaces. */
export interface DrillStand {
  app: App
  range: Range
  drills: RunningDrills
  /** Plays every scenario of the files; paths are relative to the root of the repository. */
  playAll(
    files: readonly string[],
    only?: (scenario: ScenarioSummary) => boolean,
  ): Promise<{ played: Played[]; unrehearsed: Unrehearsed[] }>
  close(): Promise<void>
}

export async function openDrillStand({
  logger = silentLogger,
  ...options
}: Pick<RangeParts, 'wrapClient'> & { logger?: Logger } = {}): Promise<DrillStand> {
  const folder = mkdtempSync(join(tmpdir(), 'standby-drills-'))
  const db = await testDatabase()
  const clock = systemClock
  const app = await createApp({ databaseUrl: db.url, dataDir: folder, clock, logger, config: EMPTY_CONFIG })
  const range = await createRange({
    pool: app.db.pool,
    clock,
    newId: randomId,
    logger,
    examplesDir: join(ROOT, 'examples'),
    runtimeDir: join(folder, 'range'),
    deliverAlert: async (environment, body) => void (await app.receiveAlertmanager(environment, body)),
    onChange: () => {},
    ...options,
  })
  for (const { name } of range.systems()) app.environments.register(range.environment(name))
  const host = createAppHost(app, clock, () => {})
  const drills = createDrills({ pool: app.db.pool, clock, newId: randomId, logger, range, host, newSeed: () => 7 })
  app.claimIncidents(
    claimForDrills((system, fault) => range.faults(system).find(({ name }) => name === fault)?.alarm ?? null),
  )
  await range.start()
  await app.start()
  return {
    app,
    range,
    drills,
    async playAll(files, only = () => true) {
      const sources = files.map((file) => ({ ...readRunbook(join(ROOT, file)), file }))
      const { rehearsals, unrehearsed } = findRehearsals(sources, (await drills.scenarios()).filter(only))
      const api = apiOf(drills)
      const played = await playAll(rehearsals, {
        api,
        clock,
        jobs: 2,
        signal: new AbortController().signal,
        onBegin: () => {},
        onEnd: () => {},
      })
      return { played, unrehearsed }
    },
    async close() {
      await drills.stop()
      await app.engine.drain()
      await range.stop()
      await app.stop()
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Of the API what playing all of them needs. */
function apiOf(drills: RunningDrills): ApiClient {
  const api = {
    post: (_path: string, body: unknown) => drills.start(body as DrillRequest),
    get: (path: string) => drills.get(path.slice('/drills/'.length)),
  }
  return api as unknown as ApiClient
}
