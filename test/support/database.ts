import { mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { systemClock } from '../../src/core/clock.ts'
import { randomId } from '../../src/core/ids.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { databaseUrl, type EmbeddedServer, startEmbedded } from '../../src/db/embedded/server.ts'
import { digestOfMigrations, migrate, readMigrations } from '../../src/db/migrate.ts'
import { createPool } from '../../src/db/pool.ts'

/** An empty, migrated database that belongs to one test file alone. */
export interface TestDatabase {
  pool: pg.Pool
  /** For a second process, or a second pool. */
  url: string
  /** Drops it. The last one out also stops the server that a lone test file has started. */
  close(): Promise<void>
}

/** Set by `npm test`, which starts one server for the whole suite. */
export const SERVER_URL = 'STANDBY_TEST_DATABASE_URL'
/** Held while the template is made or sought, so that test files do not make it twice. */
const TEMPLATE_LOCK = 0x74706c74

const open = new Set<TestDatabase>()
let server: Promise<EmbeddedServer> | null = null

/**
 * Makes a database for a test file: a copy of a migrated template, in some 30 ms.
 *
 *     const db = await testDatabase()
 *     after(() => db.close())
 *
 * Runs under `npm test` and also alone, with `node --test src/x.test.ts`. A file that forgets to close
 * still ends: what it left is dropped when nothing else is left to do.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env[SERVER_URL] ?? (await sharedServer()).url
  const name = `test_${randomId().replaceAll('-', '')}`
  await withClient(databaseUrl(serverUrl, 'postgres'), async (client) => {
    const template = await ensureTemplate(client, serverUrl)
    await client.query(`create database ${name} template ${template}`)
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK])
  })
  const url = databaseUrl(serverUrl, name)
  const pool = createPool(url, silentLogger, { allowExitOnIdle: true })
  const database: TestDatabase = { pool, url, close: () => drop(database, serverUrl, name) }
  open.add(database)
  return database
}

process.on('beforeExit', () => {
  for (const database of open) void database.close()
})

async function drop(database: TestDatabase, serverUrl: string, name: string): Promise<void> {
  if (!open.delete(database)) return
  await database.pool.end()
  // By force: a test may have left a connection of another process behind.
  await withClient(databaseUrl(serverUrl, 'postgres'), (client) =>
    client.query(`drop database if exists ${name} with (force)`),
  )
  if (open.size > 0 || server === null) return
  const last = await server
  server = null
  await last.leave('if-unused')
}

/** Its data stays between runs, so that only the first one pays for `initdb`. */
function sharedServer(): Promise<EmbeddedServer> {
  const dataDir = path.join(os.tmpdir(), `standby-tests-of-${os.userInfo().uid}`)
  mkdirSync(dataDir, { recursive: true, mode: 0o755 })
  server ??= startEmbedded({ dataDir, durable: false, clock: systemClock, logger: silentLogger })
  return server
}

/** Returns the template's name, and leaves the template lock in the session's hands. */
async function ensureTemplate(client: pg.Client, serverUrl: string): Promise<string> {
  const template = `template_${digestOfMigrations(await readMigrations()).slice(0, 16)}`
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK])
  const found = await client.query('select from pg_database where datname = $1', [template])
  if (found.rowCount === 1) return template

  await removeOld(client)
  // Made under another name first: a template that exists is whole.
  await client.query(`drop database if exists ${template}_new with (force)`)
  await client.query(`create database ${template}_new`)
  const pool = createPool(databaseUrl(serverUrl, `${template}_new`), silentLogger, { max: 1 })
  try {
    await migrate(pool, silentLogger)
  } finally {
    await pool.end()
  }
  await client.query(`alter database ${template}_new rename to ${template}`)
  return template
}

/** Databases of test runs that were killed, and templates of earlier migrations, once they are an hour old. */
async function removeOld(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database d
     where (datname like 'test\\_%' or datname like 'template\\__%')
       and not exists (select from pg_stat_activity a where a.datid = d.oid)
       and (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - interval '1 hour'
       and datname not in ('template0', 'template1')`,
  )
  for (const { name } of rows) await client.query(`drop database if exists ${name}`)
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // Whatever breaks also rejects the query in hand.
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
