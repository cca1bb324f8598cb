import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type pg from 'pg'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { systemClock } from '../core/clock.ts'
import { randomId } from '../core/ids.ts'
import { silentLogger } from '../core/logger.ts'
import { createPool } from '../db/pool.ts'
import { acquireLease } from './node-lease.ts'

let db: TestDatabase
before(async () => {
  db = await testDatabase()
})
after(() => db.close())

/** A lease whose monotonic clock only the test moves. */
async function lease(pool = db.pool) {
  let ahead = 0
  let isLost = false
  const held = await acquireLease({
    pool,
    clock: systemClock,
    monotonic: () => ahead,
    logger: silentLogger,
    identity: { bootId: `${randomId()}/1`, host: 'here', pid: 1, environments: ['test'], keyId: 'k' },
    staleMs: 3000,
    heartbeatMs: 20,
    onMessage: () => {},
    onLost: () => {
      isLost = true
    },
  })
  const pass = (ms: number) => {
    ahead += ms
  }
  return { held, wasTold: () => isLost, pass }
}

test('the gate is closed after a freeze, until PostgreSQL has confirmed the lease anew', async () => {
  const { held, pass } = await lease()
  assert.ok(held.isConfirmed())
  pass(1700)
  assert.ok(held.isConfirmed())
  pass(1900)
  assert.ok(!held.isConfirmed(), 'a peer may take it for frozen from 3000 ms on')
  while (!held.isConfirmed()) await systemClock.sleep(5)
  await held.release()
})

test('a node whose row is gone has lost its lease, and is told', async () => {
  const { held, wasTold } = await lease()
  await db.pool.query('delete from node where id = $1', [held.id])
  while (!held.isLost()) await systemClock.sleep(5)
  assert.ok(!held.isConfirmed())
  assert.ok(wasTold())
  await held.release()
})

test('a connection that breaks while the lease is taken again is given back: a pool has but a few', async () => {
  const pool = createPool(db.url, silentLogger, { max: 2 })
  const { held } = await lease(pool)
  let broken = 0
  // Each new one breaks at the first, the second or the third thing it is asked.
  const breakLater = (client: pg.PoolClient) => {
    if (broken++ >= 6) return
    let left = broken % 3
    const { query } = client
    const ask = (...args: unknown[]) => {
      if (left-- === 0) (client as unknown as { connection: pg.Connection }).connection.stream.destroy()
      return Reflect.apply(query, client, args)
    }
    Object.assign(client, { query: ask })
  }
  pool.on('connect', breakLater)
  await db.pool.query(`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = $1`, [
    held.id,
  ])
  while (broken < 7) await systemClock.sleep(5)
  while (!held.isConfirmed()) await systemClock.sleep(5)
  await held.release()
  await pool.end()
})

test('a lease that is given back leaves neither row nor lock', async () => {
  const { held } = await lease()
  await held.release()
  assert.equal((await db.pool.query('select from node where id = $1', [held.id])).rowCount, 0)
  const lock = () =>
    db.pool.query<{ n: string }>(`select count(*) n from pg_locks where locktype = 'advisory' and objid = $1`, [
      held.id,
    ])
  while ((await lock()).rows[0]?.n !== '0') await systemClock.sleep(5)
})
