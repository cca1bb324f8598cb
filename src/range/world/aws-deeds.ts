import type { AwsDeed } from '../system/deeds.ts'
import type { System } from '../system/system.ts'
import { settleAws } from './aws-settle.ts'
import { listObjects, putVersion } from './buckets.ts'
import { settleDatabases } from './database-instances.ts'
import { reconcile, specOf } from './rollout.ts'
import { balancerHost, withDot } from './routing.ts'
import { readAtStart } from './secrets.ts'
import { type World, workloadOf } from './world.ts'

/** Carries out what a fault, or somebody beside the responder, does to things of AWS. */
export function doAwsDeed(world: World, system: System, deed: AwsDeed): void {
  settleDatabases(world, system)
  const { policy, objects, provider, database, certificate } = deed
  const bucket = policy === undefined ? undefined : world.aws.buckets[policy.bucket]
  if (policy !== undefined && bucket !== undefined) bucket.policy = policy.text
  const taking = deed.put === undefined ? undefined : world.aws.buckets[deed.put.bucket]
  if (deed.put !== undefined && taking !== undefined) {
    const now = new Date(world.now).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_')
    putVersion(world, system, taking, deed.put.key.replace(':now', now), {
      bytes: deed.put.bytes,
      etag: now,
      marker: false,
      spoilt: false,
      text: null,
    })
  }
  if (objects !== undefined) harmObjects(world, system, objects)
  const called = provider === undefined ? undefined : world.aws.providers[provider.name]
  if (provider !== undefined && called !== undefined) {
    if (provider.how === 'down') called.downSince = world.now
    else if (provider.how === 'up') called.downSince = null
    else {
      const secret = system.aws.secrets.find((s) => s.provider === provider.name)
      called.refused = world.aws.secrets[secret?.name ?? '']?.versions.at(-1)?.value ?? null
    }
  }
  const instance = database === undefined ? undefined : world.aws.rds[database.name]
  if (database !== undefined && instance !== undefined) {
    if (database.status !== undefined) instance.status = database.status
    if (database.up !== undefined) instance.up = database.up
    if (database.follows !== undefined) instance.follows = database.follows
    const own = instance.lineage.at(-1)
    if (database.spoilt !== undefined && own !== undefined)
      instance.spoilt = { history: own[0], after: own[1] - (instance.rate * database.spoilt) / 1_000 }
  }
  const held = certificate === undefined ? undefined : world.aws.certificates[certificate.id]
  if (certificate !== undefined && held !== undefined) {
    held.notAfter = world.now + certificate.left
    held.renewal = 'PENDING_VALIDATION'
    held.reason = certificate.reason
  }
  if (deed.promoted !== undefined) promoteBefore(world, deed.promoted)
  if (deed.scaled !== undefined) settleAt(world, system, deed.scaled.workload, deed.scaled.to)
  if (deed.rerouted !== undefined) reroute(world, system, deed.rerouted)
  settleAws(world, system)
}

/** Nothing was lost by it: it had everything. */
function promoteBefore(world: World, id: string): void {
  const instance = world.aws.rds[id]
  const source = instance?.replicaOf == null ? undefined : world.aws.rds[instance.replicaOf]
  if (instance === undefined || source === undefined) return
  instance.lineage = [...source.lineage.map(([h, r]): [string, number] => [h, r]), [`${instance.of}/${id}`, 0]]
  instance.replicaOf = null
  instance.retentionDays = 7
  world.aws.inUse[instance.of] = { id, lineage: instance.lineage }
}

function settleAt(world: World, system: System, name: string, count: number): void {
  const workload = workloadOf(world, name)
  workload.desired = count
  reconcile(world, system, workload)
  for (const instance of workload.instances) {
    if (instance.state !== 'pending' && instance.state !== 'starting') continue
    Object.assign(instance, { state: 'ready', startedAt: world.now - 60_000, readyAt: world.now - 30_000 })
    const read = readAtStart(world, specOf(system, name))
    if (read !== undefined) instance.read = read
  }
  reconcile(world, system, workload)
}

function reroute(world: World, system: System, to: NonNullable<AwsDeed['rerouted']>): void {
  const zone = world.aws.zones[to.zone]
  const balancer = system.aws.balancers.find((b) => b.name === to.balancer)
  for (const r of zone?.records ?? [])
    if (r.set === to.set && r.alias !== null && balancer !== undefined)
      r.alias.name = withDot(balancerHost(system, balancer))
  if (zone !== undefined) zone.believed = structuredClone(zone.records)
}

function harmObjects(world: World, system: System, what: NonNullable<AwsDeed['objects']>): void {
  const bucket = world.aws.buckets[what.bucket]
  if (bucket === undefined) return
  const newest = listObjects(world, system, what.bucket, what.prefix)
    .sort((a, b) => (what.which === 'newest' ? b.version.at - a.version.at : a.version.at - b.version.at))
    .slice(0, what.count)
  for (const { key, version } of newest) {
    const marker = what.how === 'deleted'
    const bytes = marker ? 0 : Math.round(version.bytes / 40)
    putVersion(world, system, bucket, key, {
      bytes,
      etag: `${version.etag.slice(0, 24)}deadbeef`,
      marker,
      spoilt: !marker,
      text: null,
    })
  }
}
