import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { sharedPlayground } from '../../test-support/playground.ts'
import { UNANSWERED } from '../client.ts'

const play = sharedPlayground()
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

test('what a statement changes stays, is seen by the next, and is gone with the world', async () => {
  const count = async () => (await psql(`-tAc "SELECT count(*) FROM campaigns WHERE status = 'ended'"`)).stdout
  assert.equal(await count(), '0\n')
  const paused = await psql(`-c "UPDATE campaigns SET status = 'ended' WHERE id <= 12"`)
  assert.deepEqual(paused, { stdout: 'UPDATE 12\n', stderr: '', exitCode: 0 })
  assert.equal(await count(), '12\n')
  await play.range.reset('stratum', { seed: 1 })
  assert.equal(await count(), '0\n')
})

test('the same seed has the same rows, another one others', async () => {
  const rows = async () =>
    (await psql(`-tAc "SELECT md5(string_agg(budget_usd::text, ',' ORDER BY id)) FROM campaigns"`)).stdout
  const first = await rows()
  await play.range.reset('stratum', { seed: 2 })
  assert.notEqual(await rows(), first)
  await play.range.reset('stratum', { seed: 1 })
  assert.equal(await rows(), first)
})

test('an error takes back its own statement; a script goes on, and tells when it was to stop', async () => {
  const script = `UPDATE campaigns SET status = 'ended' WHERE id = 1;\nSELECT nope FROM campaigns;\nUPDATE campaigns SET status = 'ended' WHERE id = 2;\n`
  const on = await play.bash('stratum', `psql ${HOST} <<'SQL'\n${script}SQL`)
  assert.equal(on.exitCode, 0)
  assert.equal(on.stdout, 'UPDATE 1\nUPDATE 1\n')
  assert.match(on.stderr, /column "nope" does not exist\nLINE 2: SELECT nope/)
  const stopped = await play.bash('stratum', `psql ${HOST} -v ON_ERROR_STOP=1 <<'SQL'\n${script}SQL`)
  assert.deepEqual([stopped.exitCode, stopped.stdout], [3, 'UPDATE 1\n'])
})

test('psql’s variables fill scripts, quoted for their place', async () => {
  const ran = await play.bash(
    'stratum',
    `psql ${HOST} -tA -v "who=O'Brien" -v n=3 <<'SQL'\nSELECT :'who', :n + 1, ':who', '10:30'::text;\nSQL`,
  )
  assert.equal(ran.stdout, "O'Brien|4|:who|10:30\n")
})

test('vacuum clears dead rows, and PostgreSQL’s own grammar judges what it is given', async () => {
  const dead = async () =>
    Number((await psql(`-tAc "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'cdp_events'"`)).stdout)
  assert.ok((await dead()) > 400_000)
  assert.equal((await psql(`-c "VACUUM (ANALYZE) cdp_events;"`)).stdout, 'VACUUM\n')
  assert.ok((await dead()) < 1_000)
  const wrong = await psql(`-c "REINDEX TABLE cdp_events CONCURRENTLY;"`)
  assert.deepEqual([wrong.exitCode, wrong.stdout], [1, ''])
  assert.match(wrong.stderr, /syntax error at or near "CONCURRENTLY"/)
  assert.equal((await psql(`-c "REINDEX TABLE CONCURRENTLY cdp_events;"`)).stdout, 'REINDEX\n')
  assert.equal((await psql(`-c "VACUUM nothing;"`)).exitCode, 1)
  assert.match((await psql(`-c '\\dt'`)).stdout, /List of relations\n Schema \| +Name +\| Type {2}\| +Owner *\n/)
})

test('a replica answers what was asked and changes nothing', async () => {
  const scr = (sql: string) => play.bash('scr', `psql -h scr-production-postgres-replica.internal -tAc "${sql}"`)
  assert.equal((await scr('SELECT pg_is_in_recovery()')).stdout, 't\n')
  assert.match((await scr('SELECT now() - pg_last_xact_replay_timestamp()')).stdout, /^00:00:00\.\d+\n$/)
  const refused = await scr('DELETE FROM documents')
  assert.match(refused.stderr, /cannot execute DELETE in a read-only transaction/)
})

test('rows that commands change are what routes and alarms see', async () => {
  await play.range.reset('scr', { seed: 1 })
  await play.range.breakSystem('scr', 'webhook-disabled')
  await play.range.advance('scr', 240)
  const firing = () =>
    play.range
      .alarms('scr')
      .filter((a) => a.state === 'firing')
      .map((a) => a.name)
  assert.deepEqual(firing(), ['scr-production-webhooks'])
  const put = (login: string) =>
    play.bash(
      'scr',
      `curl -fsS -X PUT ${login} -d '{"is_active": true}' https://api.scr-platform.com/v1/webhooks/77aa10c4-0000-4000-8000-000000000007`,
    )
  assert.equal((await put('')).exitCode, 22, 'without a login')
  assert.match((await put('-H "Authorization: Bearer range-admin.jwt"')).stdout, /"is_active" : true/)
  await play.range.advance('scr', 180)
  assert.deepEqual(firing(), [])
})
