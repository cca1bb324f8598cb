import type pg from 'pg'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Queryable } from '../db/queryable.ts'
import { nameOfBackends } from './context.ts'

/** First half of every node's advisory lock; the second is its id. */
export const NODE_LOCK = 0x5b1

export interface NodeIdentity {
  bootId: string
  /** The machine and its boot. */
  host: string
  pid: number
  environments: readonly string[]
  keyId: string
}

export interface LeaseOptions {
  pool: pg.Pool
  clock: Clock
  /** Milliseconds on a clock that never jumps, and goes on while the process is frozen. */
  monotonic: () => number
  logger: Logger
  identity: NodeIdentity
  staleMs: number
  heartbeatMs: number
  /** News from other nodes, on the channel `standby_run`. */
  onMessage: (payload: string) => void
  /** A peer has taken over: nothing of what this node does counts any more. */
  onLost: () => void
}

/**
 * A node's right to move runs (docs/adr/0011): a row with a heartbeat, and a session lock that PostgreSQL frees the moment this
 * process dies. Lost for good when a peer has taken over; a broken connection is mended under the same lease.
 */
export interface NodeLease {
  id: number
  /** The gate before every effect: whether PostgreSQL has confirmed the lease within 0.6 of the time after which a
   * peer may take this node for frozen. */
  isConfirmed(): boolean
  isLost(): boolean
  /** Until when, on the clock that never jumps, the gate stays open without another confirmation. */
  openUntil(): number
  /** Gives it back. The node must own nothing any more. */
  release(): Promise<void>
}

/** Confirmed longer ago than this part of the stale limit, nothing more is begun. */
const GATE = 0.6

/** A boot id is the engine's and a count: an engine that lost its lease begins another. */
export const engineOf = (bootId: string): string => bootId.split('/')[0] ?? bootId

export async function acquireLease(options: LeaseOptions): Promise<NodeLease> {
  const { clock, monotonic, staleMs, heartbeatMs, logger, identity } = options
  const stop = new AbortController()
  let lost = false
  const begun = monotonic()
  const first = await connect(options)
  let client: pg.PoolClient | null = first
  const id = await orDrop(first, () => register(first, identity))
  let confirmedAt = begun

  const loseFor = (reason: string) => {
    if (lost || stop.signal.aborted) return
    lost = true
    stop.abort()
    logger.error('a peer has taken over from this node', { node: id, reason })
    options.onLost()
  }
  const beat = async () => {
    const asked = monotonic()
    client ??= await reconnect(options, id)
    if (client === null) return
    const { rowCount } = await client.query('update node set heartbeat_at = now() where id = $1', [id])
    if (rowCount === 0) loseFor('its row is gone')
    else confirmedAt = asked
  }
  const beats = (async () => {
    while (!stop.signal.aborted) {
      await beat().catch((error: Error) => {
        logger.warn('the lease could not be confirmed', { node: id, reason: error.message })
        drop(client)
        client = null
      })
      await clock.sleep(heartbeatMs, stop.signal)
    }
  })()
  return {
    id,
    isConfirmed: () => !lost && monotonic() - confirmedAt < GATE * staleMs,
    isLost: () => lost,
    openUntil: () => confirmedAt + GATE * staleMs,
    async release() {
      stop.abort()
      await beats
      // The connection goes, and with it the lock.
      await client
        ?.query('delete from node where id = $1 and not exists (select from run where owner = $1)', [id])
        .catch((error: Error) => logger.warn('the lease could not be given back', { node: id, reason: error.message }))
      drop(client)
    },
  }
}

async function connect({ pool, identity, onMessage, logger }: LeaseOptions): Promise<pg.PoolClient> {
  const client = await pool.connect()
  client.on('error', (error) => logger.warn('the lease’s connection broke', { reason: error.message }))
  client.on('notification', ({ payload }) => onMessage(payload ?? ''))
  return await orDrop(client, async () => {
    await client.query(`select set_config('application_name', $1, false)`, [nameOfBackends(engineOf(identity.bootId))])
    await client.query('listen standby_run')
    return client
  })
}

/** Tried again for as long as it takes: every try that fails must give its connection back. */
async function orDrop<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    drop(client)
    throw error
  }
}

async function register(client: pg.PoolClient, node: NodeIdentity): Promise<number> {
  const { bootId, host, pid, environments, keyId } = node
  const { rows } = await client.query<{ id: number }>(
    `insert into node (boot_id, host, pid, environments, key_id) values ($1, $2, $3, $4, $5)
     returning id, pg_advisory_lock($6, id)`,
    [bootId, host, pid, environments, keyId, NODE_LOCK],
  )
  return (rows[0] as { id: number }).id
}

/**
 * Nodes that seal under different keys could not read each other's secrets, nor the files of each other's runs.
 * @throws {AppError} `other-key` when a living node has another.
 */
export async function refuseOtherKey(db: Queryable, keyId: string, staleMs: number): Promise<void> {
  const { rows } = await db.query<{ host: string }>(
    `select host from node where key_id <> $1 and heartbeat_at > now() - $2 * interval '1 ms' limit 1`,
    [keyId, staleMs],
  )
  if (rows[0] === undefined) return
  const host = rows[0].host.split('/')[0]
  throw new AppError(
    'other-key',
    `a node on ${host} shares this database and seals secrets under another key`,
    'give every node the same STANDBY_KEY, or the same file `key` in its data folder',
    { status: 409 },
  )
}

/** Takes the same lease again. Null when the lock is still held: by our own dead connection, or by a peer. */
async function reconnect(options: LeaseOptions, id: number): Promise<pg.PoolClient | null> {
  const client = await connect(options)
  const { rows } = await orDrop(client, () =>
    client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [NODE_LOCK, id]),
  )
  if (rows[0]?.got) return client
  drop(client)
  return null
}

function drop(client: pg.PoolClient | null): void {
  // Never back into the pool: it holds the lock and listens.
  client?.release(true)
}
