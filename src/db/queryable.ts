import type pg from 'pg'

/** Where a query can go: the pool for a single statement, a client inside a transaction. */
export type Queryable = pg.Pool | pg.PoolClient
