import { loadData } from '../data.ts'
import { changesBetween } from '../nearest.ts'
import { parsePostgres, type Tree } from './postgres-parser.ts'

interface Raw {
  settings: string
  /** Those of them that the server reads when it starts, and never again. */
  readAtStart: string
  functions: string
  relations: string
  /** Of the views that people ask in trouble, by name. */
  columns: Record<string, string>
}

type Table = Record<'settings' | 'readAtStart' | 'functions' | 'relations', ReadonlySet<string>> & {
  columns: ReadonlyMap<string, ReadonlySet<string>>
}

let table: Table | null = null

function catalogue() {
  if (table === null) {
    const raw = loadData<Raw>('postgres-catalogue.json')
    const setOf = (text: string) => new Set(text.split(' '))
    table = {
      settings: setOf(raw.settings),
      readAtStart: setOf(raw.readAtStart),
      functions: setOf(raw.functions),
      relations: setOf(raw.relations),
      columns: new Map(Object.entries(raw.columns).map(([view, columns]) => [view, setOf(columns)])),
    }
  }
  return table
}

/** Whether a changed setting waits for the next start of the server, as `max_connections` does. */
export function isReadAtStart(setting: string): boolean {
  return catalogue().readAtStart.has(setting.toLowerCase())
}

/** A name that PostgreSQL's catalogue does not have, and the one it has that looks like it. */
export interface UnknownName {
  name: string
  /** What may have been meant; null when nothing is like it. */
  near: string | null
  /** In PostgreSQL's words. */
  message: string
}

/**
 * Settings, functions and views of PostgreSQL's own that are misspelt. Only what looks like one of them is told: others may be of an
 * extension, of another version, or the team's own. Empty for text that does not parse.
 */
export function misspeltNames(text: string): UnknownName[] {
  const parsed = parsePostgres(text)
  if (!parsed?.ok) return []
  const { settings, functions, relations } = catalogue()
  const found: UnknownName[] = []
  const tell = (name: string, known: ReadonlySet<string>, message: string) => {
    const near = known.has(name) ? null : nearest(name, known)
    if (near !== null) found.push({ name, near, message })
  }
  for (const [kind, node] of nodesOf(parsed.trees)) {
    if (kind === 'VariableShowStmt' || kind === 'VariableSetStmt') {
      const name = typeof node.name === 'string' ? node.name.toLowerCase() : ''
      if (!name.includes('.') && name.length > 5) tell(name, settings, `unrecognized configuration parameter "${name}"`)
    } else if (kind === 'FuncCall') {
      const name = lastName(node.funcname)
      if (name.startsWith('pg_')) tell(name, functions, `function ${name} does not exist`)
    } else if (kind === 'RangeVar') {
      const name = typeof node.relname === 'string' ? node.relname : ''
      const own = node.schemaname === undefined || node.schemaname === 'pg_catalog'
      if (own && name.startsWith('pg_')) tell(name, relations, `relation "${name}" does not exist`)
    }
  }
  return [...found, ...unknownColumns(parsed.trees)]
}

/** What people call the columns of the statistics views after those of pg_tables and pg_indexes. */
const MEANT = new Map([
  ['tablename', 'relname'],
  ['table_name', 'relname'],
  ['indexname', 'indexrelname'],
  ['index_name', 'indexrelname'],
  ['user', 'usename'],
  ['username', 'usename'],
  ['database', 'datname'],
  ['procpid', 'pid'],
  ['current_query', 'query'],
])

/** Columns that a view of PostgreSQL's own does not have, where a statement asks that view and nothing else. */
function unknownColumns(trees: readonly Tree[]): UnknownName[] {
  const found: UnknownName[] = []
  for (const tree of trees) {
    const select = (tree as { SelectStmt?: Select }).SelectStmt
    const from = select?.fromClause?.length === 1 ? select.fromClause[0]?.RangeVar : undefined
    const columns = catalogue().columns.get(from?.relname ?? '')
    if (select === undefined || from?.relname === undefined || columns === undefined) continue
    if (select.withClause !== undefined || (from.schemaname ?? 'pg_catalog') !== 'pg_catalog') continue
    const own = [
      from.relname,
      from.alias?.aliasname,
      ...(select.targetList ?? []).map(({ ResTarget }) => resultName(ResTarget)),
    ]
    for (const name of columnsOf(select))
      if (!columns.has(name) && !own.includes(name) && !found.some((other) => other.name === name))
        found.push({ name, near: meant(name, columns), message: `column "${name}" of ${from.relname} does not exist` })
  }
  return found
}

/** `count(*)` is called `count` where nothing else is said. */
function resultName(target: Result | undefined): string | undefined {
  return target?.name ?? (target?.val?.FuncCall === undefined ? undefined : lastName(target.val.FuncCall.funcname))
}

interface Result {
  name?: string
  val?: { FuncCall?: { funcname?: unknown } }
}

interface Select {
  fromClause?: { RangeVar?: { relname?: string; schemaname?: string; alias?: { aliasname?: string } } }[]
  targetList?: { ResTarget?: Result }[]
  withClause?: unknown
}

function meant(name: string, columns: ReadonlySet<string>): string | null {
  const other = MEANT.get(name)
  return other !== undefined && columns.has(other) ? other : nearest(name, columns)
}

/** Names of the columns a query reads, without those of queries within it. */
function columnsOf(select: Select): Set<string> {
  const names = new Set<string>()
  const open: unknown[] = Object.values(select)
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    for (const [key, value] of Object.entries(node)) {
      if (key === 'ColumnRef') {
        const name = lastName((value as { fields?: unknown }).fields)
        // "your_pid" is to be filled in.
        if (name !== '' && !/^(?:your|my)_/.test(name)) names.add(name)
      } else if (key !== 'SelectStmt' && key !== 'subselect') open.push(value)
    }
  }
  return names
}

function lastName(names: unknown): string {
  const last = Array.isArray(names) ? (names.at(-1) as { String?: { sval?: string } }) : undefined
  return last?.String?.sval ?? ''
}

/** Every node that has a kind, without the stack. */
function* nodesOf(trees: readonly Tree[]): Iterable<[kind: string, node: Record<string, unknown>]> {
  const open: unknown[] = [...trees]
  while (open.length > 0) {
    const node = open.pop()
    if (typeof node !== 'object' || node === null) continue
    for (const [key, value] of Object.entries(node)) {
      if (typeof value !== 'object' || value === null) continue
      if (/^[A-Z]/.test(key)) yield [key, value as Record<string, unknown>]
      // The target of DML is a RangeVar without a name around it.
      else if (key === 'relation') yield ['RangeVar', value as Record<string, unknown>]
      open.push(value)
    }
  }
}

/** One letter more, less, other, or two exchanged. */
function nearest(name: string, known: ReadonlySet<string>): string | null {
  for (const each of known) if (Math.abs(each.length - name.length) <= 1 && changesBetween(name, each) <= 1) return each
  return null
}
