import { type FoundKey, findKey, removeNumbers } from '../../world/keyspace.ts'
import { discard, noteLoss } from '../../world/queues.ts'
import { random } from '../../world/random.ts'
import { recordStores } from '../../world/stores.ts'
import type { RedisRequest } from './request.ts'

/** Items of a list, set or hash of a family: small ones, so that they can be counted. */
const FAMILY_ITEMS = 8

export function typeOf(found: FoundKey): 'string' | 'list' | 'set' | 'hash' {
  if (found.kind === 'queue') return 'list'
  return found.kind === 'own' ? found.key.type : found.spec.type
}

/** Length of a string in bytes, number of items of anything else. */
export function sizeOf(request: RedisRequest, found: FoundKey): number {
  if (found.kind === 'queue') return request.world.queues[found.name]?.waiting ?? 0
  if (found.kind === 'family') return found.spec.type === 'string' ? found.spec.bytes - 64 : FAMILY_ITEMS
  const { key } = found
  if (key.type === 'string') return Buffer.byteLength(key.value)
  return key.type === 'hash' ? Object.keys(key.fields).length : key.items.length
}

/** Bytes of memory. */
export function memoryOf(request: RedisRequest, found: FoundKey): number {
  if (found.kind === 'family') return found.spec.bytes
  if (found.kind === 'queue') return sizeOf(request, found) * 1_400 + 64
  return (
    64 + found.name.length + (found.key.type === 'string' ? found.key.value.length : JSON.stringify(found.key).length)
  )
}

/** Milliseconds; -1 for one that never expires. */
export function timeToLive({ world }: RedisRequest, found: FoundKey): number {
  if (found.kind === 'queue') return -1
  if (found.kind === 'own') return found.key.expiresAt === null ? -1 : found.key.expiresAt - world.now
  const given = found.family.expiring[found.n]
  if (given !== undefined) return given - world.now
  const { ttl } = found.spec
  if (ttl === undefined) return -1
  const phase = Math.floor(random(world.seed, found.name, 'ttl') * ttl)
  return ttl - ((world.now - world.origin + phase) % ttl)
}

/** When a command loses what nothing brings back, the world notes it. */
export function removeKeys(request: RedisRequest, found: readonly FoundKey[]): void {
  const { world, system, scene, cache } = request
  scene.write()
  const byFamily = new Map<string, number[]>()
  let durable = 0
  for (const one of found) {
    cache.removed += 1
    if (one.kind === 'queue') {
      const lost = discard(world, one.name)
      noteLoss(world, one.name, `${lost} waiting tasks of the queue ${one.name} were lost`, scene.command)
    } else if (one.kind === 'own') {
      if (request.spec.keys.some((k) => k.name === one.name && k.durable)) {
        const text = `${sizeOf(request, one)} items of ${one.name} were lost, and nothing brings them back`
        noteLoss(world, cache.name, text, scene.command)
      }
      delete cache.keys[one.name]
    } else {
      byFamily.set(one.spec.pattern, [...(byFamily.get(one.spec.pattern) ?? []), one.n])
      if (one.spec.durable) durable += 1
    }
  }
  for (const [pattern, numbers] of byFamily) {
    const family = cache.families[pattern]
    if (family !== undefined) removeNumbers(family, numbers)
  }
  if (durable > 0)
    noteLoss(world, cache.name, `${durable} keys of ${cache.name} were lost that nothing brings back`, scene.command)
  recordStores(world, system)
}

export function find(request: RedisRequest, name: string): FoundKey | null {
  return findKey(request.world, request.system, request.spec, name)
}

/** Redis' glob: `*`, `?`, `[a-c]`, `\` before a character that stands for itself. */
export function globPattern(glob: string): RegExp {
  let pattern = ''
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i] ?? ''
    if (c === '*') pattern += '[^]*'
    else if (c === '?') pattern += '[^]'
    else if (c === '[') {
      const end = glob.indexOf(']', i + 1)
      if (end < 0) {
        pattern += '\\['
        continue
      }
      pattern += `[${glob.slice(i + 1, end).replaceAll('\\', '\\\\')}]`
      i = end
    } else pattern += (c === '\\' ? (glob[++i] ?? '') : c).replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
  }
  return new RegExp(`^${pattern}$`, 'u')
}
