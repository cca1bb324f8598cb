/**
 * Compares `findSqlError` with a real PostgreSQL: on statements that runbooks use, and spoiled ones, does it refuse what the
 * server's parser refuses, and take the rest?
 *
 *     node scripts/agreement/sql.ts --n 1000 --seed 1
 *
 * Nothing is executed: each statement is sent after `select 1/0`, and PostgreSQL parses all of a message before it runs the
 * first of it. So a syntax error is one of the parser's, and a division by zero says that the parser took it.
 */
import type pg from 'pg'
import { findSqlError } from '../../src/analysis/sql/analyse-sql.ts'
import { testDatabase } from '../../test/support/database.ts'
import { type Agreement, agreementOf, agreementText, readNumbers, type Verdict } from './agreement.ts'
import { Random } from './random.ts'

const STATEMENTS: readonly string[] = [
  "SELECT pid, now() - query_start AS duration, state, query FROM pg_stat_activity WHERE state != 'idle' ORDER BY duration DESC LIMIT 10",
  'SELECT count(*), state FROM pg_stat_activity GROUP BY state HAVING count(*) > 5',
  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'app' AND pid <> pg_backend_pid()",
  'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
  'SELECT relname, n_dead_tup, last_autovacuum FROM pg_stat_user_tables WHERE n_dead_tup > 1000 ORDER BY 2 DESC NULLS LAST',
  'SELECT blocked.pid, blocking.pid FROM pg_locks blocked JOIN pg_locks blocking ON blocking.relation = blocked.relation AND NOT blocked.granted',
  'SELECT * FROM orders WHERE id = ANY(ARRAY[1,2,3]) FOR UPDATE SKIP LOCKED',
  "SELECT a::text, b->>'key', c #> '{a,b}' FROM t WHERE d @> '{\"x\":1}'::jsonb",
  'SELECT DISTINCT ON (customer_id) customer_id, created_at FROM orders ORDER BY customer_id, created_at DESC',
  'SELECT x, row_number() OVER (PARTITION BY y ORDER BY z DESC) AS n FROM t WINDOW w AS (ORDER BY x)',
  "WITH recent AS (SELECT * FROM orders WHERE created_at > now() - interval '1 hour') SELECT status, count(*) FROM recent GROUP BY 1",
  'WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 100) SELECT sum(n) FROM t',
  'WITH gone AS (DELETE FROM sessions WHERE expires_at < now() RETURNING id) SELECT count(*) FROM gone',
  "INSERT INTO settings (key, value) VALUES ('a', 'b'), ('c', DEFAULT) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
  'INSERT INTO archive SELECT * FROM orders WHERE id < 100 RETURNING id',
  "UPDATE orders SET status = 'cancelled', updated_at = now() WHERE id IN (SELECT id FROM stuck) RETURNING *",
  'UPDATE jobs j SET state = s.state FROM states s WHERE s.id = j.id',
  "DELETE FROM orders USING customers WHERE orders.customer_id = customers.id AND customers.name LIKE 'test%'",
  'MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)',
  'TRUNCATE TABLE sessions, events RESTART IDENTITY CASCADE',
  'VACUUM (ANALYZE, VERBOSE) orders',
  'VACUUM ANALYZE',
  'ANALYZE orders (status, created_at)',
  'REINDEX INDEX CONCURRENTLY orders_status_idx',
  'CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_status_idx ON orders USING btree (status) WHERE status IS NOT NULL',
  "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text NOT NULL DEFAULT 'x', CHECK (a <> ''))",
  'ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text, DROP COLUMN old CASCADE',
  "ALTER SYSTEM SET max_connections = '200'",
  'ALTER ROLE app CONNECTION LIMIT 50',
  'DROP INDEX CONCURRENTLY IF EXISTS orders_old_idx',
  'DROP DATABASE IF EXISTS app WITH (FORCE)',
  'EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM orders WHERE id = 5',
  'COPY (SELECT * FROM orders) TO STDOUT WITH (FORMAT csv, HEADER)',
  "COPY orders FROM '/tmp/orders.csv' DELIMITER ',' CSV",
  "SET statement_timeout = '5s'",
  'SET LOCAL lock_timeout TO 1000',
  'SHOW max_connections',
  'BEGIN; UPDATE a SET b = 1 WHERE c = 2; COMMIT',
  'GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO app',
  "CREATE ROLE app LOGIN PASSWORD 'secret'",
  'REFRESH MATERIALIZED VIEW CONCURRENTLY totals',
  'DO $$ BEGIN PERFORM 1; END $$',
  'CALL cleanup(10)',
  'LOCK TABLE orders IN ACCESS EXCLUSIVE MODE NOWAIT',
  "SELECT CASE WHEN a > 1 THEN 'x' ELSE 'y' END, COALESCE(b, 0), EXTRACT(epoch FROM c), CAST(d AS int) FROM t",
  'SELECT a FROM t UNION SELECT b FROM u EXCEPT SELECT c FROM v OFFSET 5 ROWS FETCH FIRST 3 ROWS ONLY',
  "SELECT 'it''s', E'a\\nb', $tag$x$tag$, U&'d\\0061t', B'101', 1e5, .5",
  'SELECT slot_name, active FROM pg_replication_slots; SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots',
  'CHECKPOINT',
  'SELECT (a).b, c[1:2], row(1,2) FROM t, LATERAL (SELECT 1) AS x(y) TABLESAMPLE system (5)',
]

const KEYWORDS =
  'select from where group by order limit and or not in is null as on join left set values into table index update delete insert'.split(
    ' ',
  )

/** One of the statements, whole or spoiled by one to three mistakes. */
function make(random: Random): string {
  let statement = random.pick(STATEMENTS)
  if (random.chance(0.25)) return statement
  for (let mistakes = 1 + random.below(3); mistakes > 0; mistakes--) statement = spoil(statement, random)
  return statement
}

function spoil(statement: string, random: Random): string {
  const tokens = statement.match(/\s+|\w+|'[^']*'|[^\s\w]/g) ?? []
  const words = tokens.flatMap((token, at) => (/^\s+$/.test(token) ? [] : [at]))
  if (words.length < 2) return `${statement} ${random.pick(KEYWORDS)}`
  const at = random.pick(words)
  const other = random.pick(words)
  const token = tokens[at] ?? ''
  switch (random.below(8)) {
    case 0:
      tokens[at] = ''
      break
    case 1:
      tokens[at] = `${token} ${token}`
      break
    case 2:
      ;[tokens[at], tokens[other]] = [tokens[other] ?? '', token]
      break
    case 3:
      tokens[at] = random.typo(token)
      break
    case 4:
      tokens[at] = `${token} ${random.pick(KEYWORDS)}`
      break
    case 5:
      tokens[at] =
        `${token}${random.pick([',', ')', '(', "'", '"', ';', '=', '..', '::', '$$', '--', '/*', '*/', '@', ':'])}`
      break
    case 6:
      return statement.slice(0, random.below(statement.length))
    default:
      tokens[at] = random.pick(KEYWORDS)
  }
  return tokens.join('')
}

async function ask(pool: pg.Pool, statement: string): Promise<Verdict> {
  let said = ''
  try {
    await pool.query(`select 1/0; ${statement}`)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    // Class 42601: syntax error; 22P0x and others of the scanner: a text with a bad escape. 22012 is our division.
    said = code === '22012' ? '' : `${code} ${message}`
  }
  const ours = findSqlError(statement)
  const real = said === ''
  return { input: statement, real, ours: ours === null, said: real ? (ours?.message ?? '') : said }
}

export async function compareSql({ n, seed }: { n: number; seed: number }): Promise<Agreement> {
  const database = await testDatabase()
  try {
    const random = new Random(seed)
    const verdicts: Verdict[] = []
    for (let made = 0; made < n; made++) verdicts.push(await ask(database.pool, make(random)))
    return agreementOf(verdicts)
  } finally {
    await database.close()
  }
}

if (import.meta.main)
  console.log(agreementText('SQL', await compareSql(readNumbers(process.argv, { n: 1000, seed: 1 }))))
