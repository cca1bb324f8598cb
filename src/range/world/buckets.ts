import type { BucketSpec, ObjectFamilySpec, System } from '../system/system.ts'
import type { BucketState, ObjectVersion } from './aws-state.ts'
import { HEX, randomText } from './random.ts'
import type { World } from './world.ts'

/**
 * What buckets hold. Objects of a family are numbered and come at an even pace, so that nothing of them is stored until
 * somebody touches one: which there are at a time follows from the time.
 */

const HOUR = 3_600_000
/** The number of a family's first object. */
const FIRST = 1

export interface StoredObject {
  key: string
  /** The version that a plain GET answers. */
  version: ObjectVersion
}

export function createBuckets(world: World, system: System): void {
  for (const spec of system.aws.buckets) {
    world.aws.buckets[spec.name] = {
      name: spec.name,
      policy: spec.policy ?? null,
      versioning: spec.versioned,
      touched: {},
    }
  }
}

export function bucketSpec(system: System, name: string): BucketSpec | undefined {
  return system.aws.buckets.find((b) => b.name === name)
}

/** Where a bucket's families come from, and at which time it is as of. */
function sourceOf(system: System, spec: BucketSpec, world: World): { families: ObjectFamilySpec[]; until: number } {
  if (spec.copyOf === undefined) return { families: spec.families, until: world.now }
  const source = bucketSpec(system, spec.copyOf.bucket)
  return { families: source?.families ?? [], until: world.origin - spec.copyOf.age }
}

/** How many of a family have come by a time. */
function comeBy(world: World, family: ObjectFamilySpec, at: number): number {
  return family.count + Math.floor(((at - world.origin) * family.perHour) / HOUR)
}

/** When the object of a number was uploaded. */
function uploadedAt(world: World, family: ObjectFamilySpec, n: number): number {
  return Math.ceil(world.origin + ((n - FIRST + 1 - family.count) * HOUR) / family.perHour)
}

/** Every object that a listing of the prefix shows, by key. */
export function listObjects(world: World, system: System, name: string, prefix = ''): StoredObject[] {
  const bucket = world.aws.buckets[name]
  const spec = bucketSpec(system, name)
  if (bucket === undefined || spec === undefined) return []
  const found: StoredObject[] = []
  for (const key of bornKeys(world, system, spec, prefix)) {
    if (bucket.touched[key] !== undefined) continue
    const version = bornVersion(world, system, spec, key)
    if (version !== null) found.push({ key, version })
  }
  for (const [key, versions] of Object.entries(bucket.touched)) {
    const version = versions.at(-1)
    if (key.startsWith(prefix) && version !== undefined && !version.marker) found.push({ key, version })
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : 1))
}

function* bornKeys(world: World, system: System, spec: BucketSpec, prefix: string): Generator<string> {
  const { families, until } = sourceOf(system, spec, world)
  for (const family of families) {
    if (!family.prefix.startsWith(prefix) && !prefix.startsWith(family.prefix)) continue
    const last = comeBy(world, family, until)
    for (let n = FIRST; n <= last; n++) {
      const key = `${family.prefix}${n}${family.suffix}`
      if (key.startsWith(prefix)) yield key
    }
  }
  for (const object of spec.objects) if (object.key.startsWith(prefix)) yield object.key
}

/** The version an object was born with; null when there was none. */
function bornVersion(world: World, system: System, spec: BucketSpec, key: string): ObjectVersion | null {
  const single = spec.objects.find((o) => o.key === key)
  const base = { marker: false, spoilt: false, text: null }
  const etag = randomText(HEX, 32, spec.copyOf?.bucket ?? spec.name, key, 'etag')
  if (single !== undefined) {
    const id = spec.versioned ? randomText(HEX, 32, spec.name, key, 'version') : 'null'
    return { ...base, id, at: world.origin - single.age, bytes: single.bytes, etag, text: single.text ?? null }
  }
  const { families, until } = sourceOf(system, spec, world)
  for (const family of families) {
    if (!key.startsWith(family.prefix) || !key.endsWith(family.suffix)) continue
    const middle = key.slice(family.prefix.length, key.length - family.suffix.length)
    const n = Number(middle)
    if (!/^[1-9]\d*$/.test(middle) || n > comeBy(world, family, until)) continue
    const id = spec.versioned ? randomText(HEX, 32, spec.name, key, 'version') : 'null'
    const at = spec.copyOf === undefined ? uploadedAt(world, family, n) : until
    return { ...base, id, at, bytes: bytesOf(family, key), etag }
  }
  return null
}

/** About as large as the family says, and the same wherever it is copied to. */
function bytesOf(family: ObjectFamilySpec, key: string): number {
  return Math.round(family.bytes * (0.6 + 0.8 * (Number.parseInt(randomText(HEX, 4, key), 16) / 65_536)))
}

/** All versions of a key, oldest first; none when it never was. */
export function versionsOf(world: World, system: System, name: string, key: string): ObjectVersion[] {
  const bucket = world.aws.buckets[name]
  const spec = bucketSpec(system, name)
  if (bucket === undefined || spec === undefined) return []
  const touched = bucket.touched[key]
  if (touched !== undefined) return touched
  const born = bornVersion(world, system, spec, key)
  return born === null ? [] : [born]
}

/** Every key that has a version, also one that is deleted. */
export function keysWithVersions(world: World, system: System, name: string, prefix: string): string[] {
  const bucket = world.aws.buckets[name]
  const spec = bucketSpec(system, name)
  if (bucket === undefined || spec === undefined) return []
  const touched = Object.keys(bucket.touched).filter((key) => key.startsWith(prefix))
  return [...new Set([...bornKeys(world, system, spec, prefix), ...touched])].sort()
}

/** Puts a version on top: an upload, a copy, a delete marker. Without versioning it takes the place of what was there. */
export function putVersion(
  world: World,
  system: System,
  bucket: BucketState,
  key: string,
  version: Omit<ObjectVersion, 'id' | 'at'>,
): ObjectVersion {
  const before = versionsOf(world, system, bucket.name, key)
  world.counter += 1
  const id = bucket.versioning ? randomText(HEX, 32, world.seed, key, world.counter) : 'null'
  const added: ObjectVersion = { ...version, id, at: world.now }
  bucket.touched[key] = bucket.versioning ? [...before, added] : version.marker ? [] : [added]
  return added
}

/** Removes one version for good, also a delete marker: what was under it shows again. */
export function removeVersion(world: World, system: System, bucket: BucketState, key: string, id: string): boolean {
  const before = versionsOf(world, system, bucket.name, key)
  if (!before.some((v) => v.id === id)) return false
  bucket.touched[key] = before.filter((v) => v.id !== id)
  return true
}

/** Deletes what users put there. What a fault spoilt, and what a copy holds too, is no loss. */
export function deleteObject(world: World, system: System, bucket: BucketState, key: string): ObjectVersion | null {
  const version = versionsOf(world, system, bucket.name, key).at(-1)
  if (version === undefined || version.marker) return null
  const etag = ''
  return putVersion(world, system, bucket, key, { bytes: 0, etag, marker: true, spoilt: false, text: null })
}

/** Is it something that people uploaded, and that nothing makes anew? */
export function isUpload(system: System, bucket: string, key: string): boolean {
  const spec = bucketSpec(system, bucket)
  return spec !== undefined && spec.copyOf === undefined && spec.families.some((f) => key.startsWith(f.prefix))
}

/** Does the policy keep applications from reading or writing objects? */
export function deniesAll(policy: string | null): boolean {
  if (policy === null) return false
  try {
    const statements = [(JSON.parse(policy) as { Statement?: unknown }).Statement ?? []].flat()
    return (statements as { Effect?: string; Action?: unknown; Principal?: unknown; Condition?: unknown }[]).some(
      (s) =>
        s.Effect === 'Deny' &&
        s.Condition === undefined &&
        [s.Action].flat().some((a) => /^(s3:\*|s3:(Get|Put)(Object)?\*?|\*)$/.test(String(a))),
    )
  } catch {
    return false
  }
}

/** How many objects are gone or spoilt that were well: what a restore is to bring back. */
export function damaged(bucket: BucketState): number {
  return Object.values(bucket.touched).filter((versions) => {
    const last = versions.at(-1)
    return last === undefined || last.marker || last.spoilt
  }).length
}
