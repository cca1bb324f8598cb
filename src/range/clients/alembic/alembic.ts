import type { DatabaseSpec, MigrationSpec, System } from '../../system/system.ts'
import { holds } from '../../world/conditions.ts'
import { isDown } from '../../world/down.ts'
import { noteLoss } from '../../world/queues.ts'
import { troubleOf } from '../../world/trouble.ts'
import type { World } from '../../world/world.ts'
import { type Answer, type Client, failed, ok, type Scene, Unanswerable } from '../client.ts'

const CONTEXT =
  'INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.\nINFO  [alembic.runtime.migration] Will assume transactional DDL.\n'
/** Alembic ends with -1 when it refuses. */
const REFUSED = 255
const MIGRATION_MS = 20_000

/** Alembic, over the migrations of the system's database. */
export const alembic: Client = ({ argv }, scene): Answer => {
  const words = [...argv]
  while (words[0]?.startsWith('-')) {
    const option = words.shift()
    if (option === '-c' || option === '--config' || option === '-n' || option === '-x') words.shift()
    else if (option === '--version') return ok('alembic 1.13.2\n')
    else throw new Unanswerable(`alembic ${option}`)
  }
  const [command = '', ...rest] = words
  const flags = rest.filter((w) => w.startsWith('-') && !/^-\d+$/.test(w))
  const targets = rest.filter((w) => !w.startsWith('-') || /^-\d+$/.test(w))
  const spec = scene.system.databases.find((d) => d.migrations.length > 0)
  if (spec === undefined) throw new Unanswerable(`alembic: ${scene.system.name} has no migrations`)
  const unknown = flags.find((f) => !['--sql', '--verbose', '-v', '-i', '--indicate-current'].includes(f))
  if (unknown !== undefined) throw new Unanswerable(`alembic ${command} ${unknown}`)
  const isOffline = flags.includes('--sql')
  if (!isOffline && command !== 'history' && command !== 'heads' && isDown(scene.world, spec.name))
    return failed(
      1,
      `sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) connection to server at "${spec.hosts[0] ?? spec.name}", port ${spec.port} failed: Connection refused\n`,
    )
  switch (command) {
    case 'current':
      return { ...ok(currentText(spec, scene.world, flags)), stderr: CONTEXT }
    case 'heads':
      return ok(`${spec.migrations.at(-1)?.revision} (head)\n`)
    case 'history':
      return ok(historyText(spec))
    case 'upgrade':
      return isOffline ? offline(spec) : move(spec, scene, targets[0], 'up')
    case 'downgrade':
      if (isOffline) throw new Unanswerable('alembic downgrade --sql')
      return move(spec, scene, targets[0], 'down')
    case 'check':
      return { ...ok('No new upgrade operations detected.\n'), stderr: CONTEXT }
    default:
      throw new Unanswerable(`alembic ${argv.join(' ')}`)
  }
}

const migratedOf = (spec: DatabaseSpec, world: World) => world.databases[spec.name]?.migrated ?? 0

function nameOf(spec: DatabaseSpec, count: number): string {
  const found = spec.migrations[count - 1]
  if (found === undefined) return ''
  return `${found.revision}${count === spec.migrations.length ? ' (head)' : ''}`
}

function currentText(spec: DatabaseSpec, world: World, flags: readonly string[]): string {
  const count = migratedOf(spec, world)
  const name = nameOf(spec, count)
  if (!flags.includes('--verbose') && !flags.includes('-v')) return name === '' ? '' : `${name}\n`
  const migration = spec.migrations[count - 1]
  const parent = spec.migrations[count - 2]?.revision ?? '<base>'
  return `Current revision(s) for postgresql://${spec.user}:***@${spec.hosts[0] ?? spec.name}:${spec.port}/${spec.database}:\nRev: ${name}\nParent: ${parent}\nPath: /app/alembic/versions/${migration?.revision}_.py\n\n    ${migration?.message}\n    \n    Revision ID: ${migration?.revision}\n    Revises: ${parent}\n\n`
}

function historyText({ migrations }: DatabaseSpec): string {
  return migrations
    .map((m, i) => {
      const head = i === migrations.length - 1 ? ' (head)' : ''
      return `${migrations[i - 1]?.revision ?? '<base>'} -> ${m.revision}${head}, ${m.message}\n`
    })
    .reverse()
    .join('')
}

/** Without a database it does not know where that stands, and writes everything from the beginning. */
function offline({ migrations }: DatabaseSpec): Answer {
  const parts = migrations.map((m, i) => {
    const version =
      i === 0
        ? `INSERT INTO alembic_version (version_num) VALUES ('${m.revision}') RETURNING alembic_version.version_num;`
        : `UPDATE alembic_version SET version_num='${m.revision}' WHERE alembic_version.version_num = '${migrations[i - 1]?.revision}';`
    return `-- Running upgrade ${migrations[i - 1]?.revision ?? ''} -> ${m.revision}\n\n${m.up === '' ? '' : `${m.up.trim()}\n\n`}${version}\n\n`
  })
  const table =
    'CREATE TABLE alembic_version (\n    version_num VARCHAR(32) NOT NULL, \n    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n);\n\n'
  return {
    ...ok(`BEGIN;\n\n${table}${parts.join('')}COMMIT;\n\n`),
    stderr:
      'INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.\nINFO  [alembic.runtime.migration] Generating static SQL\nINFO  [alembic.runtime.migration] Will assume transactional DDL.\n',
  }
}

/** How many migrations the database is to have; null where the revision is unknown or too far. */
function targetOf(spec: DatabaseSpec, count: number, text: string): number | string {
  const { migrations } = spec
  if (text === 'head' || text === 'heads') return migrations.length
  if (text === 'base') return 0
  const relative = /^([+-])(\d+)$/.exec(text)
  if (relative !== null) {
    const to = count + (relative[1] === '-' ? -1 : 1) * Number(relative[2])
    return to < 0 || to > migrations.length
      ? `Relative revision ${text} didn't produce ${Number(relative[2])} migrations`
      : to
  }
  const at = migrations.filter((m) => m.revision.startsWith(text))
  if (at.length !== 1) return `Can't locate revision identified by '${text}'`
  return migrations.indexOf(at[0] as MigrationSpec) + 1
}

function move(spec: DatabaseSpec, scene: Scene, text: string | undefined, way: 'up' | 'down'): Answer {
  const usage = `usage: alembic ${way === 'up' ? 'upgrade' : 'downgrade'} [-h] [--sql] [--tag TAG] revision\nalembic ${way === 'up' ? 'upgrade' : 'downgrade'}: error: the following arguments are required: revision\n`
  if (text === undefined) return failed(2, usage)
  const { world, system } = scene
  const state = world.databases[spec.name]
  if (state === undefined) throw new Unanswerable(`alembic: no database ${spec.name}`)
  const target = targetOf(spec, state.migrated, text)
  if (typeof target === 'string')
    return failed(REFUSED, `${CONTEXT}ERROR [alembic.util.messaging] ${target}\n`, `  FAILED: ${target}\n`)
  let told = CONTEXT
  if (target === state.migrated) return { ...ok(''), stderr: told }
  scene.write()
  while (way === 'up' ? state.migrated < target : state.migrated > target) {
    const migration = spec.migrations[way === 'up' ? state.migrated : state.migrated - 1] as MigrationSpec
    const before = spec.migrations[way === 'up' ? state.migrated - 1 : state.migrated - 2]?.revision ?? ''
    const line = way === 'up' ? `${before} -> ${migration.revision}` : `${migration.revision} -> ${before}`
    told += `INFO  [alembic.runtime.migration] Running ${way}grade ${line}, ${migration.message}\n`
    scene.wait(MIGRATION_MS)
    const failure = way === 'up' ? failureOf(migration, world, system) : null
    // Each runs in a transaction of its own: the one that fails leaves nothing behind.
    if (failure !== null) return failed(1, `${told}Traceback (most recent call last):\n  …\n${failure}\n`)
    if (way === 'down') noteWhatGoes(migration, spec, scene)
    const sql = way === 'up' ? migration.up : migration.down
    if (sql !== '') world.pendingSql.push({ database: spec.name, text: sql, values: {} })
    state.migrated += way === 'up' ? 1 : -1
    if (/\balembic_version\b/.test(spec.sql)) {
      const version = spec.migrations[state.migrated - 1]?.revision ?? ''
      const text = 'update alembic_version set version_num = :version'
      world.pendingSql.push({ database: spec.name, text, values: { version } })
    }
    world.marks[`migrated/${migration.revision}/${way}`] = world.now
  }
  return { ...ok(''), stderr: told }
}

function failureOf({ fails }: MigrationSpec, world: World, system: System): string | null {
  if (fails === undefined || !world.faults.some((f) => f.name === fails.fault)) return null
  return isMended(world, system, fails.fault) ? null : fails.error
}

/** What a fault's cures look at may have changed this very moment. */
function isMended(world: World, system: System, name: string): boolean {
  const fault = troubleOf(system, name)
  const active = world.faults.find((f) => f.name === name)
  if (fault === null || active === undefined) return false
  return fault.cures.some((cure) => cure.leaves === 0 && holds(world, cure.when, active.at))
}

function noteWhatGoes({ loses }: MigrationSpec, spec: DatabaseSpec, { world, command }: Scene): void {
  const n = loses === undefined ? 0 : (world.facts[loses.fact] ?? 0)
  if (loses === undefined || n === 0) return
  noteLoss(world, spec.name, loses.text.replace('{n}', String(n)), command)
}
