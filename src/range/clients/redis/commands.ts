import { longPattern } from '../../../core/long-pattern.ts'
import { allKeys } from '../../world/keyspace.ts'
import { isFull } from '../../world/memory.ts'
import { random } from '../../world/random.ts'
import { recordStores } from '../../world/stores.ts'
import { Unanswerable } from '../client.ts'
import { COLLECTIONS } from './collections.ts'
import { info } from './info.ts'
import { find, globPattern, memoryOf, removeKeys, sizeOf, timeToLive, typeOf } from './keys.ts'
import { array, bulk, bulks, error, integer, OK, type Reply, status, WRONG_TYPE } from './reply.ts'
import type { RedisCommand, RedisRequest } from './request.ts'

const SYNTAX = error('ERR syntax error')
const NOT_INTEGER = error('ERR value is not an integer or out of range')

const get: RedisCommand = {
  arity: 2,
  answer: (request, [name = '']) => {
    const found = find(request, name)
    if (found === null) return bulk(null)
    if (typeOf(found) !== 'string') return WRONG_TYPE
    if (found.kind === 'own' && found.key.type === 'string') return bulk(found.key.value)
    throw new Unanswerable(`what ${name} holds`)
  },
}

const set: RedisCommand = {
  arity: -3,
  grows: true,
  answer: (request, [name = '', value = '', ...options]) => {
    const { world, cache, scene } = request
    let expiresAt: number | null = null
    let only: string | null = null
    for (let i = 0; i < options.length; i++) {
      const word = options[i]?.toUpperCase()
      if (word === 'NX' || word === 'XX') only = word
      else if (word === 'EX' || word === 'PX') {
        const given = Number(options[++i])
        if (!Number.isInteger(given)) return options[i] === undefined ? SYNTAX : NOT_INTEGER
        if (given <= 0) return error("ERR invalid expire time in 'set' command")
        expiresAt = world.now + given * (word === 'EX' ? 1_000 : 1)
      } else if (word === 'KEEPTTL' || word === 'GET' || word === 'EXAT' || word === 'PXAT')
        throw new Unanswerable(`redis SET … ${word}`)
      else return SYNTAX
    }
    const found = find(request, name)
    if (only !== null && (only === 'NX') === (found !== null)) return bulk(null)
    if (found !== null) removeKeys(request, [found])
    scene.write()
    cache.keys[name] = { type: 'string', value, expiresAt }
    return OK
  },
}

const remove: RedisCommand = {
  arity: -2,
  answer: (request, names) => {
    const found = [...new Set(names)].flatMap((name) => find(request, name) ?? [])
    if (found.length > 0) removeKeys(request, found)
    return integer(found.length)
  },
}

const expire =
  (unit: number): RedisCommand['answer'] =>
  (request, [name = '', amount = '', ...options]) => {
    if (options.length > 0) throw new Unanswerable(`redis EXPIRE … ${options.join(' ')}`)
    if (!/^-?\d+$/.test(amount)) return NOT_INTEGER
    const found = find(request, name)
    if (found === null) return integer(0)
    if (Number(amount) <= 0) {
      removeKeys(request, [found])
      return integer(1)
    }
    if (found.kind === 'queue') throw new Unanswerable(`a time to live for the queue ${name}`)
    request.scene.write()
    const at = request.world.now + Number(amount) * unit
    if (found.kind === 'own') found.key.expiresAt = at
    else found.family.expiring[found.n] = at
    return integer(1)
  }

const persist: RedisCommand = {
  arity: 2,
  answer: (request, [name = '']) => {
    const found = find(request, name)
    if (found?.kind === 'family') throw new Unanswerable(`redis PERSIST of ${name}`)
    if (found?.kind !== 'own' || found.key.expiresAt === null) return integer(0)
    request.scene.write()
    found.key.expiresAt = null
    return integer(1)
  },
}

const timeLeft =
  (unit: number): RedisCommand['answer'] =>
  (request, [name = '']) => {
    const found = find(request, name)
    if (found === null) return integer(-2)
    const left = timeToLive(request, found)
    return integer(left < 0 ? -1 : Math.round(left / unit))
  }

const keys: RedisCommand = {
  arity: 2,
  answer: ({ world, system, spec }, [pattern = '']) => {
    const wanted = globPattern(pattern)
    return bulks(
      allKeys(world, system, spec)
        .map((k) => k.name)
        .filter((name) => wanted.test(name)),
    )
  },
}

/**
 * A cursor is a place in the order of hashes: whatever comes and goes meanwhile, a key that is there all the time is
 * seen. As the real one promises.
 */
const scan: RedisCommand = {
  arity: -2,
  answer: (request, [cursor = '', ...options]) => {
    if (!/^\d+$/.test(cursor)) return error('ERR invalid cursor')
    let wanted = /^/
    let size = 10
    let type: string | null = null
    for (let i = 0; i < options.length; i += 2) {
      const value = options[i + 1]
      const word = options[i]?.toUpperCase()
      if (value === undefined) return SYNTAX
      if (word === 'MATCH') wanted = globPattern(value)
      else if (word === 'TYPE') type = value.toLowerCase()
      else if (word !== 'COUNT') return SYNTAX
      else if (!/^\d+$/.test(value)) return NOT_INTEGER
      else if (Number(value) < 1) return SYNTAX
      else size = Number(value)
    }
    const all = allKeys(request.world, request.system, request.spec)
      .map((key) => ({ key, at: 1 + Math.floor(random(key.name, 'scan') * 2 ** 31) }))
      .filter(({ at }) => at >= Number(cursor))
      .sort((a, b) => a.at - b.at)
    const next = all[size]?.at ?? 0
    // Keys of the same hash come together, or one of them would come twice.
    const page = all.filter(({ at }) => next === 0 || at < next).map(({ key }) => key)
    const shown = page.filter((k) => wanted.test(k.name) && (type === null || typeOf(k) === type)).map((k) => k.name)
    return array([bulk(String(next)), bulks(shown)])
  },
}

const flush: RedisCommand = {
  arity: -1,
  answer: (request, options) => {
    if (options.some((o) => !/^(a?sync)$/i.test(o)) || options.length > 1) return SYNTAX
    removeKeys(request, allKeys(request.world, request.system, request.spec))
    return OK
  },
}

const memory: RedisCommand = {
  arity: -2,
  answer: (request, [sub = '', name = '', ...more]) => {
    if (sub.toUpperCase() !== 'USAGE' || (more.length > 0 && more[0]?.toUpperCase() !== 'SAMPLES'))
      throw new Unanswerable(`redis MEMORY ${sub}`)
    const found = find(request, name)
    return found === null ? bulk(null) : integer(memoryOf(request, found))
  },
}

const CONFIG: Record<string, (request: RedisRequest) => string> = {
  maxmemory: ({ cache }) => String(cache.maxMemory),
  'maxmemory-policy': ({ cache }) => cache.policy,
}

/** ElastiCache has no CONFIG at all: parameter groups are its way. */
const config: RedisCommand = {
  arity: -2,
  answer: (request, [sub = '', name = '']) => {
    if (request.system.platform === 'ecs' || sub.toUpperCase() !== 'GET')
      return error(
        `ERR unknown command 'config', with args beginning with: '${sub}' ${name === '' ? '' : `'${name}' `}`,
      )
    return bulks(
      Object.entries(CONFIG)
        .filter(([key]) => globPattern(name.toLowerCase()).test(key))
        .flatMap(([key, value]) => [key, value(request)]),
    )
  },
}

const OWN: Record<string, RedisCommand> = {
  ping: { arity: -1, answer: (_request, [text]) => (text === undefined ? status('PONG') : bulk(text)) },
  echo: { arity: 2, answer: (_request, [text = '']) => bulk(text) },
  info: { arity: -1, answer: (request, sections) => bulk(info(request, sections)) },
  dbsize: { arity: 1, answer: ({ world, system, spec }) => integer(allKeys(world, system, spec).length) },
  time: {
    arity: 1,
    answer: ({ world }) => bulks([String(Math.floor(world.now / 1_000)), String((world.now % 1_000) * 1_000)]),
  },
  get,
  set,
  setex: {
    arity: 4,
    grows: true,
    answer: (request, [name = '', seconds = '', value = '']) => set.answer(request, [name, value, 'EX', seconds]),
  },
  strlen: {
    arity: 2,
    answer: (request, [name = '']) => {
      const found = find(request, name)
      if (found === null) return integer(0)
      return typeOf(found) === 'string' ? integer(sizeOf(request, found)) : WRONG_TYPE
    },
  },
  del: remove,
  unlink: remove,
  exists: { arity: -2, answer: (request, names) => integer(names.filter((n) => find(request, n) !== null).length) },
  type: {
    arity: 2,
    answer: (request, [name = '']) => {
      const found = find(request, name)
      return status(found === null ? 'none' : typeOf(found))
    },
  },
  expire: { arity: -3, answer: expire(1_000) },
  pexpire: { arity: -3, answer: expire(1) },
  persist,
  ttl: { arity: 2, answer: timeLeft(1_000) },
  pttl: { arity: 2, answer: timeLeft(1) },
  keys,
  scan,
  flushdb: flush,
  flushall: flush,
  memory,
  config,
}

const COMMANDS: Record<string, RedisCommand> = { ...OWN, ...COLLECTIONS }

/** Commands Redis has and the range does not: they are not answered, rather than called unknown. */
const UNDONE = longPattern()`
  ^(append|incr|incrby|decr|decrby|mget|mset|getset|getdel|getrange|rename|copy|dump|restore|object|slowlog
    |latency|client|acl|command|cluster|save|bgsave|lastsave|bgrewriteaof|role|replicaof|slaveof|failover
    |shutdown|monitor|subscribe|psubscribe|publish|eval|evalsha|script|function|fcall|multi|exec|discard|watch
    |select|swapdb|move|auth|hello|wait|sort|object|z\w+|x\w+|geo\w+|pf\w+|bit\w+
    |s(diff|inter|union|move|pop|randmember|scan)\w*|h(incrby|incrbyfloat|setnx|scan|randfield|strlen)
    |l(insert|move|mpop|pos|set)|rpoplpush|bl(pop|move|mpop)|br(pop|poplpush)|bz\w+|randomkey|touch|unwatch
    |module|reset|quit)$`

/** Does one command. @throws Unanswerable for one the range has not. */
export function perform(request: RedisRequest, words: readonly string[]): Reply {
  const [given = '', ...args] = words
  const name = given.toLowerCase()
  const command = COMMANDS[name]
  if (command === undefined) {
    if (UNDONE.test(name)) throw new Unanswerable(`redis ${words.join(' ')}`)
    const shown = args.map((a) => `'${a.slice(0, 128)}' `).join('')
    return error(`ERR unknown command '${given}', with args beginning with: ${shown}`)
  }
  const wrong = command.arity > 0 ? words.length !== command.arity : words.length < -command.arity
  if (wrong) return error(`ERR wrong number of arguments for '${name}' command`)
  const { world, system, spec } = request
  if (command.grows && isFull(world, system, spec.name))
    return error("OOM command not allowed when used memory > 'maxmemory'.")
  const reply = command.answer(request, args)
  recordStores(world, system)
  return reply
}
