import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { testDatabase } from '../../test/support/database.ts'
import { AppError } from '../core/errors.ts'
import { silentLogger } from '../core/logger.ts'
import { digestOfMigrations, migrate, readMigrations } from './migrate.ts'

const db = await testDatabase()
const folder = await mkdtemp(path.join(os.tmpdir(), 'migrations-'))
after(() => db.close())
after(() => rm(folder, { recursive: true, force: true }))

const FIRST = 'create table probe (n integer); insert into probe values (1)'

beforeEach(async () => {
  await db.pool.query('drop schema public cascade; create schema public')
  await rm(folder, { recursive: true, force: true })
})

/** Writes the migrations anew and applies them. */
async function migrateWith(files: Record<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  for (const [name, sql] of Object.entries(files)) await writeFile(path.join(folder, name), sql)
  await migrate(db.pool, silentLogger, pathToFileURL(`${folder}/`))
}

async function probes(): Promise<number[]> {
  const { rows } = await db.pool.query<{ n: number }>('select n from probe order by n')
  return rows.map(({ n }) => n)
}

test('migrations are applied once, in order, and later ones are added', async () => {
  await migrateWith({ '0001-first.sql': FIRST })
  await migrateWith({ '0001-first.sql': FIRST })
  await migrateWith({ '0001-first.sql': FIRST, '0002-second.sql': 'insert into probe values (2)' })
  assert.deepEqual(await probes(), [1, 2])
})

test('nodes that start at once migrate once', async () => {
  await migrateWith({})
  await writeFile(path.join(folder, '0001-first.sql'), FIRST)
  const url = pathToFileURL(`${folder}/`)
  await Promise.all([1, 2, 3, 4].map(() => migrate(db.pool, silentLogger, url)))
  assert.deepEqual(await probes(), [1])
})

test('a migration that fails leaves nothing of itself behind', async () => {
  await assert.rejects(
    migrateWith({ '0001-first.sql': FIRST, '0002-broken.sql': 'insert into probe values (2); select nothing_such()' }),
    /migration 0002-broken\.sql failed: .*nothing_such/,
  )
  assert.deepEqual(await probes(), [1])
})

test('a migration that was edited after it was applied is refused', async () => {
  await migrateWith({ '0001-first.sql': FIRST })
  await assert.rejects(migrateWith({ '0001-first.sql': `${FIRST} -- now with a comment` }), hasCode('migration-edited'))
})

test('a database that is newer than the code is refused, and nothing is applied', async () => {
  await migrateWith({ '0001-first.sql': FIRST, '0003-third.sql': 'select 1' })
  await assert.rejects(
    migrateWith({ '0001-first.sql': FIRST, '0002-late.sql': 'insert into probe values (2)' }),
    hasCode('database-newer'),
  )
  assert.deepEqual(await probes(), [1])
})

test('two migrations with one number, or a name without one, are a mistake', async () => {
  await assert.rejects(migrateWith({ '0001-a.sql': '', '0001-b.sql': '' }), /0001-a\.sql and 0001-b\.sql/)
  await assert.rejects(migrateWith({ 'first.sql': '' }), /NNNN-name\.sql/)
})

test('no migration takes away what nodes of the version before still use', async () => {
  const taken =
    /\b(?:drop\s+(?:table|column|view|schema)|rename\s+(?:to|column)|alter\s+column\s+\w+\s+(?:type|set\s+not\s+null))\b/i
  for (const { name, sql } of await readMigrations()) {
    assert.doesNotMatch(sql.replace(/--.*$/gm, ''), taken, `${name}: add first, and take away in a later release`)
    // A column that must have a value needs one by itself: the version before does not give it any.
    assert.doesNotMatch(sql, /add\s+column\s+\w+\s+[^,;]*\bnot\s+null\b(?![^,;]*\bdefault\b)/i, name)
  }
})

test('the digest changes with every migration', async () => {
  const migrations = await readMigrations()
  assert.notEqual(digestOfMigrations(migrations), digestOfMigrations(migrations.slice(1)))
})

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === code && error.hint !== ''
}
