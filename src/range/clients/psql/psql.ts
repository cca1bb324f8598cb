import { readTokens } from '../../../analysis/sql/lexer.ts'
import type { DatabaseSpec } from '../../system/system.ts'
import { vacuum } from '../../world/databases.ts'
import { isDown } from '../../world/down.ts'
import { cancelQueries, endSessions, sessionsOf } from '../../world/sessions.ts'
import { type Answer, type Call, type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'
import { metaCommand } from './meta.ts'
import { type PsqlOptions, readPsql } from './options.ts'
import { type SqlAnswer, SqlError } from './sql.ts'
import { commandTag, readStatement, type Statement, splitStatements } from './statements.ts'
import { tableText } from './table.ts'

/** What was printed so far. */
interface Printed {
  stdout: string
  stderr: string
}

/** psql: real PostgreSQL answers, over the world's tables and whoever is connected. */
export const psql: Client = async (call: Call, scene: Scene): Promise<Answer> => {
  const { argv } = call
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) return ok('psql (PostgreSQL) 16.4\n')
  let options: PsqlOptions | string
  try {
    options = readPsql(call, scene)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return failed(1, `psql: error: ${argv[argv.indexOf('-f') + 1] ?? ''}: No such file or directory\n`)
  }
  if (typeof options === 'string') return failed(1, options)
  const spec = connect(options, scene)
  if ('exitCode' in spec) return spec
  if (options.inputs.length === 0) throw new Unanswerable('psql, typed by a person')
  const printed: Printed = { stdout: '', stderr: '' }
  for (const input of options.inputs) {
    const went = await runInput(input, spec, options, scene, printed)
    // A failing `-c` ends it with 1; a script goes on, and ends with 3 when it was told to stop.
    if (!went && (!input.isFile || options.stopsOnError))
      return failed(input.isFile ? 3 : 1, printed.stderr, printed.stdout)
  }
  return { ...ok(printed.stdout), stderr: printed.stderr }
}

async function runInput(
  { text, isFile }: { text: string; isFile: boolean },
  spec: DatabaseSpec,
  options: PsqlOptions,
  scene: Scene,
  printed: Printed,
): Promise<boolean> {
  if (/^\s*\\/.test(text)) {
    printed.stdout += await metaCommand(text.trim(), spec, scene)
    return true
  }
  if (/^\s*\\/m.test(text)) throw new Unanswerable(`psql with commands among SQL: ${text.slice(0, 60)}`)
  let well = true
  const parts = splitStatements(isFile ? interpolate(text, options.variables) : text)
  for (const part of parts) refuseUnknown(part)
  for (const part of parts) {
    try {
      const statement = readStatement(part)
      const answer = await perform(statement, spec, scene)
      printed.stderr += answer.notices.map((n) => `${n}\n`).join('')
      if (answer.columns.length > 0) printed.stdout += tableText(answer, options.layout)
      if (!options.layout.quiet && (answer.columns.length === 0 || !statement.isRead))
        printed.stdout += `${commandTag(statement, answer.count)}\n`
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      printed.stderr += errorText(text, error)
      well = false
      if (!isFile || options.stopsOnError) return false
    }
  }
  return well || !options.stopsOnError
}

/** psql's variables in a script: `:name` is the text itself, `:'name'` a literal, `:"name"` an identifier. */
function interpolate(text: string, variables: Record<string, string>): string {
  let done = text
  const tokens = readTokens(text)
  for (let i = tokens.length - 1; i > 0; i--) {
    const [colon, name] = [tokens[i - 1], tokens[i]]
    if (colon?.text !== ':' || name === undefined || name.from !== colon.to || text[colon.from - 1] === ':') continue
    const shown = text.slice(name.from, name.to)
    const value = variables[shown.replace(/^['"]|['"]$/g, '')]
    if (value === undefined || name.kind === 'number' || name.kind === 'symbol') continue
    const quoted =
      name.kind === 'string'
        ? `'${value.replaceAll("'", "''")}'`
        : name.kind === 'quoted'
          ? `"${value.replaceAll('"', '""')}"`
          : value
    done = done.slice(0, colon.from) + quoted + done.slice(name.to)
  }
  return done
}

/** Before anything is done: what the range cannot answer must not come after what it did. @throws Unanswerable */
function refuseUnknown(part: { text: string; from: number }): void {
  try {
    readStatement(part)
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
  }
}

const NOTHING: SqlAnswer = { columns: [], rows: [], count: null, ended: [], cancelled: [], slept: 0, notices: [] }

async function perform(statement: Statement, spec: DatabaseSpec, scene: Scene): Promise<SqlAnswer> {
  const { world } = scene
  if (!statement.isRead && spec.replicaOf !== undefined)
    throw new SqlError(`cannot execute ${commandTag(statement, 0).split(' ')[0]} in a read-only transaction`, null)
  if (!statement.isRead) scene.write()
  if (statement.kind === 'TransactionStmt' || statement.kind === 'VariableSetStmt') return NOTHING
  if (statement.kind === 'VariableShowStmt') return shown(statement, spec)
  if (statement.kind === 'VacuumStmt' || statement.kind === 'ReindexStmt') return maintain(statement, spec, scene)
  const text = statement.text.replace(/\b(index|view)\s+concurrently\b/i, '$1')
  const place = statement.from
  try {
    const question = { database: spec.name, text, keeps: !statement.isRead }
    const answer = await scene.query(question)
    if (answer.slept > 0) scene.wait(Math.round(answer.slept * 1_000))
    if (answer.ended.length > 0 || answer.cancelled.length > 0) {
      scene.write()
      endSessions(world, spec.name, answer.ended)
      cancelQueries(world, spec.name, answer.cancelled)
    }
    if (/pg_stat_statements_reset/i.test(text)) {
      const state = world.databases[spec.name]
      if (state !== undefined) state.statementsSince = world.now
    }
    const waits = blockedFor(statement, scene, spec)
    if (waits !== null) throw waits
    return answer
  } catch (error) {
    if (!(error instanceof SqlError) || error.position === null) throw error
    throw new SqlError(error.message, error.position + place, error.detail, error.hint)
  }
  function blockedFor(one: Statement, { world: now }: Scene, { name }: DatabaseSpec): SqlError | null {
    if (one.isRead || !/AlterTable|IndexStmt|Truncate|DropStmt/.test(one.kind)) return null
    const holder = now.databases[name]?.leaked.find(
      (s) => s.table != null && s.blockedBy == null && text.includes(s.table),
    )
    if (holder === undefined) return null
    // It would wait for the lock for as long as the other holds it: nobody sits there so long.
    scene.wait(60_000)
    return new SqlError('canceling statement due to lock timeout', null)
  }
}

/** `VACUUM`, `ANALYZE` and `REINDEX` run outside of transactions: their tables are looked for, and the world does the rest. */
async function maintain(statement: Statement, spec: DatabaseSpec, scene: Scene): Promise<SqlAnswer> {
  const { world, system } = scene
  const { node } = statement
  const relations = (Array.isArray(node.rels) ? node.rels : [])
    .map((one: { VacuumRelation?: { relation?: { relname?: string } } }) => one.VacuumRelation?.relation?.relname)
    .concat(isNamed(node.relation) ? [node.relation.relname] : [])
    .filter((name): name is string => name !== undefined)
  for (const name of relations) {
    const indexed = statement.kind === 'ReindexStmt' && node.kind === 'REINDEX_OBJECT_INDEX'
    const column = indexed
      ? `select 1 from pg_indexes limit 0`
      : `select 1 from "${name.replaceAll('"', '""')}" limit 0`
    if (!indexed) await scene.query({ database: spec.name, text: column, keeps: false }).catch(asUnplaced)
  }
  scene.write()
  // A table's size decides how long it takes; a schema of the range is a small one.
  scene.wait(statement.kind === 'ReindexStmt' ? 90_000 : relations.length === 0 ? 240_000 : 60_000)
  const state = world.databases[spec.name]
  const isVacuum = statement.kind === 'VacuumStmt' && node.is_vacuumcmd === true
  if (isVacuum) for (const table of relations.length === 0 ? [null] : relations) vacuum(world, system, spec.name, table)
  const known = relations.length === 0 ? Object.keys(state?.dead ?? {}) : relations
  if (state !== undefined && statement.kind === 'VacuumStmt')
    for (const table of known) state.analyzedAt[table] = world.now
  if (statement.kind === 'ReindexStmt') for (const table of relations) world.marks[`reindexed/${table}`] = world.now
  const isVerbose = JSON.stringify(node.options ?? []).includes('"verbose"')
  const notices = isVerbose ? known.map((table) => `INFO:  analyzing "public.${table}"`) : []
  return { ...NOTHING, notices }
}

const isNamed = (node: unknown): node is { relname: string } =>
  typeof (node as { relname?: unknown })?.relname === 'string'

function asUnplaced(error: unknown): never {
  if (error instanceof SqlError) throw new SqlError(error.message, null)
  throw error
}

function shown({ node }: Statement, spec: DatabaseSpec): SqlAnswer {
  const name = String(node.name)
  const values: Record<string, string> = {
    max_connections: String(spec.maxConnections),
    server_version: spec.version,
    statement_timeout: '0',
    lock_timeout: '0',
  }
  const value = values[name]
  if (value === undefined) throw new Unanswerable(`SHOW ${name}`)
  return { ...NOTHING, columns: [{ name, numeric: false }], rows: [[value]], count: 1 }
}

function connect(options: PsqlOptions, { system, world }: Scene): DatabaseSpec | Answer {
  const host = options.host ?? '/var/run/postgresql'
  const port = options.port ?? 5432
  const spec = databaseAt(host, { system, world })
  const refused = (why: string) => failed(2, `psql: error: ${why}\n`)
  if (spec === null) {
    if (host.startsWith('/')) {
      const socket = `${host}/.s.PGSQL.${port}`
      return refused(
        `connection to server on socket "${socket}" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?`,
      )
    }
    return refused(`could not translate host name "${host}" to address: Name or service not known`)
  }
  const at = `connection to server at "${host}" (10.0.3.14), port ${port} failed:`
  if (port !== spec.port || isDown(world, spec.name))
    return refused(`${at} Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?`)
  if (options.database !== null && options.database !== spec.database)
    return refused(`${at} FATAL:  database "${options.database}" does not exist`)
  if (sessionsOf(world, system, spec.name).length >= spec.maxConnections - 3)
    return refused(`${at} FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute`)
  return spec
}

/** The database that a name leads to. */
function databaseAt(host: string, { system, world }: Pick<Scene, 'system' | 'world'>): DatabaseSpec | null {
  const known = system.databases.find((d) => d.hosts.includes(host))
  // An instance that was restored, or renamed, holds what the one did that it came from.
  const made = Object.values(world.aws.rds).find((i) => i.host === host && i.up)
  return known ?? system.databases.find((d) => d.name === made?.of) ?? null
}

/** As psql shows where an error is. */
function errorText(text: string, { message, position, detail, hint }: SqlError): string {
  const more = `${detail === null ? '' : `DETAIL:  ${detail}\n`}${hint === null ? '' : `HINT:  ${hint}\n`}`
  if (position === null) return `ERROR:  ${message}\n${more}`
  const at = position
  const before = text.slice(0, at - 1)
  const line = before.split('\n').length
  const from = before.lastIndexOf('\n') + 1
  const shownLine = text.slice(from).split('\n')[0] ?? ''
  const label = `LINE ${line}: `
  return `ERROR:  ${message}\n${label}${shownLine}\n${' '.repeat(label.length + at - 1 - from)}^\n${more}`
}
