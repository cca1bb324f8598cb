import type pg from 'pg'
import { transaction } from '../db/transaction.ts'
import type { RunEngineDeps } from './deps.ts'

/** What the parts of the engine share. */
export interface RunContext extends RunEngineDeps {
  /** Names this engine among those on the database. */
  engineId: string
  /** A transaction whose connection bears the engine's name, so that a peer can end it when this node is frozen in it. */
  transact<T>(work: (tx: pg.PoolClient) => Promise<T>): Promise<T>
  /** One statement that is its own transaction, on such a connection. */
  stateOnce<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>
}

/** The name that an engine's connections bear in `pg_stat_activity`. */
export const nameOfBackends = (engineId: string): string => `standby ${engineId}`

export function createContext(deps: RunEngineDeps): RunContext {
  const engineId = deps.newId()
  const named = new WeakSet<pg.PoolClient>()
  return {
    ...deps,
    engineId,
    transact: (work) =>
      transaction(deps.pool, async (tx) => {
        // Once for each connection; a transaction that is rolled back would take the name with it.
        if (!named.has(tx)) {
          await tx.query(`commit; select set_config('application_name', '${nameOfBackends(engineId)}', false); begin`)
          named.add(tx)
        }
        return work(tx)
      }),
    async stateOnce(work) {
      const client = await deps.pool.connect()
      let failure: unknown
      try {
        if (!named.has(client)) {
          await client.query(`select set_config('application_name', $1, false)`, [nameOfBackends(engineId)])
          named.add(client)
        }
        return await work(client)
      } catch (error) {
        failure = error
        throw error
      } finally {
        // As the pool's own `query` does: one on which something failed may be broken.
        client.release(failure !== undefined)
      }
    },
  }
}
