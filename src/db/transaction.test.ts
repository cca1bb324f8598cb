import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { transaction } from './transaction.ts'

const db = await testDatabase()
after(() => db.close())
await db.pool.query('create table note (text text primary key)')

async function notes(): Promise<string[]> {
  const { rows } = await db.pool.query<{ text: string }>('select text from note order by text')
  return rows.map((row) => row.text)
}

test('a transaction keeps what was done and hands its result back', async () => {
  const result = await transaction(db.pool, async (tx) => {
    await tx.query("insert into note values ('kept')")
    return 7
  })
  assert.equal(result, 7)
  assert.deepEqual(await notes(), ['kept'])
})

test('a transaction that throws leaves nothing behind and passes the error on', async () => {
  const failing = transaction(db.pool, async (tx) => {
    await tx.query("insert into note values ('lost')")
    throw new Error('changed my mind')
  })
  await assert.rejects(failing, /changed my mind/)
  assert.deepEqual(await notes(), ['kept'])
})

test('a connection that is cut in a transaction rejects it, and the pool goes on', async () => {
  const cut = transaction(db.pool, async (tx) => {
    await tx.query("insert into note values ('cut')")
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
    await db.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await tx.query('select 1')
  })
  await assert.rejects(cut)
  assert.deepEqual(await notes(), ['kept'])
})
