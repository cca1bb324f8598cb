import type { DatabaseSpec, System } from '../system/system.ts'
import { schedule } from './agenda.ts'
import type { DatabaseInstance } from './aws-state.ts'
import { HEX, randomText } from './random.ts'
import { record } from './tracks.ts'
import { serving, type World } from './world.ts'
import { writersOf } from './writers.ts'

/**
 * RDS instances and the rows they hold. A history is what one writable instance wrote; an instance made from another
 * takes over its histories up to a row, and begins its own with the first row it writes itself. So it can be said of
 * any two which rows one has and the other lacks (docs/adr/0015).
 */

/** Replication of a healthy pair, in seconds. */
const NORMAL_LAG = 0.4

/** The instances of system.yaml, at rest. */
export function createDatabases(world: World, system: System): void {
  for (const spec of system.databases) {
    const source = spec.replicaOf ?? spec.name
    world.aws.rds[spec.name] = {
      id: spec.name,
      of: source,
      region: spec.region ?? system.region,
      status: 'available',
      up: true,
      class: spec.instanceClass,
      storageGb: spec.storageGb,
      multiAz: spec.multiAz,
      zone: 0,
      host: hostOf(spec.name, spec.region ?? system.region, spec),
      password: firstPassword(system, source),
      passwordSince: world.origin - 90 * 86_400_000,
      retentionDays: spec.snapshots,
      protected: true,
      replicaOf: spec.replicaOf ?? null,
      createdAt: world.origin - spec.age,
      lineage: [[`${source}/1`, rowsAtOrigin(spec)]],
      rate: 0,
      settledAt: world.origin,
      follows: 1,
      spoilt: null,
      lastCommand: null,
    }
    if (spec.replicaOf === undefined)
      world.aws.inUse[spec.name] = { id: spec.name, lineage: [[`${source}/1`, rowsAtOrigin(spec)]] }
    if (spec.replicaOf === undefined && spec.snapshots > 0) createAutomatedSnapshots(world, system, spec)
  }
}

/** The one that its secret holds. */
function firstPassword(system: System, database: string): string {
  return system.aws.secrets.find((s) => s.database === database)?.value ?? 'first'
}

/** RDS makes one in the backup window of every night, and forgets the oldest. */
function createAutomatedSnapshots(world: World, system: System, spec: DatabaseSpec): void {
  const day = 86_400_000
  const tonight = Math.floor(world.origin / day) * day + 3 * 3_600_000
  const last = tonight <= world.origin ? tonight : tonight - day
  for (let n = spec.snapshots - 1; n >= 0; n--) {
    const at = last - n * day
    const stamp = new Date(at).toISOString().slice(0, 16).replace(/[T:]/g, '-')
    const name = `rds:${spec.name}-${stamp}`
    const rows = Math.max(0, rowsAtOrigin(spec) - ((world.origin - at) / 1_000) * spec.writesPerSecond)
    world.things[`snapshot/${name}`] = {
      kind: 'snapshot',
      name,
      state: 'available',
      createdAt: at,
      fields: {
        database: spec.name,
        type: 'automated',
        lineage: JSON.stringify([[`${spec.name}/1`, rows]]),
        storageGb: spec.storageGb,
        password: firstPassword(system, spec.name),
      },
    }
  }
}

/** Enough for every night that is kept. */
function rowsAtOrigin(spec: DatabaseSpec): number {
  return Math.round(Math.max(1, spec.writesPerSecond) * 120 * 86_400)
}

/** `name.c0ffee….region.rds.amazonaws.com`, the middle being the account's. */
export function hostOf(id: string, region: string, spec: Pick<DatabaseSpec, 'name'>): string {
  return `${id}.${randomText(HEX, 12, spec.name)}.${region}.rds.amazonaws.com`
}

export function specOfDatabase(system: System, instance: DatabaseInstance): DatabaseSpec {
  const spec = system.databases.find((d) => d.name === instance.of)
  if (spec === undefined) throw new Error(`${system.name} has no database ${instance.of}`)
  return spec
}

/** What an instance holds at a time not before its last settling. */
export function lineageAt(world: World, system: System, instance: DatabaseInstance, at: number): [string, number][] {
  const source = instance.replicaOf === null ? null : (world.aws.rds[instance.replicaOf] ?? null)
  const lineage = instance.lineage.map(([history, rows]): [string, number] => [history, rows])
  const own = lineage.at(-1)
  if (own === undefined) return lineage
  const seconds = Math.max(0, at - instance.settledAt) / 1_000
  if (source === null) own[1] += instance.rate * seconds
  else {
    const ahead = rowsIn(lineageAt(world, system, source, at), own[0])
    const speed = specOfDatabase(system, instance).writesPerSecond * instance.follows
    own[1] = instance.follows >= 1 ? ahead : Math.min(ahead, own[1] + speed * seconds)
  }
  return lineage
}

const rowsIn = (lineage: readonly [string, number][], history: string) =>
  lineage.find(([name]) => name === history)?.[1] ?? 0

/** Rows that one holds and the other lacks. */
export function missingFrom(holder: readonly [string, number][], other: readonly [string, number][]): number {
  return Math.floor(holder.reduce((sum, [history, rows]) => sum + Math.max(0, rows - rowsIn(other, history)), 0) + 1e-6)
}

/** Seconds a replica is behind. */
export function lagOf(world: World, system: System, instance: DatabaseInstance): number {
  const source = instance.replicaOf === null ? undefined : world.aws.rds[instance.replicaOf]
  if (source === undefined) return 0
  const behind = missingFrom(lineageAt(world, system, source, world.now), lineageAt(world, system, instance, world.now))
  return NORMAL_LAG + behind / Math.max(0.001, specOfDatabase(system, instance).writesPerSecond)
}

/** Brings the books of all instances up to now. Call it before and after anything that changes who writes where. */
export function settleDatabases(world: World, system: System): void {
  const all = Object.values(world.aws.rds)
  // Replicas first: they look at what their source has not yet settled.
  for (const instance of all.toSorted((a, b) => Number(a.replicaOf === null) - Number(b.replicaOf === null)))
    instance.lineage = lineageAt(world, system, instance, world.now)
  for (const instance of all) {
    instance.settledAt = world.now
    instance.rate = writeRate(world, system, instance)
    if (instance.replicaOf !== null) record(world, `rds/${instance.id}/lag`, lagOf(world, system, instance))
    record(world, `up/${instance.id}`, instance.up ? 1 : 0)
    record(world, `rds/${instance.id}/rate`, instance.rate)
  }
  for (const used of Object.values(world.aws.inUse)) used.lineage = world.aws.rds[used.id]?.lineage ?? used.lineage
}

/** Rows a second that applications write to it now. */
function writeRate(world: World, system: System, instance: DatabaseInstance): number {
  if (!isWritable(instance)) return 0
  const writers = writersOf(world, system, instance.id)
  return writers.some((w) => serving(w).length > 0) ? specOfDatabase(system, instance).writesPerSecond : 0
}

function isWritable(instance: DatabaseInstance): boolean {
  return instance.up && instance.replicaOf === null
}

/** Begins a change that RDS takes its time for. The instance may stop answering at once, or only at the end. */
export function beginWork(
  world: World,
  instance: DatabaseInstance,
  work: { status: string; takes: number; down?: number; done: string },
): void {
  instance.status = work.status
  if (work.down !== undefined && work.down > 0) {
    const from = world.now + work.takes - work.down
    schedule(world, { at: Math.max(world.now, from), kind: 'aws', what: 'database-down', id: instance.id })
  }
  schedule(world, { at: world.now + work.takes, kind: 'aws', what: work.done, id: instance.id })
}

/** A new instance with the rows of another one, or of a snapshot, up to where they went. */
export function addInstance(
  world: World,
  system: System,
  made: {
    id: string
    from: DatabaseInstance
    lineage: [string, number][]
    region: string
    class: string
    multiAz: boolean
    password: string
    replicaOf: string | null
    command: string
    takes: number
  },
): DatabaseInstance {
  const { from } = made
  const history = `${from.of}/${made.id}-${world.counter}`
  const instance: DatabaseInstance = {
    ...from,
    id: made.id,
    region: made.region,
    status: 'creating',
    up: false,
    class: made.class,
    multiAz: made.multiAz,
    zone: 0,
    host: hostOf(made.id, made.region, specOfDatabase(system, from)),
    password: made.password,
    passwordSince: world.now,
    replicaOf: made.replicaOf,
    createdAt: world.now,
    lineage: made.replicaOf === null ? [...made.lineage, [history, 0]] : made.lineage,
    rate: 0,
    settledAt: world.now,
    follows: 1,
    spoilt: null,
    protected: false,
    lastCommand: made.command,
  }
  const { spoilt } = from
  if (spoilt !== null && rowsIn(made.lineage, spoilt.history) > spoilt.after) instance.spoilt = spoilt
  world.aws.rds[made.id] = instance
  schedule(world, { at: world.now + made.takes, kind: 'aws', what: 'database-ready', id: made.id })
  return instance
}

/** A replica begins a history of its own. What its source has and it lacks, it will never get. */
export function promote(world: World, system: System, instance: DatabaseInstance): void {
  const source = instance.replicaOf === null ? undefined : world.aws.rds[instance.replicaOf]
  settleDatabases(world, system)
  instance.replicaOf = null
  instance.lineage.push([`${instance.of}/${instance.id}-${world.counter}`, 0])
  instance.up = true
  if (source === undefined || !source.up) return
  const missing = missingFrom(source.lineage, instance.lineage)
  if (source.rate > 0) {
    blame(
      world,
      instance,
      'single-writer',
      `${instance.id} was made writable while ${source.id} took ${source.rate} rows a second: two databases take writes, and ${missing} rows were not in it yet`,
    )
  } else if (missing > 0) {
    blame(
      world,
      instance,
      'nothing-lost',
      `${instance.id} was promoted ${missing} rows behind ${source.id}, which still held them`,
    )
  }
}

function blame(
  world: World,
  instance: DatabaseInstance,
  invariant: 'single-writer' | 'nothing-lost',
  text: string,
): void {
  world.violations.push({
    at: world.now,
    invariant,
    workload: instance.id,
    command: instance.lastCommand ?? '',
    text,
  })
}

/**
 * The applications write somewhere else than before: what they wrote there and is not here is lost to them. A bound on
 * how much that may be is the system's RPO.
 */
export function checkMoves(world: World, system: System): void {
  for (const [of, { id: before, lineage }] of Object.entries(world.aws.inUse)) {
    const now = Object.values(world.aws.rds).find((i) => i.of === of && i.id !== before && i.rate > 0)
    if (now === undefined || (world.aws.rds[before]?.rate ?? 0) > 0) continue
    world.aws.inUse[of] = { id: now.id, lineage: now.lineage }
    const missing = missingFrom(lineage, now.lineage)
    const spec = specOfDatabase(system, now)
    const seconds = missing / Math.max(0.001, spec.writesPerSecond)
    if (missing === 0 || seconds * 1_000 <= system.rpo) continue
    if (world.violations.some((v) => v.workload === now.id && v.invariant === 'nothing-lost')) continue
    const minutes = Math.round(seconds / 60)
    blame(
      world,
      now,
      'nothing-lost',
      `${now.id} lacks ${missing} rows that ${before} took: the last ${minutes} minutes, and at most ${Math.round(system.rpo / 60_000)} may be lost`,
    )
  }
}

/** One of RDS' own steps is done. */
export function moveDatabase(world: World, system: System, what: string, id: string): void {
  const instance = world.aws.rds[id]
  if (instance === undefined) return
  settleDatabases(world, system)
  if (what === 'database-down') instance.up = false
  else if (what === 'database-promoted') {
    instance.status = 'available'
  } else if (what === 'database-gone') {
    delete world.aws.rds[id]
  } else {
    instance.up = true
    instance.status = 'available'
    if (what === 'database-failed-over') instance.zone = 1 - instance.zone
  }
  settleDatabases(world, system)
}
