/**
 * Makes data/postgres-functions.json: the functions of PostgreSQL that only compute or look, so that a query that calls
 * nothing else is a read. Asks the catalogue of the PostgreSQL that comes with `npm ci`.
 *
 *     node scripts/grammars/postgres.ts
 *
 * Immutable and stable functions change nothing by contract. Volatile ones are left out, except those reviewed below.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { systemClock } from '../../src/core/clock.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { startEmbedded } from '../../src/db/embedded/server.ts'
import { DATA } from './out.ts'

/** Volatile because the answer changes from call to call; none of them changes anything. */
const REVIEWED =
  `random random_normal clock_timestamp timeofday gen_random_uuid uuidv4 uuidv7 pg_sleep pg_sleep_for pg_sleep_until
pg_database_size pg_relation_size pg_table_size pg_indexes_size pg_total_relation_size pg_tablespace_size pg_column_size
pg_is_in_recovery pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_current_wal_lsn
pg_current_wal_insert_lsn pg_current_wal_flush_lsn pg_is_wal_replay_paused pg_get_wal_replay_pause_state pg_lock_status pg_blocking_pids
pg_safe_snapshot_blocking_pids lastval currval pg_sequence_last_value pg_ls_waldir pg_ls_logdir pg_ls_tmpdir pg_ls_archive_statusdir
pg_stat_file pg_get_replication_slots pg_get_backend_memory_contexts pg_isolation_test_session_is_blocked`.split(/\s+/)

/** Stable or immutable, but they run SQL that they are handed. */
const RUNS_SQL = /^(query_to_|cursor_to_|ts_stat$|ts_rewrite$|dblink)/

/**
 * Views that people ask in trouble, whose columns have only been added to for as long as any version is in use: where some were
 * taken away (pg_stat_bgwriter, pg_stat_wal), a query may be right for an older server.
 */
const WATCHED = `pg_stat_activity pg_stat_user_tables pg_stat_all_tables pg_stat_user_indexes pg_stat_all_indexes
pg_statio_user_tables pg_statio_user_indexes pg_stat_replication pg_stat_database pg_locks pg_replication_slots pg_indexes
pg_tables pg_settings pg_roles`.split(/\s+/)

const server = await startEmbedded({
  dataDir: mkdtempSync(join(tmpdir(), 'functions-')),
  durable: false,
  clock: systemClock,
  logger: silentLogger,
})
try {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `select proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where nspname = 'pg_catalog' and prokind in ('f', 'a', 'w') and proname ~ '^[a-z]'
     group by proname having bool_and(provolatile in ('i', 's')) order by proname`,
  )
  const version = (await client.query<{ server_version: string }>('show server_version')).rows[0]?.server_version
  const listed = async (query: string): Promise<string> => {
    const found = await client.query<{ name: string }>(query)
    return found.rows.map(({ name }) => name).join(' ')
  }
  const { rows: views } = await client.query<{ view: string; columns: string }>(
    `select relname as view, string_agg(attname, ' ' order by attnum) as columns
     from pg_class join pg_attribute on attrelid = pg_class.oid
     where relname = any($1) and relnamespace = 'pg_catalog'::regnamespace and attnum > 0 and not attisdropped
     group by relname order by relname`,
    [WATCHED],
  )
  const catalogue = {
    source: `pg_settings, pg_proc, pg_class and pg_attribute of PostgreSQL ${version} (PostgreSQL licence)`,
    settings: await listed('select name from pg_settings order by name'),
    readAtStart: await listed("select name from pg_settings where context = 'postmaster' order by name"),
    functions: await listed(
      `select distinct proname as name from pg_proc where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^pg_' order by 1`,
    ),
    relations: await listed(
      `select relname as name from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind in ('r', 'v') order by 1`,
    ),
    columns: Object.fromEntries(views.map(({ view, columns }) => [view, columns])),
  }
  await client.end()
  writeFileSync(join(DATA, 'postgres-catalogue.json'), `${JSON.stringify(catalogue, null, 1)}\n`)
  const names = new Set([...rows.map(({ name }) => name).filter((name) => !RUNS_SQL.test(name)), ...REVIEWED])
  const functions = [...names].sort().join(' ')
  const source = `pg_proc of PostgreSQL ${version} (PostgreSQL licence)`
  writeFileSync(join(DATA, 'postgres-functions.json'), `${JSON.stringify({ source, functions }, null, 1)}\n`)
  console.log(`${names.size} functions of PostgreSQL ${version}`)
} finally {
  await server.leave('always')
}
