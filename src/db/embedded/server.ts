import { readFile } from 'node:fs/promises'
import pg from 'pg'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { findBinaries } from './binaries.ts'
import { ensureCluster, SUPERUSER } from './cluster.ts'
import { withLock } from './lock.ts'
import { type Place, preparePlace } from './place.ts'
import { findPostmaster, type Postmaster, startPostmaster, stopPostmaster, waitUntilReady } from './postmaster.ts'

export interface EmbeddedOptions {
  dataDir: string
  /** False for tests only: nothing is synced to disk. */
  durable: boolean
  clock: Clock
  logger: Logger
}

/** `if-unused`: when nobody else is connected. `always`: whoever is connected is cut off. */
export type StopWish = 'never' | 'if-unused' | 'always'

/** A PostgreSQL of our own, running, with us among its users. */
export interface EmbeddedServer {
  /** With the password: never log it. */
  url: string
  /** Where its data is; as root not always below the data folder. */
  folder: string
  /** Leaves it and, as wished, ends it. Resolves to whether it was ended. */
  leave(stop: StopWish): Promise<boolean>
}

/** `pg` has these two; its types do not. */
type PresenceClient = pg.Client & { ref(): void; unref(): void }

const DATABASE = 'standby'
const REVIVE_PAUSE_MS = 500
const GOODBYE_MS = 500

/**
 * Starts the PostgreSQL that came with npm on the data in `dataDir`, or adopts it when it already runs there.
 *
 * While we use it, one idle connection of ours shows that to others; when it breaks because the server
 * died, the server is started again.
 *
 * @throws {AppError} that says why it does not run and what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = await preparePlace(options.dataDir)
  let url = ''
  let presence: PresenceClient | null = null
  let left = false

  async function join(): Promise<void> {
    await withLock(place.lock, options.clock, async () => {
      url = await ensureRunning(place, options)
      presence = await beSeen(url, () => void revive())
    })
  }

  async function revive(): Promise<void> {
    while (!left) {
      options.logger.warn('the embedded database went away; starting it again', { folder: place.folder })
      await options.clock.sleep(REVIVE_PAUSE_MS)
      if (left) return
      try {
        return await join()
      } catch (error) {
        options.logger.error('the embedded database does not start', { reason: String(error) })
      }
    }
  }

  await join()
  return {
    get url() {
      return url
    },
    folder: place.folder,
    async leave(stop) {
      if (left) return false
      left = true
      presence?.ref() // Else nothing would keep the process alive until it has said goodbye.
      await presence?.end().catch(() => {})
      if (stop === 'never') return false
      return await withLock(place.lock, options.clock, async () => {
        if (stop === 'if-unused' && (await isUsed(url, options.clock))) return false
        return await stopPostmaster(place, options.clock)
      })
    },
  }
}

async function ensureRunning(place: Place, { durable, clock, logger }: EmbeddedOptions): Promise<string> {
  const found = await findPostmaster(place)
  const adopted = found && (found.ready ? found : await waitUntilReady(place, clock))
  const postmaster = adopted ?? (await startFresh(place, durable, clock))
  logger.info(adopted ? 'embedded database adopted' : 'embedded database started', {
    folder: place.folder,
    pid: postmaster.pid,
  })
  const url = await urlOf(place, postmaster)
  await ensureDatabase(url)
  return url
}

async function startFresh(place: Place, durable: boolean, clock: Clock): Promise<Postmaster> {
  const binaries = await findBinaries(place.account, place.copiesDir)
  await ensureCluster(place, binaries)
  return await startPostmaster(place, binaries, { durable, clock })
}

async function urlOf(place: Place, { socketDir }: Postmaster, database = DATABASE): Promise<string> {
  const password = (await readFile(place.password, 'utf8')).trim()
  // Everything is spelled out, so that PGPORT and PGSSLMODE of the caller's shell change nothing.
  const query = new URLSearchParams({ host: socketDir, port: '5432', sslmode: 'disable' })
  return `postgresql://${SUPERUSER}:${password}@/${database}?${query}`
}

/** Makes our database in a new cluster. */
async function ensureDatabase(url: string): Promise<void> {
  try {
    return await withClient(url, async () => {})
  } catch (error) {
    if ((error as { code?: string }).code !== '3D000') throw doesNotAnswer(error)
  }
  await withClient(databaseUrl(url, 'postgres'), (client) => client.query(`create database ${DATABASE}`))
}

/** The URL of another database on the same server. */
export function databaseUrl(url: string, database: string): string {
  return url.replace(/(@[^/]*\/)[^?]*/, `$1${database}`)
}

async function beSeen(url: string, onLost: () => void): Promise<PresenceClient> {
  const options = { connectionString: url, application_name: `standby ${process.pid}` }
  const client = new pg.Client(options) as PresenceClient
  await client.connect()
  let ended = false
  const lost = () => {
    if (ended) return
    ended = true
    onLost()
  }
  client.on('error', lost)
  client.on('end', lost)
  client.unref()
  return client
}

/** Whether anyone but us is connected. Our own last connections may take a moment to go. */
async function isUsed(url: string, clock: Clock): Promise<boolean> {
  try {
    return await withClient(url, async (client) => {
      for (let waited = 0; ; waited += 25) {
        const { rows } = await client.query<{ others: number }>(
          `select count(*)::int as others from pg_stat_activity
           where backend_type = 'client backend' and pid <> pg_backend_pid()`,
        )
        if (rows[0]?.others === 0) return false
        if (waited >= GOODBYE_MS) return true
        await clock.sleep(25)
      }
    })
  } catch {
    return false // It does not even answer us.
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'standby' })
  client.on('error', () => {}) // Whatever breaks also rejects the query in hand.
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

function doesNotAnswer(error: unknown): AppError {
  const { message } = error as Error
  return new AppError(
    'database-unreachable',
    `the embedded database runs but does not answer: ${message}`,
    'stop Standby and its postgres process, then start again',
    { cause: error, status: 503 },
  )
}
