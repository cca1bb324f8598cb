import type { DatabaseSpec } from '../../system/system.ts'
import { type Scene, Unanswerable } from '../client.ts'
import { SqlError } from './sql.ts'
import { tableText } from './table.ts'

const LAYOUT = { tuplesOnly: false, aligned: true, separator: '|', csv: false, expanded: false, quiet: false }

/** psql's own commands: `\dt`, `\d TABLE`, `\conninfo`. @throws Unanswerable for the others. */
export async function metaCommand(text: string, spec: DatabaseSpec, scene: Scene): Promise<string> {
  const [command = '', argument, ...more] = text.replace(/;$/, '').split(/\s+/)
  if (more.length > 0) throw new Unanswerable(`psql ${text}`)
  if (command === '\\conninfo')
    return `You are connected to database "${spec.database}" as user "${spec.user}" on host "${spec.hosts[0]}" at port "${spec.port}".\n`
  if (command === '\\dt' && argument === undefined) return relations(spec, scene)
  throw new Unanswerable(`psql ${text}`)
}

async function relations(spec: DatabaseSpec, scene: Scene): Promise<string> {
  const answer = await scene.query({
    database: spec.name,
    text: `select 'public' as "Schema", relname as "Name", 'table' as "Type", '${spec.user}' as "Owner" from pg_stat_user_tables order by 2`,
    keeps: false,
  })
  if (answer.rows.length === 0) throw new SqlError('Did not find any relations.', null)
  const table = tableText(answer, LAYOUT)
  const width = table.split('\n')[1]?.length ?? 0
  const title = 'List of relations'
  return `${' '.repeat(Math.max(0, Math.floor((width - title.length) / 2)))}${title}\n${table}`
}
