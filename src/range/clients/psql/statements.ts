import { readTokens } from '../../../analysis/sql/lexer.ts'
import { parsePostgres, type Tree } from '../../../analysis/sql/postgres-parser.ts'
import { longPattern } from '../../../core/long-pattern.ts'
import { Unanswerable } from '../client.ts'
import { SqlError } from './sql.ts'

/** A statement that the range can answer. */
export interface Statement {
  text: string
  /** Where it begins in what was given. */
  from: number
  /** PostgreSQL's kind of it: `SelectStmt`. */
  kind: string
  /** It changes nothing. */
  isRead: boolean
  /** Node of its kind. */
  node: Record<string, unknown>
}

/** Cuts a text at the semicolons between its statements. Empty ones are none. */
export function splitStatements(text: string): { text: string; from: number }[] {
  const parts: { text: string; from: number }[] = []
  let from: number | null = null
  for (const token of readTokens(text)) {
    if (token.kind === 'symbol' && token.text === ';') {
      if (from !== null) parts.push({ text: text.slice(from, token.from), from })
      from = null
    } else from ??= token.from
  }
  if (from !== null) parts.push({ text: text.slice(from).trimEnd(), from })
  return parts
}

/** What a schema of the range has of PostgreSQL's own views and functions; others would tell of the server it runs on. */
const VIEWS = new Set([
  ...['pg_stat_activity', 'pg_stat_statements', 'pg_stat_user_tables', 'pg_locks', 'pg_stat_replication'],
  ...['pg_settings', 'pg_stat_database', 'pg_indexes', 'pg_tables', 'pg_stat_user_indexes'],
])
const FUNCTIONS = new Set([
  ...['pg_terminate_backend', 'pg_cancel_backend', 'pg_backend_pid', 'pg_last_xact_replay_timestamp'],
  ...['pg_is_in_recovery', 'pg_size_pretty', 'pg_database_size', 'pg_total_relation_size', 'pg_relation_size'],
  ...['pg_blocking_pids', 'pg_stat_statements_reset', 'pg_sleep', 'current_database', 'version', 'pg_typeof'],
])
const REFUSED_FUNCTION = longPattern()`
  ^(pg_.*|set_config|current_setting|.*_to_xml.*|xmltable|dblink.*|lo_.*|query_to_.*
    |(clock|statement|transaction)_timestamp|timeofday|txid_.*|inet_.*|current_schemas?|has_.*_privilege)$`

const WRITES = new Set([
  ...['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'TruncateStmt', 'IndexStmt', 'CreateStmt', 'CreateTableAsStmt'],
  ...['AlterTableStmt', 'DropStmt', 'ReindexStmt', 'VacuumStmt', 'RenameStmt', 'MergeStmt'],
])
const SESSION = new Set(['TransactionStmt', 'VariableSetStmt', 'VariableShowStmt', 'CheckPointStmt'])

/**
 * Reads one statement as PostgreSQL does.
 *
 * @throws SqlError in PostgreSQL's words when it is none; Unanswerable when the range cannot answer it.
 */
export function readStatement({ text, from }: { text: string; from: number }): Statement {
  const parsed = parsePostgres(text)
  if (parsed === null) throw new Unanswerable(`SQL: ${text.slice(0, 80)}`)
  if (!parsed.ok) throw new SqlError(parsed.error.message, parsed.error.at + from + 1)
  const [tree = {}] = parsed.trees
  const [kind = '', node = {}] = Object.entries(tree as Record<string, Record<string, unknown>>)[0] ?? []
  if (kind !== 'SelectStmt' && kind !== 'ExplainStmt' && !WRITES.has(kind) && !SESSION.has(kind))
    throw new Unanswerable(`SQL of this kind: ${text.slice(0, 80)}`)
  if (kind === 'VariableSetStmt' && /^(role|session_authorization|search_path|standby)/.test(String(node.name)))
    throw new Unanswerable(`SQL of this kind: ${text.slice(0, 80)}`)
  const inner = refuseStrangers(tree, text)
  const isRead = (kind === 'SelectStmt' || kind === 'ExplainStmt' || SESSION.has(kind)) && !inner
  return { text, from, kind, isRead, node }
}

/** @returns whether there is a statement in it that changes something. @throws Unanswerable */
function refuseStrangers(tree: Tree, text: string): boolean {
  let writes = false
  const open: unknown[] = [tree]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    for (const [key, value] of Object.entries(node)) {
      if (typeof value !== 'object' || value === null) continue
      const found = value as Record<string, unknown>
      if (key === 'RangeVar' || key === 'relation') refuseRelation(found, text)
      else if (key === 'FuncCall') refuseFunction(found, text)
      else if (key === 'SQLValueFunction') throw new Unanswerable(`SQL with the server's own time or user: ${text}`)
      else if (key === 'LockingClause') throw new Unanswerable(`SQL that locks rows: ${text}`)
      else if (key === 'intoClause' || WRITES.has(key)) writes = true
      open.push(value)
    }
  }
  return writes
}

function refuseRelation({ schemaname, relname }: Record<string, unknown>, text: string): void {
  const name = String(relname ?? '')
  const own = schemaname === undefined || schemaname === 'public' || schemaname === 'pg_catalog'
  if (!own || (name.startsWith('pg_') && !VIEWS.has(name)) || (schemaname === 'pg_catalog' && !VIEWS.has(name)))
    throw new Unanswerable(`SQL with ${name}: ${text.trim()}`)
  // Its schema has another name here than in production.
  if (schemaname !== undefined) throw new Unanswerable(`SQL with the schema ${String(schemaname)}: ${text.trim()}`)
}

function refuseFunction({ funcname }: Record<string, unknown>, text: string): void {
  const names = (Array.isArray(funcname) ? funcname : []).map(
    (one: { String?: { sval?: string } }) => one.String?.sval?.toLowerCase() ?? '',
  )
  const name = names.at(-1) ?? ''
  // What the grammar itself makes of EXTRACT, POSITION and the like is called so.
  if (names.length > 1 && (names[0] !== 'pg_catalog' || FUNCTIONS.has(name) || REFUSED_FUNCTION.test(name)))
    throw new Unanswerable(`SQL with ${names.join('.')}(): ${text.trim()}`)
  if (REFUSED_FUNCTION.test(name) && !FUNCTIONS.has(name)) throw new Unanswerable(`SQL with ${name}(): ${text.trim()}`)
}

const DROPPED: Record<string, string> = { OBJECT_TABLE: 'TABLE', OBJECT_INDEX: 'INDEX', OBJECT_VIEW: 'VIEW' }

/** What psql prints when a statement is through, if it is no SELECT: `UPDATE 3`, `CREATE INDEX`. */
export function commandTag({ kind, node }: Statement, count: number | null): string {
  switch (kind) {
    case 'InsertStmt':
      return `INSERT 0 ${count ?? 0}`
    case 'UpdateStmt':
      return `UPDATE ${count ?? 0}`
    case 'DeleteStmt':
      return `DELETE ${count ?? 0}`
    case 'MergeStmt':
      return `MERGE ${count ?? 0}`
    case 'CreateTableAsStmt':
      return `SELECT ${count ?? 0}`
    case 'TruncateStmt':
      return 'TRUNCATE TABLE'
    case 'IndexStmt':
      return 'CREATE INDEX'
    case 'CreateStmt':
      return 'CREATE TABLE'
    case 'ReindexStmt':
      return 'REINDEX'
    case 'DropStmt':
      return `DROP ${DROPPED[String(node.removeType)] ?? 'TABLE'}`
    case 'AlterTableStmt':
    case 'RenameStmt':
      return 'ALTER TABLE'
    case 'VacuumStmt':
      return node.is_vacuumcmd === true ? 'VACUUM' : 'ANALYZE'
    case 'VariableSetStmt':
      return 'SET'
    case 'CheckPointStmt':
      return 'CHECKPOINT'
    case 'TransactionStmt':
      return { TRANS_STMT_COMMIT: 'COMMIT', TRANS_STMT_ROLLBACK: 'ROLLBACK' }[String(node.kind)] ?? 'BEGIN'
    default:
      return ''
  }
}
