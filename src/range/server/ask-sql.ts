import pg from 'pg'
import { type SqlAnswer, SqlError, type SqlQuestion } from '../clients/psql/sql.ts'

/** PostgreSQL's numbers, which psql sets to the right: int8, int2, int4, oid, float4, float8, numeric. */
const NUMERIC = new Set([20, 21, 23, 26, 700, 701, 1700])

/**
 * Lets the real PostgreSQL answer a SELECT: in a transaction of its own that first makes the world's views, in a schema
 * that comes before PostgreSQL's own, and is rolled back at the end. Nothing of it stays.
 */
export async function askSql(pool: pg.Pool, system: string, question: SqlQuestion): Promise<SqlAnswer> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(stage(`range_${system}`, question))
    return await ask(client, question.text)
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

async function ask(client: pg.PoolClient, text: string): Promise<SqlAnswer> {
  try {
    const types = { getTypeParser: () => (value: string) => value }
    // With values it is one statement, and no more.
    const result = await client.query({ text, values: [], rowMode: 'array', types, queryMode: 'extended' } as never)
    const { rows, fields } = result as unknown as { rows: (string | null)[][]; fields: pg.FieldDef[] }
    const ended = await client.query(`select current_setting('standby.ended', true) as pids`)
    return {
      columns: fields.map((f) => ({ name: f.name, numeric: NUMERIC.has(f.dataTypeID) })),
      rows,
      ended: String(ended.rows[0]?.pids ?? '')
        .split(',')
        .filter(Boolean)
        .map(Number),
    }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    throw new SqlError(error.message, error.position === undefined ? null : Number(error.position))
  }
}

function stage(schema: string, { now, sessions, database, user }: SqlQuestion): string {
  const s = pg.escapeIdentifier(schema)
  const time = pg.escapeLiteral(new Date(now).toISOString())
  return `
    set local statement_timeout = '5s';
    set local timezone = 'UTC';
    create schema ${s};
    create function ${s}.now() returns timestamptz language sql stable as $$ select ${time}::timestamptz $$;
    create function ${s}.pg_terminate_backend(pid int) returns boolean language plpgsql volatile as $$ begin
      perform pg_catalog.set_config('standby.ended', coalesce(pg_catalog.current_setting('standby.ended', true), '') || ',' || pid, true);
      return true;
    end $$;
    create view ${s}.pg_stat_activity as
      select pid, ${pg.escapeLiteral(database)}::text as datname, ${pg.escapeLiteral(user)}::text as usename, application_name,
        client_addr::inet, backend_start, query_start as xact_start, query_start, state_change, wait_event_type, wait_event,
        state, query, 'client backend'::text as backend_type
      from jsonb_to_recordset(${pg.escapeLiteral(JSON.stringify(sessions))}::jsonb) as x(
        pid int, application_name text, client_addr text, backend_start timestamptz, query_start timestamptz,
        state_change timestamptz, wait_event_type text, wait_event text, state text, query text);
    set local search_path = ${s}, pg_catalog;
    set local transaction_read_only = on;`
}
