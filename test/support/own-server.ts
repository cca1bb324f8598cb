import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { systemClock } from '../../src/core/clock.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { startEmbedded } from '../../src/db/embedded/server.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createPool } from '../../src/db/pool.ts'

/** A PostgreSQL that belongs to one test, to be killed. */
export interface OwnServer {
  url: string
  pool: pg.Pool
  /** kill -9, and then until it answers again: it is started anew by itself. */
  crash(): Promise<void>
  stop(): Promise<void>
}

/** Starts a durable server with an empty, migrated database. @param under - Where its data lies: on which disk. */
export async function startOwnServer(under: string = tmpdir()): Promise<OwnServer> {
  const dataDir = await mkdtemp(join(under, 'standby-chaos-db-'))
  await chmod(dataDir, 0o755)
  const server = await startEmbedded({ dataDir, durable: true, clock: systemClock, logger: silentLogger })
  const pool = createPool(server.url, silentLogger)
  await migrate(pool, silentLogger)
  return {
    url: server.url,
    pool,
    async crash() {
      const pid = Number(readFileSync(join(server.folder, 'cluster', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(pid, 'SIGKILL')
      for (let left = 600; ; left--) {
        await systemClock.sleep(50)
        const isBack = await pool.query('select 1').then(
          () => true,
          () => false,
        )
        if (isBack) return
        if (left === 0) throw new Error('PostgreSQL never came back')
      }
    },
    async stop() {
      await pool.end()
      await server.leave('always')
      await rm(server.folder, { recursive: true, force: true })
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
