import type { AwsDeed } from '../system/deeds.ts'
import type { System } from '../system/system.ts'
import { settleAws } from './aws-settle.ts'
import { listObjects, putVersion } from './buckets.ts'
import { settleDatabases } from './database-instances.ts'
import type { World } from './world.ts'

/** Carries out what a fault, or somebody beside the responder, does to things of AWS. */
export function doAwsDeed(world: World, system: System, deed: AwsDeed): void {
  settleDatabases(world, system)
  const { policy, objects, provider, database, certificate } = deed
  const bucket = policy === undefined ? undefined : world.aws.buckets[policy.bucket]
  if (policy !== undefined && bucket !== undefined) bucket.policy = policy.text
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
  settleAws(world, system)
}

function harmObjects(world: World, system: System, what: NonNullable<AwsDeed['objects']>): void {
  const bucket = world.aws.buckets[what.bucket]
  if (bucket === undefined) return
  const newest = listObjects(world, system, what.bucket, what.prefix)
    .sort((a, b) => b.version.at - a.version.at)
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
