import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts'
import { type Playground, playground } from '../../test-support/playground.ts'
import { UNANSWERED } from '../client.ts'

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
beforeEach(() => play.range.reset('stratum', { seed: 1 }))

const HOST = '-h stratum-prod.cluster.internal'
const psql = (args: string) => play.bash('stratum', `psql ${HOST} ${args}`)

test('PostgreSQL itself answers over the world’s sessions, and psql’s table shows it', async () => {
  await play.range.breakSystem('stratum', 'connection-leak')
  const ran = await psql(
    `-c "SELECT application_name, count(*) FROM pg_stat_activity GROUP BY 1 HAVING count(*) > 100 ORDER BY 2"`,
  )
  assert.equal(
    ran.stdout,
    ' application_name | count \n------------------+-------\n nightly-report   |   122\n(1 row)\n\n',
  )
  assert.equal(
    (await psql(`-tAc "SELECT max(now() - query_start) < interval '1 day' FROM pg_stat_activity"`)).stdout,
    't\n',
  )
})

test('without its head a column stays as wide as its name', async () => {
  assert.equal((await psql(`-t -c "SELECT 1 AS a, 'xyz' AS longer_name, NULL AS n"`)).stdout, ' 1 | xyz         | \n\n')
})

test('now is the world’s, and what was only asked changes nothing', async () => {
  const { stdout } = await psql(`-tAc "SELECT now()"`)
  assert.equal(stdout.slice(0, 10), play.range.now('stratum').toISOString().slice(0, 10))
})

test('ending idle sessions gives connections back, and the alarm resolves', async () => {
  await play.range.breakSystem('stratum', 'connection-leak')
  await play.range.advance('stratum', 420)
  const firing = () => play.range.alarms('stratum').filter((a) => a.state === 'firing')
  assert.deepEqual(
    firing().map((a) => a.name),
    ['DatabaseConnectionsHigh'],
  )
  const ended = await psql(
    `-tAc "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE state = 'idle' AND query_start < now() - interval '10 minutes'"`,
  )
  assert.equal(ended.stdout, '122\n')
  await play.range.advance('stratum', 60)
  assert.deepEqual(firing(), [])
})

test('an error is PostgreSQL’s, with its place; a server that is not there is exit status 2', async () => {
  const wrong = await psql(`-c "SELECT nope FROM pg_stat_activity"`)
  assert.deepEqual(wrong, {
    stdout: '',
    stderr: 'ERROR:  column "nope" does not exist\nLINE 1: SELECT nope FROM pg_stat_activity\n               ^\n',
    exitCode: 1,
  })
  assert.equal((await play.bash('stratum', 'psql -h nowhere -c "SELECT 1"')).exitCode, 2)
  const other = await play.bash('stratum', 'psql postgresql://u@stratum-prod.cluster.internal/other -c "SELECT 1"')
  assert.match(other.stderr, /FATAL: {2}database "other" does not exist/)
})

test('what would tell of the server it runs on, or change anything, is not answered', async () => {
  for (const sql of [
    'SELECT * FROM public.incident',
    'SELECT * FROM pg_stat_bgwriter',
    'SELECT * FROM pg_class',
    'SELECT current_timestamp',
    `SELECT set_config('a.b', 'c', false)`,
    `SELECT pg_catalog.pg_read_file('/etc/passwd')`,
    `DO 'begin end'`,
    `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'`,
    `COPY pg_stat_activity TO PROGRAM 'cat'`,
    'GRANT ALL ON pg_stat_activity TO public',
    'SET ROLE postgres; DROP TABLE public.incident',
  ]) {
    assert.equal((await psql(`-c "${sql}"`)).exitCode, UNANSWERED, sql)
  }
})
