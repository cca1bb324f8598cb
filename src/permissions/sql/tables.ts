import { readTokens, splitStatements, type Token } from '../../analysis/sql/lexer.ts'
import { longPattern } from '../../core/long-pattern.ts'
import { maskPlaceholders } from '../../runbook/placeholders/placeholders.ts'

export type TableRight = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE' | 'MAINTAIN'

/** What SQL text asks of the database. */
export interface SqlNeeds {
  /** As written, less quotes that are not needed: `orders`, `billing.invoice`. */
  tables: { table: string; right: TableRight }[]
  /** Roles that PostgreSQL comes with: `pg_monitor`. */
  memberships: string[]
  /** What no grant gives: only the owner, or a superuser, may do it. */
  owners: string[]
}

/** After these words in a query, names of tables stand. */
const BEFORE_TABLES = new Set(['from', 'join', 'using'])
const AFTER_NAME = new Set([
  'as',
  'on',
  'where',
  'set',
  'values',
  'select',
  'lateral',
  'only',
  'unnest',
  'rows',
  'default',
])

/**
 * The tables that SQL reads and changes, and the roles it needs, by the rights that PostgreSQL 18 documents for each
 * statement. What is no SQL yields nothing.
 */
export function sqlNeeds(sql: string): SqlNeeds {
  const needs: SqlNeeds = { tables: [], memberships: [], owners: [] }
  const lines = sql.split('\n').filter((line) => !/^\s*\\/.test(line))
  const { masked } = maskPlaceholders(lines.join('\n'), { language: 'sql' })
  for (const statement of splitStatements(readTokens(masked))) readStatement(statement, needs)
  return needs
}

function readStatement(tokens: readonly Token[], needs: SqlNeeds): void {
  const [first, second] = tokens.map((token) => token.text)
  readFunctions(tokens, needs)
  switch (first) {
    case 'alter':
      needs.owners.push(second === 'system' ? 'ALTER SYSTEM: a superuser' : `${said(tokens)}: its owner`)
      return
    case 'create':
      if (second === 'database') needs.owners.push('CREATE DATABASE: a role with CREATEDB')
      else
        needs.owners.push(
          `${said(tokens)}: ${/^(?:unique|index)$/.test(second ?? '') ? "the table's owner" : 'CREATE on the schema'}`,
        )
      if (tokens.some(({ text }) => text === 'select')) readTables(tokens, needs)
      return
    case 'drop':
    case 'comment':
    case 'grant':
    case 'revoke':
    case 'reassign':
      needs.owners.push(`${said(tokens)}: its owner`)
      return
    case 'vacuum':
    case 'analyze':
    case 'reindex':
    case 'cluster':
    case 'refresh': {
      const table = lastName(tokens)
      if (table === null) needs.memberships.push('pg_maintain')
      else add(needs, table, 'MAINTAIN')
      return
    }
    case 'truncate':
      for (const table of namesAfter(tokens, second === 'table' ? 1 : 0)) add(needs, table, 'TRUNCATE')
      return
    case 'copy':
      if (second !== '(') {
        const table = nameAt(tokens, 1)
        if (table !== null) add(needs, table.name, tokens.some(({ text }) => text === 'from') ? 'INSERT' : 'SELECT')
        return
      }
      break
    case 'lock':
      for (const table of namesAfter(tokens, second === 'table' ? 1 : 0)) add(needs, table, 'UPDATE')
      return
    case 'set':
    case 'show':
    case 'begin':
    case 'commit':
    case 'rollback':
      return
  }
  readTables(tokens, needs)
}

function readTables(tokens: readonly Token[], needs: SqlNeeds): void {
  const local = cteNames(tokens)
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'word') continue
    const before = tokens[at - 1]?.text
    if (token.text === 'into' && before === 'insert') put(at, 'INSERT')
    else if (token.text === 'into' && before === 'merge') put(at, 'UPDATE', 'INSERT', 'SELECT')
    else if (token.text === 'update' && before !== 'for' && before !== 'key' && before !== 'do' && before !== 'on') {
      put(at, 'UPDATE', ...(tokens.some(({ text }) => text === 'where') ? (['SELECT'] as const) : []))
    } else if (token.text === 'from' && before === 'delete') {
      put(at, 'DELETE', ...(tokens.some(({ text }) => text === 'where') ? (['SELECT'] as const) : []))
    } else if (BEFORE_TABLES.has(token.text) && before !== 'distinct' && !inCall(tokens, at))
      for (const name of namesAfter(tokens, at)) if (!local.has(name)) add(needs, name, 'SELECT')
  }

  function put(at: number, ...rights: TableRight[]): void {
    const found = nameAt(tokens, tokens[at + 1]?.text === 'only' ? at + 2 : at + 1)
    if (found !== null && !local.has(found.name)) for (const right of rights) add(needs, found.name, right)
  }
}

/** `extract(epoch from now())`, `trim(both from x)`, `join … using (id)`: no table stands there. */
function inCall(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.text === 'using' && tokens[at + 1]?.text === '(') return true
  let depth = 0
  for (let i = at - 1; i >= 0; i--) {
    const { text } = tokens[i] as Token
    if (text === ')') depth += 1
    else if (text === '(') {
      if (depth === 0) return /^(?:extract|trim|substring|overlay|position)$/.test(tokens[i - 1]?.text ?? '')
      depth -= 1
    } else if (depth === 0 && (text === 'select' || text === 'delete')) return false
  }
  return false
}

/** Names divided by commas; it ends at the first thing that is no name with its alias. */
function namesAfter(tokens: readonly Token[], at: number): string[] {
  const names: string[] = []
  for (let i = at + 1; i < tokens.length; ) {
    while (/^(?:only|lateral)$/.test(tokens[i]?.text ?? '')) i += 1
    const found = nameAt(tokens, i)
    if (found === null) break
    // A function in the place of a table: `from pg_ls_waldir()`.
    if (tokens[found.end]?.text === '(') break
    names.push(found.name)
    i = found.end
    if (tokens[i]?.text === 'as') i += 1
    if (tokens[i]?.kind === 'word' && tokens[i + 1]?.text === ',') i += 1
    if (tokens[i]?.text !== ',') break
    i += 1
  }
  return names
}

function nameAt(tokens: readonly Token[], at: number): { name: string; end: number } | null {
  const parts: string[] = []
  let i = at
  while (i < tokens.length) {
    const token = tokens[i] as Token
    if (token.kind !== 'word' && token.kind !== 'quoted') break
    if (token.kind === 'word' && parts.length === 0 && (AFTER_NAME.has(token.text) || /^[$_]+$/.test(token.text)))
      return null
    parts.push(
      token.kind === 'quoted' && !/^[a-z_]\w*$/.test(token.text) ? `"${token.text.replace(/"/g, '""')}"` : token.text,
    )
    i += 1
    if (tokens[i]?.text !== '.') break
    i += 1
  }
  return parts.length === 0 ? null : { name: parts.join('.'), end: i }
}

function lastName(tokens: readonly Token[]): string | null {
  let at = 1
  if (tokens[at]?.text === '(') at = tokens.findIndex(({ text }) => text === ')') + 1
  while (
    /^(?:full|freeze|verbose|analyze|table|index|materialized|view|concurrently|schema|database|system)$/.test(
      tokens[at]?.text ?? '',
    )
  )
    at += 1
  return nameAt(tokens, at)?.name ?? null
}

function cteNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>()
  for (const [at, token] of tokens.entries()) {
    if (token.text !== 'as') continue
    const next = tokens[at + 1]?.text
    if (next !== '(' && next !== 'materialized' && next !== 'not') continue
    let i = at - 1
    if (tokens[i]?.text === ')') while (i > 0 && tokens[i]?.text !== '(') i -= 1
    const name = tokens[tokens[at - 1]?.text === ')' ? i - 1 : i]
    if (name?.kind === 'word') names.add(name.text)
  }
  return names
}

/** PostgreSQL's own views and functions that not everyone may use; see "Predefined Roles" in its manual. */
const MONITORS = longPattern()`
  ^(?:pg_catalog\.)?(?:pg_stat_(?:activity|replication|statements|ssl|wal_receiver|subscription|progress_\w+)
    |pg_settings|pg_replication_slots|pg_locks)$`
const CALLS: Record<string, string> = {
  pg_terminate_backend: 'pg_signal_backend',
  pg_cancel_backend: 'pg_signal_backend',
  pg_ls_waldir: 'pg_monitor',
  pg_ls_logdir: 'pg_monitor',
  pg_ls_tmpdir: 'pg_monitor',
  pg_create_restore_point: 'superuser',
  pg_switch_wal: 'superuser',
  pg_reload_conf: 'superuser',
  pg_rotate_logfile: 'superuser',
  pg_promote: 'superuser',
  pg_stat_reset: 'superuser',
  pg_stat_statements_reset: 'superuser',
  pg_backup_start: 'superuser',
  pg_read_file: 'pg_read_server_files',
}

function readFunctions(tokens: readonly Token[], needs: SqlNeeds): void {
  for (const [at, { text }] of tokens.entries()) {
    if (tokens[at + 1]?.text !== '(') continue
    const role = Object.hasOwn(CALLS, text) ? CALLS[text] : undefined
    if (role === 'superuser') needs.owners.push(`${text}(): a superuser, or EXECUTE granted on it`)
    else if (role !== undefined) needs.memberships.push(role)
  }
}

function add(needs: SqlNeeds, table: string, right: TableRight): void {
  if (MONITORS.test(table)) needs.memberships.push('pg_monitor')
  // Everyone may read the catalogues.
  else if (!/^(?:pg_catalog|information_schema)\.|^pg_/.test(table)) needs.tables.push({ table, right })
}

function said(tokens: readonly Token[]): string {
  const words = tokens.slice(0, 3).map(({ text, kind }) => (kind === 'word' ? text.toUpperCase() : text))
  return words.filter((word) => /^[A-Z]+$/.test(word)).join(' ')
}
