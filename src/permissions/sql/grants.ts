import type { Split } from '../permissions.ts'
import type { SqlNeeds, TableRight } from './tables.ts'

/** What one database, or one of unknown name, is asked for. */
export interface SqlRequest extends SqlNeeds {
  /** Null: not in sight. */
  database: string | null
}

/** Grants for the roles `standby_look` and `standby_act`. Whoever may act is a member of the first as well. */
export function grantsFor(requests: Split<readonly SqlRequest[]>): Split<string[]> {
  const look = rightsOf(requests.look)
  const act = rightsOf(requests.act)
  const statements = (rights: Rights, role: string, given: Rights | null): string[] => [
    ...[...rights.databases]
      .filter((name) => !given?.databases.has(name))
      .sort()
      .map((name) => `GRANT CONNECT ON DATABASE ${quoted(name)} TO ${role};`),
    ...schemasOf(rights)
      .filter((schema) => given === null || !schemasOf(given).includes(schema))
      .map((schema) => `GRANT USAGE ON SCHEMA ${schema} TO ${role};`),
    ...tableGrants(rights, role, given),
    ...[...rights.memberships]
      .filter((name) => !given?.memberships.has(name))
      .sort()
      .map((name) => `GRANT ${name} TO ${role};`),
  ]
  return { look: statements(look, 'standby_look', null), act: statements(act, 'standby_act', look) }
}

interface Rights {
  databases: Set<string>
  tables: Map<string, Set<TableRight>>
  memberships: Set<string>
}

function rightsOf(requests: readonly SqlRequest[]): Rights {
  const rights: Rights = { databases: new Set(), tables: new Map(), memberships: new Set() }
  for (const { database, tables, memberships } of requests) {
    if (database !== null) rights.databases.add(database)
    for (const { table, right } of tables) rights.tables.set(table, (rights.tables.get(table) ?? new Set()).add(right))
    for (const name of memberships) rights.memberships.add(name)
  }
  return rights
}

function schemasOf({ tables }: Rights): string[] {
  const schemas = [...tables.keys()].flatMap((table) => (table.includes('.') ? [table.split('.')[0] ?? ''] : []))
  return [...new Set(schemas)].filter((schema) => schema !== 'public').sort()
}

const ORDER: readonly TableRight[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'MAINTAIN']

function tableGrants(rights: Rights, role: string, given: Rights | null): string[] {
  return [...rights.tables.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([table, all]) => {
      const wanted = ORDER.filter((right) => all.has(right) && !given?.tables.get(table)?.has(right))
      return wanted.length === 0 ? [] : [`GRANT ${wanted.join(', ')} ON ${table} TO ${role};`]
    })
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replace(/"/g, '""')}"`
}
