import type { FoundKey } from '../../world/keyspace.ts'
import { discard, noteLoss } from '../../world/queues.ts'
import { pick, randomText } from '../../world/random.ts'
import type { StoredKey } from '../../world/world.ts'
import { Unanswerable } from '../client.ts'
import { find, removeKeys, sizeOf, typeOf } from './keys.ts'
import { bulk, bulks, error, integer, OK, type Reply, WRONG_TYPE } from './reply.ts'
import type { RedisCommand, RedisRequest } from './request.ts'

type Kind = 'list' | 'set' | 'hash'
type Stored<K extends StoredKey['type']> = Extract<StoredKey, { type: K }>

/** Looks at a key of one type; `none` where there is no such key. */
function looking(kind: Kind, none: Reply, look: (request: RedisRequest, found: FoundKey, args: string[]) => Reply) {
  return (request: RedisRequest, [name = '', ...args]: string[]): Reply => {
    const found = find(request, name)
    if (found === null) return none
    return typeOf(found) === kind ? look(request, found, args) : WRONG_TYPE
  }
}

function own<K extends Kind>(found: FoundKey, kind: K): Stored<K> {
  if (found.kind !== 'own' || found.key.type !== kind) throw new Unanswerable(`what ${found.name} holds`)
  return found.key as Stored<K>
}

/** The messages of a queue, as Celery writes them. */
function message({ world, system }: RedisRequest, queue: string, i: number): string {
  const tasks = system.queues.find((q) => q.name === queue)?.tasks ?? []
  const state = world.queues[queue]
  // The newest is on the left; workers take from the right.
  const n = (state?.arrived ?? 0) + (state?.begun ?? 0) - i
  const id = randomText('0123456789abcdef', 32, world.seed, queue, n)
  const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return JSON.stringify({
    body: Buffer.from('[[], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]').toString(
      'base64',
    ),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: {
      lang: 'py',
      task: tasks.length === 0 ? 'task' : pick(tasks, world.seed, queue, n),
      id: uuid,
      retries: 0,
    },
    properties: {
      correlation_id: uuid,
      delivery_mode: 2,
      delivery_info: { exchange: '', routing_key: queue },
      priority: 0,
      body_encoding: 'base64',
    },
  })
}

/** Numbers are looked at before the key is. */
const range: RedisCommand['answer'] = (request, args) => {
  const isNumber = args.slice(1).every((word) => /^-?\d+$/.test(word))
  return isNumber ? ranged(request, args) : error('ERR value is not an integer or out of range')
}

const ranged: RedisCommand['answer'] = looking('list', bulks([]), (request, found, [first = '', last = '']) => {
  const length = sizeOf(request, found)
  const from = Math.max(0, Number(first) < 0 ? length + Number(first) : Number(first))
  const to = Math.min(length - 1, Number(last) < 0 ? length + Number(last) : Number(last))
  if (from > to) return bulks([])
  if (found.kind === 'queue')
    return bulks(Array.from({ length: to - from + 1 }, (_, i) => message(request, found.name, from + i)))
  return bulks(own(found, 'list').items.slice(from, to + 1))
})

const push =
  (side: 'left' | 'right'): RedisCommand['answer'] =>
  (request, [name = '', ...items]) => {
    const found = find(request, name)
    if (found !== null && typeOf(found) !== 'list') return WRONG_TYPE
    // An empty list of that name is the queue, too: what a stranger puts there no worker can read.
    if (found?.kind === 'queue' || request.world.queues[name] !== undefined)
      throw new Unanswerable(`putting something on the queue ${name} by hand`)
    request.scene.write()
    const key: Stored<'list'> = found === null ? { type: 'list', items: [], expiresAt: null } : own(found, 'list')
    request.cache.keys[name] = key
    if (side === 'left') key.items.unshift(...items.toReversed())
    else key.items.push(...items)
    return integer(key.items.length)
  }

/** Taking an item off by hand loses it, where it is one that matters. */
const pop =
  (side: 'left' | 'right'): RedisCommand['answer'] =>
  (request, [name = '', amount, ...more]) => {
    if (more.length > 0)
      return error(`ERR wrong number of arguments for '${side === 'left' ? 'lpop' : 'rpop'}' command`)
    if (amount !== undefined && !/^\d+$/.test(amount)) return error('ERR value is out of range, must be positive')
    const found = find(request, name)
    if (found === null) return bulk(null)
    if (typeOf(found) !== 'list') return WRONG_TYPE
    if (found.kind === 'queue') throw new Unanswerable(`taking from the queue ${name} by hand`)
    const key = own(found, 'list')
    request.scene.write()
    const count = Math.min(Number(amount ?? 1), key.items.length)
    const items = side === 'left' ? key.items.splice(0, count) : key.items.splice(key.items.length - count).reverse()
    if (key.items.length === 0) delete request.cache.keys[name]
    lost(request, name, items.length)
    return amount === undefined ? bulk(items[0] ?? null) : bulks(items)
  }

function lost(request: RedisRequest, name: string, amount: number): void {
  if (amount === 0 || !request.spec.keys.some((k) => k.name === name && k.durable)) return
  const text = `${amount} items of ${name} were lost, and nothing brings them back`
  noteLoss(request.world, request.cache.name, text, request.scene.command)
}

const trim: RedisCommand['answer'] = (request, [name = '', first = '', last = '']) => {
  const found = find(request, name)
  if (found === null) return OK
  if (typeOf(found) !== 'list') return WRONG_TYPE
  // The usual way to empty one: `LTRIM queue 1 0`.
  if (Number(first) > Number(last) && Number(last) >= 0) {
    removeKeys(request, [found])
    return OK
  }
  if (found.kind === 'queue') {
    if (!(first === '0' && last === '-1')) discardSome(request, found.name)
    return OK
  }
  const key = own(found, 'list')
  const kept = key.items.slice(Number(first), Number(last) === -1 ? undefined : Number(last) + 1)
  request.scene.write()
  lost(request, name, key.items.length - kept.length)
  key.items = kept
  return OK
}

function discardSome(request: RedisRequest, queue: string): void {
  request.scene.write()
  const gone = discard(request.world, queue)
  noteLoss(request.world, queue, `${gone} waiting tasks of the queue ${queue} were lost`, request.scene.command)
}

const addMembers: RedisCommand['answer'] = (request, [name = '', ...members]) => {
  const found = find(request, name)
  if (found !== null && typeOf(found) !== 'set') return WRONG_TYPE
  request.scene.write()
  const key: Stored<'set'> = found === null ? { type: 'set', items: [], expiresAt: null } : own(found, 'set')
  const fresh = [...new Set(members)].filter((m) => !key.items.includes(m))
  key.items.push(...fresh)
  request.cache.keys[name] = key
  return integer(fresh.length)
}

const removeMembers: RedisCommand['answer'] = looking('set', integer(0), (request, found, members) => {
  const key = own(found, 'set')
  const kept = key.items.filter((item) => !members.includes(item))
  const gone = key.items.length - kept.length
  if (gone > 0) request.scene.write()
  lost(request, found.name, gone)
  key.items = kept
  if (kept.length === 0) delete request.cache.keys[found.name]
  return integer(gone)
})

const setFields: RedisCommand['answer'] = (request, [name = '', ...pairs]) => {
  if (pairs.length % 2 !== 0) return error("ERR wrong number of arguments for 'hset' command")
  const found = find(request, name)
  if (found !== null && typeOf(found) !== 'hash') return WRONG_TYPE
  request.scene.write()
  const key: Stored<'hash'> = found === null ? { type: 'hash', fields: {}, expiresAt: null } : own(found, 'hash')
  let fresh = 0
  for (let i = 0; i < pairs.length; i += 2) {
    if (key.fields[pairs[i] ?? ''] === undefined) fresh += 1
    key.fields[pairs[i] ?? ''] = pairs[i + 1] ?? ''
  }
  request.cache.keys[name] = key
  return integer(fresh)
}

const removeFields: RedisCommand['answer'] = looking('hash', integer(0), (request, found, names) => {
  const key = own(found, 'hash')
  const gone = [...new Set(names)].filter((n) => key.fields[n] !== undefined)
  if (gone.length > 0) request.scene.write()
  lost(request, found.name, gone.length)
  for (const n of gone) delete key.fields[n]
  if (Object.keys(key.fields).length === 0) delete request.cache.keys[found.name]
  return integer(gone.length)
})

const size = (kind: Kind) => looking(kind, integer(0), (request, found) => integer(sizeOf(request, found)))

/** Lists, sets and hashes. */
export const COLLECTIONS: Record<string, RedisCommand> = {
  llen: { arity: 2, answer: size('list') },
  lrange: { arity: 4, answer: range },
  lindex: {
    arity: 3,
    answer: (request, [name = '', i = '']) => {
      const reply = range(request, [name, i, i])
      return reply.kind === 'array' ? (reply.items[0] ?? bulk(null)) : reply
    },
  },
  lpush: { arity: -3, grows: true, answer: push('left') },
  rpush: { arity: -3, grows: true, answer: push('right') },
  lpop: { arity: -2, answer: pop('left') },
  rpop: { arity: -2, answer: pop('right') },
  ltrim: { arity: 4, answer: trim },
  scard: { arity: 2, answer: size('set') },
  smembers: { arity: 2, answer: looking('set', bulks([]), (_request, found) => bulks(own(found, 'set').items)) },
  sismember: {
    arity: 3,
    answer: looking('set', integer(0), (_request, found, [m = '']) =>
      integer(own(found, 'set').items.includes(m) ? 1 : 0),
    ),
  },
  sadd: { arity: -3, grows: true, answer: addMembers },
  srem: { arity: -3, answer: removeMembers },
  hlen: { arity: 2, answer: size('hash') },
  hget: {
    arity: 3,
    answer: looking('hash', bulk(null), (_request, found, [f = '']) => bulk(own(found, 'hash').fields[f] ?? null)),
  },
  hgetall: {
    arity: 2,
    answer: looking('hash', bulks([]), (_request, found) => bulks(Object.entries(own(found, 'hash').fields).flat())),
  },
  hkeys: {
    arity: 2,
    answer: looking('hash', bulks([]), (_request, found) => bulks(Object.keys(own(found, 'hash').fields))),
  },
  hset: { arity: -4, grows: true, answer: setFields },
  hdel: { arity: -3, answer: removeFields },
}
