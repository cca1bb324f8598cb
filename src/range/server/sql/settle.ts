import { SqlError } from '../../clients/psql/sql.ts'
import { splitStatements } from '../../clients/psql/statements.ts'
import type { System } from '../../system/system.ts'
import { recordDatabases } from '../../world/databases.ts'
import type { World } from '../../world/world.ts'
import { askSql } from './ask-sql.ts'
import type { SqlWork } from './work.ts'

/** Lets the database have its turn: what waits for it is done, and what the system counts is counted anew. */
export async function settleSql(work: SqlWork, world: World, system: System): Promise<void> {
  if (world.pendingSql.length === 0 && !work.kept()) return
  for (const { database, text, values } of world.pendingSql.splice(0)) {
    for (const statement of splitStatements(text)) {
      try {
        await askSql(work, world, system, { database, text: statement.text, values, keeps: true })
      } catch (error) {
        if (!(error instanceof SqlError)) throw error
        throw new Error(`${system.name}: SQL of system.yaml: ${error.message}: ${statement.text}`)
      }
    }
  }
  await countFacts(work, world, system)
}

export async function countFacts(work: SqlWork, world: World, system: System): Promise<void> {
  for (const { name, database, sql } of system.facts) {
    const { rows } = await askSql(work, world, system, { database, text: sql, keeps: false })
    world.facts[name] = Number(rows[0]?.[0] ?? 0)
  }
  recordDatabases(world, system)
}
