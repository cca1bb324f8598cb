import pg from 'pg'
import { type SqlAnswer, SqlError, type SqlQuestion } from '../../clients/psql/sql.ts'
import type { System } from '../../system/system.ts'
import type { World } from '../../world/world.ts'
import { schemaOf } from './make-schema.ts'
import { surroundings } from './surroundings.ts'
import type { SqlWork } from './work.ts'

/** PostgreSQL's numbers, which psql sets to the right: int8, int2, int4, oid, float4, float8, numeric. */
const NUMERIC = new Set([20, 21, 23, 26, 700, 701, 1700])

/**
 * Lets the real PostgreSQL answer one statement about the tables of a world, inside a transaction that is open. What a
 * question that keeps nothing does is taken back at once; an error takes back what its statement did, and no more.
 *
 * @throws SqlError in PostgreSQL's words.
 */
export async function askSql(work: SqlWork, world: World, system: System, question: SqlQuestion): Promise<SqlAnswer> {
  const spec = system.databases.find((d) => d.name === question.database)
  if (spec === undefined) throw new Error(`${system.name} has no database ${question.database}`)
  const tx = await work.client()
  if (question.keeps) work.keep()
  const schema = pg.escapeIdentifier(schemaOf(system, spec.name))
  const notices: string[] = []
  const listener = (notice: { severity?: string | undefined; message?: string | undefined }) =>
    notices.push(`${notice.severity ?? 'NOTICE'}:  ${notice.message ?? ''}`)
  await tx.query('savepoint asked')
  tx.on('notice', listener)
  try {
    await tx.query(
      `set local search_path = ${schema}, pg_catalog; set local timezone = 'UTC'; set local statement_timeout = '5s'`,
    )
    const live = /pg_stat_user_tables/i.test(question.text) ? await countRows(tx, schema) : {}
    await set(tx, surroundings(world, system, spec, live))
    if (!question.keeps) await tx.query('set local transaction_read_only = on')
    const answer = await ask(tx, question)
    await tx.query(question.keeps ? 'release savepoint asked' : 'rollback to savepoint asked')
    return { ...answer, notices }
  } catch (error) {
    await tx.query('rollback to savepoint asked')
    throw error
  } finally {
    tx.off('notice', listener)
    await tx.query('reset search_path; reset timezone; reset statement_timeout')
  }
}

async function set(tx: pg.PoolClient, settings: Record<string, string>): Promise<void> {
  const entries = Object.entries(settings)
  const calls = entries.map((_, i) => `set_config($${i * 2 + 1}, $${i * 2 + 2}, true)`)
  await tx.query(
    `select ${calls.join(', ')}`,
    entries.flatMap(([name, value]) => [`standby.${name}`, value]),
  )
}

async function countRows(tx: pg.PoolClient, schema: string): Promise<Record<string, number>> {
  const { rows } = await tx.query(
    `select c.relname from pg_catalog.pg_class c where c.relkind = 'r' and c.relnamespace = $1::regnamespace order by 1`,
    [schema],
  )
  const counted: Record<string, number> = {}
  for (const { relname } of rows) {
    const { rows: found } = await tx.query(`select count(*)::int as n from ${schema}.${pg.escapeIdentifier(relname)}`)
    counted[relname] = found[0]?.n ?? 0
  }
  return counted
}

async function ask(tx: pg.PoolClient, { text, values = {} }: SqlQuestion): Promise<Omit<SqlAnswer, 'notices'>> {
  const bound: string[] = []
  const sql = text.replace(/(?<![:\w]):'?([a-z_][a-z0-9_]*)'?/gi, (all, name: string) => {
    const value = values[name]
    if (value === undefined) return all
    bound.push(value)
    return `$${bound.length}`
  })
  try {
    const types = { getTypeParser: () => (value: string) => value }
    // With values it is one statement, and no more.
    const result = await tx.query({ text: sql, values: bound, rowMode: 'array', types, queryMode: 'extended' } as never)
    const { rows, fields, rowCount } = result as unknown as {
      rows: (string | null)[][]
      fields: pg.FieldDef[]
      rowCount: number | null
    }
    const after = await tx.query(
      `select current_setting('standby.ended', true) as ended, current_setting('standby.cancelled', true) as cancelled,
        current_setting('standby.slept', true) as slept`,
    )
    const numbers = (list: unknown) =>
      String(list ?? '')
        .split(',')
        .filter(Boolean)
        .map(Number)
    return {
      columns: fields.map((f) => ({ name: f.name, numeric: NUMERIC.has(f.dataTypeID) })),
      rows,
      count: rowCount,
      ended: numbers(after.rows[0]?.ended),
      cancelled: numbers(after.rows[0]?.cancelled),
      slept: numbers(after.rows[0]?.slept).reduce((sum, s) => sum + s, 0),
    }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    throw new SqlError(
      error.message,
      error.position === undefined ? null : Number(error.position),
      error.detail ?? null,
      error.hint ?? null,
    )
  }
}
