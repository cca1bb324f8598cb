import pg from 'pg'
import type { Queryable } from '../../../db/queryable.ts'
import type { DatabaseSpec, System } from '../../system/system.ts'
import type { World } from '../../world/world.ts'

/** The schema in which the tables of one of a system's databases are. A replica has its primary's. */
export function schemaOf(system: System, database: string): string {
  const primary = system.databases.find((d) => d.name === database)?.replicaOf ?? database
  return `range_${system.name}_${primary}`
    .replace(/[^a-z0-9_]/gi, '_')
    .toLowerCase()
    .slice(0, 60)
}

/**
 * Makes the tables of a new world (docs/adr/0016), in the place of whatever was there. What its questions need of PostgreSQL's own (the
 * time, who is connected, what is locked) are functions and views over settings of the transaction that asks.
 */
export async function makeSchemas(db: Queryable, system: System, world: World): Promise<void> {
  for (const spec of system.databases) {
    if (spec.replicaOf !== undefined) continue
    await makeSchema(db, schemaOf(system, spec.name), spec, world)
  }
}

async function makeSchema(db: Queryable, schema: string, spec: DatabaseSpec, world: World): Promise<void> {
  const s = pg.escapeIdentifier(schema)
  await db.query(`drop schema if exists ${s} cascade; create schema ${s};`)
  await db.query(`set local search_path = ${s}, pg_catalog; set local timezone = 'UTC';
    select set_config('standby.now', ${pg.escapeLiteral(new Date(world.now).toISOString())}, true),
      set_config('standby.seed', ${pg.escapeLiteral(String(world.seed))}, true);
    ${ENVIRONMENT}`)
  await db.query(spec.sql)
  for (const migration of spec.migrations.slice(0, world.databases[spec.name]?.migrated ?? 0)) {
    if (migration.up !== '') await db.query(migration.up)
  }
  await db.query('set local search_path to default')
}

const setting = (name: string) => `nullif(pg_catalog.current_setting('standby.${name}', true), '')`
const noted = (name: string) =>
  `perform pg_catalog.set_config('standby.${name}', coalesce(pg_catalog.current_setting('standby.${name}', true), '') || ',' || $1, true)`

/** `share(key)` is a number in [0, 1) that depends on the key and the world's seed alone, to make rows of. */
const ENVIRONMENT = `
  create function now() returns timestamptz language sql stable as $$ select ${setting('now')}::timestamptz $$;
  create function share(key text) returns float8 language sql stable as $$
    select (('x' || substr(pg_catalog.md5(coalesce(${setting('seed')}, '1') || key), 1, 8))::bit(32)::bigint)::float8 / 4294967296 $$;
  create function pg_terminate_backend(pid int) returns boolean language plpgsql volatile as $$ begin
    ${noted('ended')}; return true; end $$;
  create function pg_cancel_backend(pid int) returns boolean language plpgsql volatile as $$ begin
    ${noted('cancelled')}; return true; end $$;
  create function pg_sleep(seconds float8) returns void language plpgsql volatile as $$ begin
    ${noted('slept')}; end $$;
  create function pg_backend_pid() returns int language sql stable as $$ select 31337 $$;
  create function pg_is_in_recovery() returns boolean language sql stable as $$ select ${setting('replayed')} is not null $$;
  create function pg_last_xact_replay_timestamp() returns timestamptz language sql stable as
    $$ select ${setting('replayed')}::timestamptz $$;
  create function current_database() returns name language sql stable as $$ select ${setting('database')}::name $$;
  create function version() returns text language sql stable as $$ select 'PostgreSQL ' || ${setting('version')} $$;
  create function pg_database_size(name text) returns bigint language sql stable as $$ select ${setting('size')}::bigint $$;
  create function pg_stat_statements_reset() returns void language plpgsql volatile as $$ begin
    perform pg_catalog.set_config('standby.reset', 'yes', true); end $$;
  create view pg_stat_activity as
    select 16401 as datid, current_database() as datname, pid, null::int as leader_pid, 16384 as usesysid, usename::name,
      application_name, client_addr::inet, 5432 + pid % 999 as client_port, backend_start, xact_start, query_start, state_change,
      wait_event_type, wait_event, state, 'client backend'::text as backend_type, query
    from pg_catalog.jsonb_to_recordset(coalesce(${setting('sessions')}, '[]')::jsonb) as x(
      pid int, usename text, application_name text, client_addr text, backend_start timestamptz, xact_start timestamptz,
      query_start timestamptz, state_change timestamptz, wait_event_type text, wait_event text, state text, query text);
  create view pg_locks as
    select 'relation'::text as locktype, 16401::oid as database, to_regclass(relation)::oid as relation, pid, mode, granted
    from pg_catalog.jsonb_to_recordset(coalesce(${setting('locks')}, '[]')::jsonb) as x(relation text, pid int, mode text, granted boolean)
    where to_regclass(relation) is not null;
  create function pg_blocking_pids(pid int) returns int[] language sql stable as $$
    select coalesce(array_agg(distinct (x.blocker)::int), '{}') from
      pg_catalog.jsonb_to_recordset(coalesce(${setting('blocked')}, '[]')::jsonb) as x(pid int, blocker int) where x.pid = $1 $$;
  create view pg_stat_statements as
    select 16384::oid as userid, 16401::oid as dbid, query, calls, mean_exec_time * calls as total_exec_time, mean_exec_time, rows
    from pg_catalog.jsonb_to_recordset(coalesce(${setting('statements')}, '[]')::jsonb) as x(
      query text, calls bigint, mean_exec_time float8, rows bigint);
  create view pg_stat_user_tables as
    select to_regclass(relname)::oid as relid, 'public'::name as schemaname, relname::name, n_live_tup, n_dead_tup, last_vacuum, null::timestamptz as last_autovacuum,
      last_analyze, null::timestamptz as last_autoanalyze
    from pg_catalog.jsonb_to_recordset(coalesce(${setting('tables')}, '[]')::jsonb) as x(
      relname text, n_live_tup bigint, n_dead_tup bigint, last_vacuum timestamptz, last_analyze timestamptz);
  create view pg_settings as select name, setting from pg_catalog.jsonb_each_text(coalesce(${setting('settings')}, '{}')::jsonb) as x(name, setting);
  create view pg_stat_replication as
    select pid, application_name, client_addr::inet, 'streaming'::text as state, replay_lag::interval
    from pg_catalog.jsonb_to_recordset(coalesce(${setting('replicas')}, '[]')::jsonb) as x(
      pid int, application_name text, client_addr text, replay_lag text);
`
