import type { CacheSpec, System } from '../system/system.ts'
import { count } from './keyspace.ts'
import type { World } from './world.ts'

const MB = 1_048_576
/** What one waiting task takes. */
const MESSAGE_BYTES = 1_400

/** Bytes. What system.yaml says is used at rest, less and more what came and went. */
export function usedMemory(world: World, system: System, spec: CacheSpec): number {
  const cache = world.caches[spec.name]
  if (cache === undefined) return 0
  let bytes = spec.usedMemoryMb * MB
  for (const family of spec.families) {
    const held = cache.families[family.pattern]
    bytes += ((held === undefined ? 0 : count(held)) - family.count) * family.bytes
  }
  if (system.celery?.broker === spec.name) {
    for (const queue of Object.values(world.queues)) bytes += (queue.waiting - queue.begun) * MESSAGE_BYTES
  }
  return Math.max(MB, bytes)
}

/** Does a cache refuse writes for want of memory? */
export function isFull(world: World, system: System, name: string): boolean {
  const spec = system.caches.find((c) => c.name === name)
  const cache = world.caches[name]
  if (spec === undefined || cache === undefined) return false
  return cache.policy === 'noeviction' && usedMemory(world, system, spec) >= cache.maxMemory
}
