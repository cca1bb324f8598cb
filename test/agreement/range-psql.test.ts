import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { type Playground, playground } from '../../src/range/test-support/playground.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

/**
 * The range's psql beside the real one, over tables of the same name and rows: what they print, and how they end. The
 * real one is asked with the rows in a schema of its own.
 */
const REAL = ['/usr/bin/psql', '/usr/local/bin/psql'].find((path) => existsSync(path))
let db: TestDatabase
let play: Playground
before(async () => {
  db = await testDatabase()
  play = await playground(db.pool)
})
after(async () => {
  await play.close()
  await db.close()
})

const CASES: string[][] = [
  ['-c', 'SELECT 1'],
  ['-c', 'SELECT 1 AS one, NULL AS nothing, true AS yes, 2.50 AS amount, $$two\nlines$$ AS text'],
  ['-c', 'SELECT id, name, status FROM campaigns ORDER BY id LIMIT 3;'],
  ['-c', 'SELECT id, name FROM campaigns WHERE false'],
  ['-tAc', 'SELECT count(*) FROM campaigns'],
  ['-t', '-c', 'SELECT id, platform FROM campaigns ORDER BY id LIMIT 2'],
  ['-A', '-c', 'SELECT id, platform FROM campaigns ORDER BY id LIMIT 2'],
  ['-A', '-F', ',', '-c', 'SELECT id, platform FROM campaigns ORDER BY id LIMIT 2'],
  ['--csv', '-c', `SELECT id, 'a,"b"' AS odd FROM campaigns ORDER BY id LIMIT 2`],
  ['-qtAc', 'SELECT max(id) FROM campaigns'],
  ['-c', "UPDATE campaigns SET status = 'ended' WHERE id < 4"],
  ['-c', "UPDATE campaigns SET status = 'ended' WHERE id = 4 RETURNING id, status"],
  ['-c', 'DELETE FROM cdp_events WHERE id > 5990'],
  ['-c', "INSERT INTO tenants (id, name, plan, created_at) VALUES (90, 'new', 'starter', '2026-01-01')"],
  ['-c', 'CREATE INDEX CONCURRENTLY ix_try ON campaigns (status)'],
  ['-c', 'DROP INDEX ix_try'],
  ['-c', 'ALTER TABLE campaigns ADD COLUMN extra int'],
  ['-c', 'CREATE TABLE scratch (n int)'],
  ['-c', 'TRUNCATE scratch'],
  ['-c', 'DROP TABLE scratch'],
  ['-c', 'VACUUM campaigns'],
  ['-c', 'ANALYZE campaigns'],
  ['-c', 'REINDEX TABLE campaigns'],
  ['-c', 'REINDEX TABLE campaigns CONCURRENTLY'],
  ['-c', 'SELECT nope FROM campaigns'],
  ['-c', 'SELECT * FROM nothing_there'],
  ['-c', 'SELEC 1'],
  ['-c', 'SELECT 1 +'],
  ['-c', 'SELECT count(*)\nFROM campaigns\nWHERE nope = 1'],
  ['-c', 'INSERT INTO campaigns (id) VALUES (1)'],
  ['-c', 'INSERT INTO tenants (id, name, plan, created_at) VALUES (1, $$x$$, $$y$$, $$2026-01-01$$)'],
  ['-c', 'DELETE FROM tenants WHERE id = 1'],
  ['-c', 'SELECT 1/0'],
  ['-c', "SELECT 'abc'::int"],
  ['-c', 'SHOW statement_timeout'],
  ['-c', 'EXPLAIN (COSTS OFF) SELECT * FROM campaigns WHERE id = 1'],
  ['-c', 'SELECT 1; SELECT 2 AS two'],
  ['-v', 'ON_ERROR_STOP=1', '-c', 'SELECT nope'],
  ['--nonsense'],
  ['-Y'],
  ['-c'],
]

test('psql prints and ends as the real one does', { timeout: 180_000 }, async (t) => {
  if (REAL === undefined) return t.skip('psql is not on this machine')
  await play.range.reset('stratum', { seed: 1 })
  const { rows } = await db.pool.query(`select nspname from pg_namespace where nspname like 'range_stratum_stratum%'`)
  const schema: string = rows[0]?.nspname
  await db.pool.query('create schema beside')
  for (const name of ['tenants', 'campaigns', 'cdp_events']) {
    await db.pool.query(`create table beside.${name} (like ${schema}.${name} including all)`)
    await db.pool.query(`insert into beside.${name} select * from ${schema}.${name}`)
    if (name !== 'tenants')
      await db.pool.query(
        `alter table beside.${name} add constraint ${name}_tenant_id_fkey foreign key (tenant_id) references beside.tenants`,
      )
  }
  const real = (args: string[]) =>
    new Promise<{ stdout: string; stderr: string; exitCode: number }>((resolve) => {
      const options = { env: { ...process.env, PGOPTIONS: '-c search_path=beside', PGDATABASE: db.url } }
      execFile(REAL, ['-X', '-d', db.url, ...args], options, (error, stdout, stderr) =>
        resolve({ stdout, stderr, exitCode: error === null ? 0 : Number(error.code ?? 1) }),
      )
    })
  const differences: string[] = []
  for (const args of CASES) {
    const theirs = await real(args)
    const ours = await play.range.perform(
      'stratum',
      ['psql', '-h', 'stratum-prod.cluster.internal', ...args],
      'agreement',
    )
    const plain = (text: string) => text.replaceAll('beside.', '').replace(/^\S*\/psql(?=:)/, 'psql')
    const [a, b] = [theirs, ours].map((r) => JSON.stringify([r.exitCode, plain(r.stdout), plain(r.stderr)]))
    if (a !== b) differences.push(`${args.join(' ')}\n    it: ${a}\n    we: ${b}`)
  }
  for (const difference of differences) t.diagnostic(difference)
  t.diagnostic(`${CASES.length} command lines, ${differences.length} other than the real one`)
  assert.deepEqual(differences, [])
})
