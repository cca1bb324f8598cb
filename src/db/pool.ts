import pg from 'pg'
import type { Logger } from '../core/logger.ts'

/** One node's share of PostgreSQL's 100 connections: enough for its work, and eight nodes fit beside each other. */
const CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 5_000
/** A node that is frozen in the midst of a transaction holds its locks so long, and no longer: less than a take-over takes. */
const IDLE_IN_TRANSACTION_MS = 4_000
/** Whoever waits longer for a lock is told so, and can try again: by then the idle one is gone. */
const LOCK_MS = 10_000

/**
 * Makes a pool whose broken connections are logged and never end the process.
 *
 * `pg` emits `error` on the pool for idle clients only; a client that is checked out when the
 * database goes away emits it on itself, and an unheard one would be fatal.
 */
export function createPool(url: string, logger: Logger, options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'standby',
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    lock_timeout: LOCK_MS,
    ...options,
  })
  const onError = (error: Error) => logger.warn('a database connection broke', { reason: error.message })
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  return pool
}
