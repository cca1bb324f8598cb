import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { freePort } from '../../test/support/free-port.ts'
import { systemClock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { silentLogger } from '../core/logger.ts'
import { openDatabase } from './database.ts'
import { databaseUrl } from './embedded/server.ts'
import { explainDatabaseError, nameOfDatabase } from './explain-error.ts'

const db = await testDatabase()
after(() => db.close())

const open = (url: string) => openDatabase({ url, dataDir: 'unused', logger: silentLogger, clock: systemClock })

test('a database that is given by its URL is opened as it is', async () => {
  const database = await open(db.url)
  assert.equal(database.kind, 'external')
  assert.equal((await database.pool.query('select 1 as one')).rows[0].one, 1)
  await database.close({ stopServer: true })
  assert.equal((await db.pool.query('select 1 as one')).rows[0].one, 1, 'a server that is not ours is never stopped')
})

test('a database that is down is said to be, with host and port and without the password', async () => {
  const port = await freePort()
  await assert.rejects(open(`postgresql://someone:very-secret@127.0.0.1:${port}/standby`), (error) => {
    assert.ok(error instanceof AppError)
    assert.equal(error.code, 'database-unreachable')
    assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port}/standby \\(ECONNREFUSED\\)`))
    assert.doesNotMatch(`${error.message} ${error.hint}`, /very-secret/)
    return true
  })
})

test('a host that does not exist is unreachable', async () => {
  await assert.rejects(open('postgresql://a:b@no-such-host.invalid/x'), hasCode('database-unreachable'))
})

test('a wrong password is told from a server that is down', async () => {
  await assert.rejects(open(db.url.replace(/:[^:@/]+@/, ':wrong@')), hasCode('database-refused'))
})

test('a database that does not exist is told from a server that is down', async () => {
  await assert.rejects(open(databaseUrl(db.url, 'nothing_such')), hasCode('no-such-database'))
})

test('what is no database URL is refused before anything is tried', async () => {
  for (const url of ['', 'mysql://a@b/c', 'localhost:5432', 'postgresql://']) {
    await assert.rejects(open(url), hasCode('bad-database-url'), url)
  }
})

test('a full disk is called so, whoever reports it', () => {
  const full = Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' })
  assert.ok(hasCode('disk-full')(explainDatabaseError(full, 'here')))
})

test('an error that is not the database’s fault stays what it is', () => {
  const ours = new Error('a bug')
  assert.equal(explainDatabaseError(ours, 'here'), ours)
})

test('the name of a database has no password in it', () => {
  assert.equal(nameOfDatabase('postgresql://me:secret@db.internal:6432/standby'), 'db.internal:6432/standby')
  assert.equal(nameOfDatabase('postgresql://me:secret@/standby?host=/run/pg'), '/run/pg/standby')
})

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === code && error.hint !== ''
}
