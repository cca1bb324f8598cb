import type pg from 'pg'
import { gatherNotices } from './notices.ts'

/**
 * Runs `work` in one transaction (read committed) and commits what it did; then sends what it told (see `notices.ts`).
 *
 * Rolls back and passes the error on when `work` or the commit throws. A connection that broke on
 * the way is thrown away, never given back to the pool. A commit whose answer was lost may have
 * happened: callers that care settle it by the version of their row.
 */
export async function transaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  const notices = gatherNotices(pool, tx)
  let broken: Error | undefined
  try {
    await tx.query('begin')
    const result = await work(tx)
    await tx.query('commit').finally(notices.send)
    return result
  } catch (error) {
    broken = await tx.query('rollback').then(
      () => undefined,
      (rollbackError: Error) => rollbackError,
    )
    throw error
  } finally {
    notices.forget()
    tx.release(broken)
  }
}
