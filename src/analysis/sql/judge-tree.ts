import { longPattern } from '../../core/long-pattern.ts'
import { atLeast, destructive, type Finding, read, unknown, write } from '../finding.ts'
import { isHarmlessFunction } from './functions.ts'
import type { Tree } from './postgres-parser.ts'

/** Statements that concern the session only. */
const SESSION = new Set(
  `VariableShowStmt VariableSetStmt TransactionStmt DiscardStmt ListenStmt UnlistenStmt DeallocateStmt ClosePortalStmt
  DeclareCursorStmt FetchStmt ConstraintsSetStmt SelectStmt ExplainStmt CopyStmt`.split(/\s+/),
)
const TAKES_AWAY = new Set(
  'DeleteStmt TruncateStmt DropStmt DropdbStmt DropRoleStmt DropOwnedStmt DropTableSpaceStmt DropUserMappingStmt DropSubscriptionStmt'.split(
    ' ',
  ),
)
const RUNS_CODE = new Set('DoStmt CallStmt ExecuteStmt LoadStmt CreateExtensionStmt'.split(' '))

/** Extensions that come with PostgreSQL or are as well known: to install one runs its script, and nothing else. */
const CONTRIB = longPattern()`
  ^(pg_stat_statements|pgcrypto|uuid-ossp|pg_trgm|btree_gin|btree_gist|citext|hstore|intarray|ltree
    |cube|earthdistance|fuzzystrmatch|unaccent|tablefunc|postgres_fdw|dblink|file_fdw|amcheck
    |pageinspect|pg_buffercache|pg_freespacemap|pg_prewarm|pgrowlocks|pgstattuple|pg_visibility
    |pg_walinspect|sslinfo|tsm_system_rows|xml2|bloom|postgis|vector|timescaledb|pg_repack|pg_cron
    |pgaudit|plpython3u)$`

/**
 * The least that a statement does by PostgreSQL's own reading of it: what its kind, the statements within it, its clauses and
 * its functions do. The lexer's judgement says it in better words; this one keeps it from being fooled.
 */
export function judgeTree(tree: Tree): Finding {
  let found = read('a query whose functions only compute')
  const raise = (other: Finding) => {
    found = atLeast(found, other)
  }
  visit(tree, (kind, node) => {
    if (TAKES_AWAY.has(kind)) raise(destructive('takes rows or things away'))
    else if (kind === 'CreateExtensionStmt' && CONTRIB.test(String(node.extname))) raise(write('installs an extension'))
    else if (RUNS_CODE.has(kind)) raise(unknown('runs code that is not in sight'))
    else if (kind === 'UpdateStmt')
      raise(node.whereClause ? write('changes rows') : destructive('changes every row of a table'))
    else if (kind === 'FuncCall') raise(judgeFunction(node))
    else if (kind === 'CopyStmt') raise(judgeCopy(node))
    else if (kind === 'IntoClause') raise(write('makes a table'))
    else if (kind === 'LockingClause') raise(write('locks the rows it reads'))
    else if (kind.endsWith('Stmt') && !SESSION.has(kind)) raise(write('changes something'))
  })
  return isPlainExplain(tree) ? read('plans only') : found
}

type Node = Record<string, unknown>

/** Every object in the tree that has a kind: the only key of its wrapper, or the name of a clause. Goes as deep as it must, without the stack. */
function visit(tree: Tree, see: (kind: string, node: Node) => void): void {
  const open: unknown[] = typeof tree === 'object' && tree !== null ? [tree] : []
  while (open.length > 0) {
    const node = open.pop()
    if (Array.isArray(node)) {
      for (const value of node) if (typeof value === 'object' && value !== null) open.push(value)
      continue
    }
    for (const key in node as Node) {
      const value = (node as Node)[key]
      if (typeof value !== 'object' || value === null) continue
      if (key === 'intoClause') see('IntoClause', value as Node)
      else if (isKind(key)) see(key, value as Node)
      open.push(value)
    }
  }
}

/** Kinds begin with a capital letter, clauses and numbers of a list do not. */
function isKind(key: string): boolean {
  return key >= 'A' && key < '['
}

function judgeFunction(node: Node): Finding {
  const names = Array.isArray(node.funcname) ? node.funcname.map(nameIn) : []
  const name = names.at(-1) ?? ''
  const builtin = names.length === 1 || names[0] === 'pg_catalog'
  // What is more than computing is said by the lexer, by name.
  return builtin && isHarmlessFunction(name) ? read('computes') : write(`${names.join('.')}() may change something`)
}

function nameIn(node: unknown): string {
  const text = (node as { String?: { sval?: string } }).String?.sval
  return (text ?? '').toLowerCase()
}

function judgeCopy(node: Node): Finding {
  if (node.is_program) return unknown('runs a program on the server')
  if (node.is_from) return write('loads rows')
  return typeof node.filename === 'string' ? unknown('writes a file of the server') : read('prints rows')
}

/** `EXPLAIN` without `ANALYZE` runs nothing of what it explains. */
function isPlainExplain(tree: Tree): boolean {
  const explain = (tree as { ExplainStmt?: { options?: { DefElem?: { defname?: string } }[] } }).ExplainStmt
  if (!explain) return false
  return !explain.options?.some(({ DefElem }) => /^analy[sz]e$/i.test(DefElem?.defname ?? ''))
}
