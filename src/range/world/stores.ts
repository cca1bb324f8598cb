import type { CacheSpec, KeyFamilySpec, System } from '../system/system.ts'
import { schedule } from './agenda.ts'
import { count, evictOldest, sweepExpired } from './keyspace.ts'
import { isFull, usedMemory } from './memory.ts'
import { flowQueues } from './queues.ts'
import { record } from './tracks.ts'
import type { CacheState, KeyFamily, StoredKey, Thing, World } from './world.ts'

/** How often what flows through queues and caches is worked out. */
export const FLOW_MS = 15_000
const BEFORE_MS = 86_400_000
const MB = 1_048_576

/** Caches and queues as system.yaml has them, at rest. */
export function createStores(world: World, system: System): void {
  for (const spec of system.caches) {
    world.caches[spec.name] = {
      name: spec.name,
      downSince: null,
      maxMemory: spec.maxMemoryMb * MB,
      nodeType: spec.nodeType,
      replicas: spec.replicas,
      primary: 1,
      policy: spec.policy,
      families: Object.fromEntries(spec.families.map((f) => [f.pattern, newFamily(f.count)])),
      keys: Object.fromEntries(spec.keys.map((k) => [k.name, newKey(k)])),
      evicted: 0,
      expired: 0,
      removed: 0,
    }
  }
  for (const { name, depth } of system.queues) {
    const waiting = Math.round(depth)
    const none = { arrived: 0, done: 0, lost: 0, refused: 0, arrivalCarry: 0, doneCarry: 0, cancelled: false }
    world.queues[name] = { name, begun: waiting, waiting, ...none }
  }
  recordStores(world, system)
  // It was so long before the world began: what happens in its first moment is a change.
  for (const [key, track] of Object.entries(world.tracks)) {
    if (/^(cache|queue|up)\//.test(key)) for (const step of track) step[0] -= BEFORE_MS
  }
  schedule(world, { at: world.now + FLOW_MS, kind: 'flow' })
}

function newFamily(size: number): KeyFamily {
  return { first: 1_000, next: 1_000 + size, removed: [], carry: 0, expiring: {} }
}

function newKey(spec: CacheSpec['keys'][number]): StoredKey {
  const items = Array.from({ length: spec.items }, (_, i) => `{"id":${i + 1}}`)
  switch (spec.type) {
    case 'string':
      return { type: 'string', value: spec.value, expiresAt: null }
    case 'hash':
      return { type: 'hash', fields: Object.fromEntries(items.map((v, i) => [`f${i + 1}`, v])), expiresAt: null }
    default:
      return { type: spec.type, items, expiresAt: null }
  }
}

/** What happened since the last look: tasks came and were done, keys were made, expired and evicted. */
export function flow(world: World, system: System): void {
  flowQueues(world, system, FLOW_MS / 1_000)
  for (const spec of system.caches) flowCache(world, system, spec)
  recordStores(world, system)
  schedule(world, { at: world.now + FLOW_MS, kind: 'flow' })
}

function flowCache(world: World, system: System, spec: CacheSpec): void {
  const cache = world.caches[spec.name]
  if (cache === undefined || cache.downSince !== null) return
  cache.expired += sweepExpired(cache, world.now)
  for (const family of spec.families) grow(world, system, cache, family)
  const surplus = usedMemory(world, system, spec) - cache.maxMemory
  if (surplus > 0 && cache.policy !== 'noeviction') evict(cache, spec, surplus)
}

/** Applications fill up what is missing; a fault may make more. A full cache that evicts nothing takes nothing. */
function grow(world: World, system: System, cache: CacheState, spec: KeyFamilySpec): void {
  const family = cache.families[spec.pattern]
  if (family === undefined || isFull(world, system, cache.name)) return
  const faulty = system.faults
    .filter((f) => f.kind === 'cache-memory')
    .filter((f) => f.cache === cache.name && f.family === spec.pattern && world.faults.some((a) => a.name === f.name))
  const extra = faulty.reduce((sum, f) => sum + f.perSecond, 0)
  const missing = Math.max(0, spec.count - count(family))
  const made = Math.min(missing, (spec.refill * FLOW_MS) / 1_000) + (extra * FLOW_MS) / 1_000 + family.carry
  family.next += Math.floor(made)
  family.carry = made - Math.floor(made)
}

function evict(cache: CacheState, spec: CacheSpec, surplus: number): void {
  let left = surplus
  for (const family of spec.families) {
    if (left <= 0) return
    if (cache.policy.startsWith('volatile') && family.ttl === undefined) continue
    const held = cache.families[family.pattern]
    if (held === undefined) continue
    const gone = evictOldest(held, Math.ceil(left / family.bytes))
    cache.evicted += gone
    left -= gone * family.bytes
  }
}

/** Notes for metrics how things stand. Call it after every change of a cache or queue. */
export function recordStores(world: World, system: System): void {
  for (const spec of system.caches) {
    const cache = world.caches[spec.name]
    if (cache === undefined) continue
    record(world, `cache/${spec.name}/used`, usedMemory(world, system, spec))
    record(world, `cache/${spec.name}/max`, cache.maxMemory)
    record(world, `up/${spec.name}`, cache.downSince === null ? 1 : 0)
  }
  for (const queue of Object.values(world.queues)) record(world, `queue/${queue.name}/depth`, queue.waiting)
  for (const fault of system.faults) {
    if (fault.kind === 'bad-deploy' || fault.kind === 'trouble' || !world.faults.some((a) => a.name === fault.name))
      continue
    const lasts = fault.kind !== 'cache-down' || world.caches[fault.cache]?.downSince !== null
    record(world, `fault/${fault.name}`, lasts ? 1 : 0)
  }
}

/** A failover or a change of a cache's nodes is through. */
export function finishCacheChange(world: World, system: System, { kind, name, fields }: Thing): void {
  const cache = world.caches[name]
  if (kind !== 'cache-change' || cache === undefined) return
  if (fields.failover !== undefined) {
    cache.primary = (cache.primary % (cache.replicas + 1)) + 1
    // The replica has what the primary had: what did not answer was the node.
    cache.downSince = null
  }
  if (fields.reboot !== undefined) {
    // One node, and nothing on a disk: it comes up empty.
    cache.downSince = null
    for (const pattern of Object.keys(cache.families)) cache.families[pattern] = newFamily(0)
    cache.keys = {}
  }
  if (typeof fields.nodeType === 'string') cache.nodeType = fields.nodeType
  if (typeof fields.maxMemory === 'number') cache.maxMemory = fields.maxMemory
  if (typeof fields.replicas === 'number') cache.replicas = fields.replicas
  recordStores(world, system)
}
