import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { digest } from '../core/ids.ts'
import type { Logger } from '../core/logger.ts'
import { explainDatabaseError, nameOfDatabase } from './explain-error.ts'

/** One file of `src/db/migrations`, e.g. `0001-incidents.sql`. */
export interface Migration {
  number: number
  name: string
  sql: string
  digest: string
}

/** "stby" in ASCII: the advisory lock that only one migrating node holds. */
const LOCK = 0x73746279
const POLL_MS = 50
const FOLDER = new URL('./migrations/', import.meta.url)

/**
 * Reads the migrations in order of their number.
 *
 * @throws {Error} when a file is not named `NNNN-name.sql`, or two have one number.
 */
export async function readMigrations(folder: URL = FOLDER): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
  const migrations = await Promise.all(files.map((file) => readMigration(folder, file)))
  for (const [i, migration] of migrations.entries()) {
    if (migration.number === migrations[i - 1]?.number) {
      throw new Error(`two migrations have one number: ${migrations[i - 1]?.name} and ${migration.name}`)
    }
  }
  return migrations
}

/** One digest over all migrations: two databases with the same one have the same shape. */
export function digestOfMigrations(migrations: readonly Migration[]): string {
  return digest(migrations.map((m) => `${m.name} ${m.digest}`).join('\n'))
}

/**
 * Brings the database to the shape this code expects. Safe to call from any number of nodes at once.
 *
 * @throws {AppError} `database-newer` when a newer Standby has already changed this database, and
 * `migration-edited` when a migration that was applied here has been changed since.
 */
export async function migrate(pool: pg.Pool, logger: Logger, folder?: URL): Promise<void> {
  const migrations = await readMigrations(folder)
  const client = await pool.connect()
  try {
    await lock(client)
    // A change of a table waits for those who use it as long as it takes.
    await client.query('set lock_timeout = 0')
    await applyMissing(client, migrations, logger)
  } catch (error) {
    throw explainDatabaseError(error, nameOfDatabase(pool.options.connectionString ?? ''))
  } finally {
    // On a connection that broke the lock is free already; the pool throws the connection away.
    await client.query('reset lock_timeout').catch(() => {})
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => {})
    client.release()
  }
}

async function readMigration(folder: URL, file: string): Promise<Migration> {
  const match = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)
  if (!match) throw new Error(`a migration is named NNNN-name.sql, but here is ${file}`)
  const sql = await readFile(new URL(file, folder), 'utf8')
  return { number: Number(match[1]), name: file, sql, digest: digest(sql) }
}

/** Polls, because a waiting `pg_advisory_lock` holds a snapshot that `create index concurrently` waits for: a deadlock. */
async function lock(client: pg.PoolClient): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK])
    if (rows[0]?.locked) return
    await systemClock.sleep(POLL_MS)
  }
}

async function applyMissing(client: pg.PoolClient, migrations: readonly Migration[], logger: Logger): Promise<void> {
  await client.query(`create table if not exists migration (
    number     integer primary key,
    name       text not null,
    digest     text not null,
    applied_at timestamptz not null default now()
  )`)
  const applied = await client.query<{ number: number; name: string; digest: string }>(
    'select number, name, digest from migration order by number',
  )
  const done = new Map(applied.rows.map((row) => [row.number, row]))
  refuseStrangers(migrations, applied.rows)
  for (const migration of migrations) {
    const before = done.get(migration.number)
    if (before === undefined) await apply(client, migration, logger)
    else if (before.digest !== migration.digest) throw edited(before.name)
  }
}

function refuseStrangers(known: readonly Migration[], applied: readonly { number: number; name: string }[]): void {
  const numbers = new Set(known.map((migration) => migration.number))
  const stranger = applied.find((row) => !numbers.has(row.number))
  if (stranger === undefined) return
  throw new AppError(
    'database-newer',
    `the database was changed by a newer version of Standby (migration ${stranger.name})`,
    'start that version or a later one; data is never changed backwards',
    { status: 503 },
  )
}

function edited(name: string): AppError {
  return new AppError(
    'migration-edited',
    `migration ${name} was changed after it had been applied to this database`,
    'restore the file and put the change into a new migration; while developing, start with an empty data folder',
    { status: 503 },
  )
}

async function apply(client: pg.PoolClient, migration: Migration, logger: Logger): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.sql)
    await client.query('insert into migration (number, name, digest) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.digest,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    // The code stays on the error, so that "disk full" is still told from a mistake in our SQL.
    const message = `migration ${migration.name} failed: ${error instanceof Error ? error.message : error}`
    throw Object.assign(new Error(message, { cause: error }), pick(error))
  }
  logger.info('database migrated', { migration: migration.name })
}

function pick(error: unknown): { code?: string; position?: string } {
  if (!(error instanceof Error)) return {}
  const { code, position } = error as Error & { code?: string; position?: string }
  return { ...(code && { code }), ...(position && { position }) }
}
