import type pg from 'pg'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { startEmbedded } from './embedded/server.ts'
import { explainDatabaseError, nameOfDatabase } from './explain-error.ts'
import { createPool } from './pool.ts'

export { migrate } from './migrate.ts'
export type { Queryable } from './queryable.ts'
export { transaction } from './transaction.ts'

export interface DatabaseOptions {
  /** `postgresql://user:password@host:port/name`, or null for the PostgreSQL that comes with npm. */
  url: string | null
  /** Where the embedded PostgreSQL keeps its data; not used with a URL. */
  dataDir: string
  logger: Logger
  clock: Clock
}

/** PostgreSQL, reachable. Its tables are there after `migrate(database.pool, logger)`. */
export interface Database {
  kind: 'embedded' | 'external'
  /** With the password: never log it. */
  url: string
  pool: pg.Pool
  /**
   * Closes our connections. With `stopServer` it also ends the embedded server, when no other process uses it;
   * without, the server keeps running and the next start adopts it.
   */
  close(options?: { stopServer?: boolean }): Promise<void>
}

/** The oldest PostgreSQL that may be brought along. */
const LEAST_VERSION = 160000

/**
 * Opens the database at `url`, or starts (or adopts) the embedded one.
 *
 * @throws {AppError} with a hint whenever a person can mend it: unreachable, refused, wrong version, full disk.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === null ? await openEmbedded(options) : await openExternal(options.url, options.logger)
}

async function openEmbedded({ dataDir, logger, clock }: DatabaseOptions): Promise<Database> {
  const server = await startEmbedded({ dataDir, logger, clock, durable: true })
  const pool = createPool(server.url, logger)
  return {
    kind: 'embedded',
    url: server.url,
    pool,
    async close({ stopServer = false } = {}) {
      await pool.end()
      await server.leave(stopServer ? 'if-unused' : 'never')
    },
  }
}

async function openExternal(url: string, logger: Logger): Promise<Database> {
  refuseOddUrl(url)
  const pool = createPool(url, logger)
  try {
    const { rows } = await pool.query<{ number: number; name: string }>(
      "select current_setting('server_version_num')::int as number, current_setting('server_version') as name",
    )
    const version = rows[0] ?? { number: 0, name: 'unknown' }
    if (version.number < LEAST_VERSION) throw tooOld(version.name)
  } catch (error) {
    await pool.end()
    throw explainDatabaseError(error, nameOfDatabase(url))
  }
  return { kind: 'external', url, pool, close: () => pool.end() }
}

function refuseOddUrl(url: string): void {
  // `user:password@/name?host=/run/postgresql` is PostgreSQL's own way to name a socket, and no URL for anybody else.
  const parsed = URL.parse(url.replace('@/', '@localhost/'))
  const isPostgres = parsed?.protocol === 'postgresql:' || parsed?.protocol === 'postgres:'
  if (isPostgres && (parsed.hostname !== '' || parsed.searchParams.has('host'))) return
  throw new AppError(
    'bad-database-url',
    'the database URL is not one',
    'write it as postgresql://user:password@host:5432/name',
  )
}

function tooOld(name: string): AppError {
  return new AppError(
    'database-version',
    `the database is PostgreSQL ${name}, and Standby needs 16 or later`,
    'use a newer server, or leave out --database-url for the one that comes with Standby',
  )
}
