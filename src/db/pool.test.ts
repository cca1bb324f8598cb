import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { silentLogger } from '../core/logger.ts'
import { createPool } from './pool.ts'
import { transaction } from './transaction.ts'

const db = await testDatabase()
after(() => db.close())

test('who is frozen in the midst of a transaction holds nobody up for long, and cannot go on with it', async () => {
  await db.pool.query('create table held (n integer); insert into held values (0)')
  const frozen = createPool(db.url, silentLogger, { idle_in_transaction_session_timeout: 100 })
  const tx = await frozen.connect()
  // In one: between two of them a loaded machine may be as idle as that.
  await tx.query('begin; update held set n = 1')
  // It says nothing more. Another wants the same row.
  const { rowCount } = await db.pool.query('update held set n = 2')
  assert.equal(rowCount, 1)
  await assert.rejects(tx.query('commit'))
  tx.release(true)
  assert.deepEqual((await db.pool.query('select n from held')).rows, [{ n: 2 }])
  await frozen.end()
})

test('by default that is sooner than a take-over, and whoever waits for a lock learns of it later than that', async () => {
  const { rows } = await db.pool.query<{ idle: string; wait: string }>(
    `select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('lock_timeout') as wait`,
  )
  assert.deepEqual(rows, [{ idle: '4s', wait: '10s' }])
})

test('who waits too long for a lock is refused, and keeps nothing of what it did', async () => {
  await db.pool.query('create table wanted (n integer); insert into wanted values (0)')
  const impatient = createPool(db.url, silentLogger, { lock_timeout: 50 })
  await transaction(db.pool, async (tx) => {
    await tx.query('update wanted set n = 1')
    const second = transaction(impatient, async (other) => {
      await other.query('insert into wanted values (5)')
      await other.query('update wanted set n = 2 where n = 0')
    })
    await assert.rejects(second, { code: '55P03' })
  })
  assert.deepEqual((await db.pool.query('select n from wanted')).rows, [{ n: 1 }])
  await impatient.end()
})
