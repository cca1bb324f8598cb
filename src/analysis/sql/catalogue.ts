import { loadData } from '../data.ts'
import { parsePostgres, type Tree } from './postgres-parser.ts'

interface Raw {
  settings: string
  functions: string
  relations: string
}

let table: Record<'settings' | 'functions' | 'relations', ReadonlySet<string>> | null = null

function catalogue() {
  if (table === null) {
    const raw = loadData<Raw>('postgres-catalogue.json')
    const setOf = (text: string) => new Set(text.split(' '))
    table = { settings: setOf(raw.settings), functions: setOf(raw.functions), relations: setOf(raw.relations) }
  }
  return table
}

/** A name that PostgreSQL's catalogue does not have, and the one it has that looks like it. */
export interface UnknownName {
  name: string
  near: string
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
  return found
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
  for (const each of known) if (Math.abs(each.length - name.length) <= 1 && isNear(name, each)) return each
  return null
}

function isNear(a: string, b: string): boolean {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  const [restA, restB] = [a.slice(at), b.slice(at)]
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  )
}
