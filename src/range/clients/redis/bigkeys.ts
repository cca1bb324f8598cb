import { allKeys } from '../../world/keyspace.ts'
import { sizeOf, typeOf } from './keys.ts'
import { quoted } from './reply.ts'
import type { RedisRequest } from './request.ts'

const TYPES = [
  { type: 'list', plural: 'lists', unit: 'items' },
  { type: 'hash', plural: 'hashs', unit: 'fields' },
  { type: 'string', plural: 'strings', unit: 'bytes' },
  { type: 'stream', plural: 'streams', unit: 'entries' },
  { type: 'set', plural: 'sets', unit: 'members' },
  { type: 'zset', plural: 'zsets', unit: 'members' },
] as const

const HEADER = `
# Scanning the entire keyspace to find biggest keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

`

/** What `redis-cli --bigkeys` prints, its spelling included. */
export function bigKeys(request: RedisRequest): string {
  const all = allKeys(request.world, request.system, request.spec)
  const biggest = new Map<string, { name: string; size: number }>()
  const totals = new Map<string, { keys: number; size: number }>()
  let text = HEADER
  for (const [i, key] of all.entries()) {
    const type = typeOf(key)
    const size = sizeOf(request, key)
    const total = totals.get(type) ?? { keys: 0, size: 0 }
    totals.set(type, { keys: total.keys + 1, size: total.size + size })
    if (size <= (biggest.get(type)?.size ?? -1)) continue
    biggest.set(type, { name: key.name, size })
    const done = ((100 * i) / all.length).toFixed(2).padStart(5, '0')
    const unit = TYPES.find((t) => t.type === type)?.unit
    text += `[${done}%] Biggest ${type.padEnd(6)} found so far '${quoted(key.name)}' with ${size} ${unit}\n`
  }
  const names = all.reduce((sum, k) => sum + Buffer.byteLength(k.name), 0)
  const mean = all.length === 0 ? 0 : names / all.length
  text += `\n-------- summary -------\n\nSampled ${all.length} keys in the keyspace!\n`
  text += `Total key length in bytes is ${names} (avg len ${mean.toFixed(2)})\n\n`
  for (const { type, unit } of TYPES) {
    const big = biggest.get(type)
    if (big !== undefined) text += `Biggest ${type.padStart(6)} found '${quoted(big.name)}' has ${big.size} ${unit}\n`
  }
  text += '\n'
  for (const { type, plural, unit } of TYPES) {
    const { keys, size } = totals.get(type) ?? { keys: 0, size: 0 }
    const part = all.length === 0 ? 0 : (100 * keys) / all.length
    const each = keys === 0 ? 0 : size / keys
    text += `${keys} ${plural} with ${size} ${unit} (${part.toFixed(2).padStart(5, '0')}% of keys, avg size ${each.toFixed(2)})\n`
  }
  return text
}
