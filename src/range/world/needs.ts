import type { NeedSpec, System, WorkloadSpec } from '../system/system.ts'
import type { DatabaseInstance } from './aws-state.ts'
import { deniesAll } from './buckets.ts'
import { isDown } from './down.ts'
import { secretValue } from './secrets.ts'
import { record } from './tracks.ts'
import { type Instance, serving, type Workload, type World } from './world.ts'
import { databaseOf } from './writers.ts'

/**
 * What requests suffer because something they need is not well: a database that does not answer or does not know the
 * password, a bucket that denies, a provider that is away. Noted as a part of the requests, 0…1, by workload and need.
 */

/** Connections that are open live on after the password has changed; pools renew them within this time. */
const SESSION_MS = 10 * 60_000

/** Part of the requests that come upon a spoilt row. */
const SPOILT = 0.35

const needKey = (workload: string, on: string) => `${workload}/${on}`

/** Notes how things stand. Call it after every change of anything a request may need. */
export function recordNeeds(world: World, system: System): void {
  for (const spec of system.workloads) {
    const workload = world.workloads[spec.name]
    if (workload === undefined) continue
    for (const need of spec.needs) {
      const key = needKey(spec.name, need.on)
      const part = unmetPart(world, system, spec, workload, need)
      world.aws.unmet[key] = part
      record(world, `unmet/${key}`, part)
    }
  }
}

/** Part of a need's requests that fail: those of instances it fails. */
function unmetPart(world: World, system: System, spec: WorkloadSpec, workload: Workload, need: NeedSpec): number {
  const up = serving(workload)
  if (up.length === 0) return 0
  if (need.on === spec.database?.name && databaseOf(world, spec, workload, up[0] ?? null)?.spoilt != null) return SPOILT
  const failing = up.filter((instance) => {
    const { when } = need
    if (when !== undefined && instance.read?.[when.parameter] !== when.is) return false
    return fails(world, system, spec, workload, instance, need.on)
  })
  return failing.length / up.length
}

function fails(
  world: World,
  system: System,
  spec: WorkloadSpec,
  workload: Workload,
  instance: Instance,
  on: string,
): boolean {
  if (system.databases.some((d) => d.name === on)) return databaseFails(world, system, spec, workload, instance)
  const bucket = world.aws.buckets[on]
  if (bucket !== undefined) return deniesAll(bucket.policy)
  const provider = world.aws.providers[on]
  if (provider !== undefined) return provider.downSince !== null || keyIsRefused(world, system, instance, on)
  return isDown(world, on)
}

function databaseFails(
  world: World,
  system: System,
  spec: WorkloadSpec,
  workload: Workload,
  instance: Instance,
): boolean {
  const database = databaseOf(world, spec, workload, instance)
  // Applications write: a replica is of no use to them.
  return (
    database === null ||
    !database.up ||
    database.replicaOf !== null ||
    isRefused(world, system, spec, database, instance)
  )
}

/** Does a database refuse the password that an instance began with? */
function isRefused(
  world: World,
  system: System,
  spec: WorkloadSpec,
  database: DatabaseInstance,
  instance: Instance,
): boolean {
  const secret = system.databases.find((d) => d.name === database.of)?.secret
  if (secret === undefined || !Object.values(spec.secrets).includes(secret)) return false
  if (secretValue(world, instance, secret) === database.password) return false
  // What was opened before the change goes on until its pool renews it.
  const opened = (instance.readyAt ?? world.now) < database.passwordSince
  return !opened || world.now - database.passwordSince > SESSION_MS
}

/** A provider knows only keys of its own form, and none that it has taken back. */
function keyIsRefused(world: World, system: System, instance: Instance, name: string): boolean {
  const secret = system.aws.secrets.find((s) => s.provider === name)
  const provider = system.aws.providers.find((p) => p.name === name)
  if (secret === undefined || provider === undefined) return false
  const key = secretValue(world, instance, secret.name) ?? ''
  return !new RegExp(provider.keys).test(key) || key === world.aws.providers[name]?.refused
}

/** The database that answers, and that instances of a workload cannot log in to any more; null when there is none. */
export function lockedOutOf(world: World, system: System, spec: WorkloadSpec): DatabaseInstance | null {
  const workload = world.workloads[spec.name]
  if (workload === undefined) return null
  for (const instance of serving(workload)) {
    const database = databaseOf(world, spec, workload, instance)
    if (database?.up === true && isRefused(world, system, spec, database, instance)) return database
  }
  return null
}
