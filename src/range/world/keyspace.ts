import type { CacheSpec, KeyFamilySpec, System } from '../system/system.ts'
import type { CacheState, KeyFamily, StoredKey, World } from './world.ts'

/** A key that is there, whether it is one of a family, a queue's or one of its own. */
export type FoundKey =
  | { kind: 'family'; name: string; spec: KeyFamilySpec; family: KeyFamily; n: number }
  | { kind: 'queue'; name: string }
  | { kind: 'own'; name: string; key: StoredKey }

export function count(family: KeyFamily): number {
  return family.next - family.first - family.removed.length
}

/** All keys there are now, by family. */
export function allKeys(world: World, system: System, spec: CacheSpec): FoundKey[] {
  const cache = world.caches[spec.name] as CacheState
  const found: FoundKey[] = []
  for (const [name, key] of Object.entries(cache.keys)) {
    if (isAlive(key, world.now)) found.push({ kind: 'own', name, key })
  }
  for (const name of queueKeys(world, system, spec)) found.push({ kind: 'queue', name })
  for (const familySpec of spec.families) {
    const family = cache.families[familySpec.pattern]
    if (family === undefined) continue
    const removed = new Set(family.removed)
    for (let n = family.first; n < family.next; n++) {
      if (removed.has(n) || (family.expiring[n] ?? Number.POSITIVE_INFINITY) <= world.now) continue
      found.push({ kind: 'family', name: familySpec.pattern.replace('{n}', String(n)), spec: familySpec, family, n })
    }
  }
  return found
}

/** An empty list is no key. */
function queueKeys(world: World, system: System, spec: CacheSpec): string[] {
  if (system.celery?.broker !== spec.name) return []
  return system.queues.map((q) => q.name).filter((name) => (world.queues[name]?.waiting ?? 0) > 0)
}

const isAlive = (key: StoredKey, now: number) => key.expiresAt === null || key.expiresAt > now

export function findKey(world: World, system: System, spec: CacheSpec, name: string): FoundKey | null {
  const cache = world.caches[spec.name] as CacheState
  const own = cache.keys[name]
  if (own !== undefined && isAlive(own, world.now)) return { kind: 'own', name, key: own }
  if (queueKeys(world, system, spec).includes(name)) return { kind: 'queue', name }
  for (const familySpec of spec.families) {
    const family = cache.families[familySpec.pattern]
    const [before = '', behind = ''] = familySpec.pattern.split('{n}')
    if (family === undefined || !name.startsWith(before) || !name.endsWith(behind)) continue
    const digits = name.slice(before.length, name.length - behind.length)
    const n = Number(digits)
    if (!/^\d+$/.test(digits) || n < family.first || n >= family.next || family.removed.includes(n)) continue
    if ((family.expiring[n] ?? Number.POSITIVE_INFINITY) <= world.now) continue
    return { kind: 'family', name, spec: familySpec, family, n }
  }
  return null
}

/** Removes keys of a family. */
export function removeNumbers(family: KeyFamily, numbers: readonly number[]): void {
  const removed = new Set([...family.removed, ...numbers])
  while (removed.delete(family.first)) {
    delete family.expiring[family.first]
    family.first += 1
  }
  for (const n of numbers) delete family.expiring[n]
  family.removed = [...removed].sort((a, b) => a - b)
}

/** Removes the oldest. @returns how many there were. */
export function evictOldest(family: KeyFamily, wanted: number): number {
  const gone: number[] = []
  const removed = new Set(family.removed)
  for (let n = family.first; n < family.next && gone.length < wanted; n++) if (!removed.has(n)) gone.push(n)
  removeNumbers(family, gone)
  return gone.length
}

/** Removes what a command gave a time to live that is over. @returns how many. */
export function sweepExpired(cache: CacheState, now: number): number {
  let gone = 0
  for (const [name, key] of Object.entries(cache.keys)) {
    if (isAlive(key, now)) continue
    delete cache.keys[name]
    gone += 1
  }
  for (const family of Object.values(cache.families)) {
    const over = Object.entries(family.expiring).filter(([, at]) => at <= now)
    if (over.length === 0) continue
    removeNumbers(
      family,
      over.map(([n]) => Number(n)),
    )
    gone += over.length
  }
  return gone
}
