import type { DatabaseSpec, System } from '../system/system.ts'
import { record, valueAt } from './tracks.ts'
import type { DatabaseState, World } from './world.ts'

const HOUR = 3_600_000
/** Dead rows that a table gets again in an hour, as a part of what it begins with. */
const REGROWN_AN_HOUR = 0.02

/** A database at rest. */
export function createDatabase(spec: DatabaseSpec): DatabaseState {
  return {
    name: spec.name,
    leaked: [],
    migrated: spec.migrations.length - spec.pending,
    instanceClass: spec.instanceClass,
    storageGb: spec.storageGb,
    usedGb: spec.usedGb ?? spec.storageGb * 0.54,
    dead: { ...spec.dead },
    vacuumedAt: {},
    analyzedAt: {},
    statementsSince: null,
  }
}

/** Notes for metrics how things stand. Call it after every change of a database. */
export function recordDatabases(world: World, system: System): void {
  for (const { name } of system.databases) {
    const state = world.databases[name]
    if (state === undefined) continue
    // What RDS gave it since counts.
    state.storageGb = world.aws.rds[name]?.storageGb ?? state.storageGb
    record(world, `database/${name}/storage`, state.storageGb)
    record(world, `database/${name}/used`, state.usedGb)
    for (const [table, rows] of Object.entries(state.dead)) record(world, `database/${name}/dead/${table}`, rows)
  }
  for (const [mount, { usedGb }] of Object.entries(world.disks)) record(world, `disk${mount}`, usedGb)
  for (const [name, value] of Object.entries(world.facts)) record(world, `fact/${name}`, value)
}

/** Free bytes of a database's storage at a time. */
export function freeStorageAt(world: World, system: System, name: string, at: number): number {
  const spec = system.databases.find((d) => d.name === name)
  if (spec === undefined) return 0
  const grown = (spec.growthGbPerHour * Math.max(0, at - world.origin)) / HOUR
  const free = valueAt(world, `database/${name}/storage`, at) - valueAt(world, `database/${name}/used`, at) - grown
  return Math.max(0, free) * 1_073_741_824
}

/** Dead rows of a table at a time: what nobody cleared away, and what has died since. */
export function deadRowsAt(world: World, system: System, name: string, table: string, at: number): number {
  const spec = system.databases.find((d) => d.name === name)
  const began = world.databases[name]?.vacuumedAt[table] ?? world.origin
  const grown = ((spec?.dead[table] ?? 0) * REGROWN_AN_HOUR * Math.max(0, at - began)) / HOUR
  return Math.round(valueAt(world, `database/${name}/dead/${table}`, at) + grown)
}

/** VACUUM clears dead rows away, of one table or of all. */
export function vacuum(world: World, system: System, name: string, table: string | null): void {
  const state = world.databases[name]
  if (state === undefined) return
  for (const known of Object.keys(state.dead)) {
    if (table !== null && known !== table) continue
    state.dead[known] = 0
    state.vacuumedAt[known] = world.now
  }
  recordDatabases(world, system)
}

/** Another size of its storage, in GB. */
export function resizeStorage(world: World, system: System, name: string, gb: number): void {
  const state = world.databases[name]
  if (state === undefined) return
  state.storageGb = gb
  recordDatabases(world, system)
}
