/**
 * Compares `parseRedis` with a real redis-server: commands of its own, with too few and too many words, misspelt, and made up.
 *
 *     node scripts/agreement/redis.ts --n 1000 --seed 1
 *
 * Half of them are only queued: between MULTI and DISCARD the server checks whether it could. The other half, whose words follow
 * `COMMAND DOCS`, are run on an empty database, for what only running shows: options it does not have, no number where one belongs.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { loadData } from '../../src/analysis/data.ts'
import { parseRedis } from '../../src/analysis/redis/parse-redis.ts'
import { type Agreement, agreementOf, agreementText, readNumbers, type Verdict } from './agreement.ts'
import { Random } from './random.ts'
import { RedisError, type RedisReply, startRedis } from './redis-server.ts'

const WORDS = [
  'key',
  'user:1',
  '10',
  'value',
  '*',
  'LIMIT',
  '0',
  'MATCH',
  'a',
  'maxmemory',
  'GET',
  'LIST',
  'SET',
  'RESETSTAT',
  'HELP',
  '1',
]
/** These act on the transaction or the connection itself, queued or not. */
const AT_ONCE = /^(multi|exec|discard|watch|quit|reset)$/i
const REFUSED = /^ERR (unknown command|wrong number of arguments|unknown subcommand)/

/** Names of commands with the least number of words each takes, as the server itself tells. */
function namesIn(reply: RedisReply): { words: string[]; least: number }[] {
  if (!Array.isArray(reply)) return []
  return reply.flatMap((each) => {
    if (!Array.isArray(each)) return []
    const [name, arity, , , , , , , , subcommands] = each
    const own = { words: String(name).split('|'), least: Math.abs(Number(arity)) }
    return [own, ...namesIn(subcommands ?? null)]
  })
}

function make(random: Random, known: readonly { words: string[]; least: number }[]): string[] {
  const { words, least } = random.pick(known)
  const made = [...words]
  const count = least + random.pick([0, 0, 0, 0, 1, 2, -1, -2])
  while (made.length < count) made.push(random.pick(WORDS))
  if (random.chance(0.2)) {
    const at = random.below(Math.min(made.length, 2))
    made[at] = random.typo(made[at] ?? '')
  }
  if (random.chance(0.3)) made[0] = (made[0] ?? '').toUpperCase()
  return made.slice(0, Math.max(1, random.chance(0.1) ? 1 : made.length))
}

type Argument = [type: string, token?: string, flags?: string, children?: Argument[]]

/** Commands that wait, change how the server or the connection works, or read a text that is a program: none is run here. */
const NOT_RUN =
  /^(b[lrz]|xread|wait|shutdown|debug|replicaof|slaveof|failover|monitor|p?subscribe|p?unsubscribe|ss?ubscribe|sunsubscribe|psync|sync|replconf|client|cluster|migrate|save|bgsave|bgrewriteaof|module|acl|config|hello|auth|select|reset|quit|eval|evalsha|eval_ro|evalsha_ro|fcall|fcall_ro|script|function|restore|restore-asking|pfdebug|pfselftest|asking|readonly|readwrite|multi|exec|discard|watch|latency|memory|slowlog|command|object|swapdb|lolwut|role|ping|echo)/

/** Commands that look at their words only once they have found their key: on an empty database they take anything. */
const LOOK_LATE = /^([hsz]scan|lset|lindex|bitpos|xinfo.*|georadius.*|zremrangebyscore|xgroup.*)$/

/** What a server says of keys that are not there, or not of that kind: no question of how the command is written. */
const OF_THE_DATA =
  /no such key|index out of range|not found|same object|requires the key to exist|No such|doesn't exist|smaller than|out of stream|holding|source and dest/i

/** Words for one argument, good ones most of the time. */
function wordsFor(random: Random, [type, token = '', flags = '', children = []]: Argument): string[] {
  const once = (): string[] => {
    if (type === 't') return [token.replaceAll('"', '')]
    const own = token !== '' ? [token.replaceAll('"', '')] : []
    if (type === 'o') return [...own, ...wordsFor(random, random.pick(children))]
    if (type === 'b') return [...own, ...children.flatMap((child) => maybe(random, child))]
    if (type === 'i')
      return [...own, random.pick(random.chance(0.9) ? ['1', '2', '5', '0'] : ['abc', '1.5', '', '-1', '1e3'])]
    if (type === 'd') return [...own, random.pick(random.chance(0.9) ? ['1', '2.5', '0'] : ['abc', '', '1,5'])]
    return [...own, random.pick(['a', 'b', 'user:1', '10', '*', '-', '+', '0'])]
  }
  const made = once()
  return flags.includes('*') && random.chance(0.3)
    ? [...made, ...wordsFor(random, [type, flags.includes('+') ? token : '', '', children])]
    : made
}

function maybe(random: Random, argument: Argument): string[] {
  return (argument[2] ?? '').includes('?') && random.chance(0.6) ? [] : wordsFor(random, argument)
}

/** A command with arguments as `COMMAND DOCS` tells of them, whole or spoiled. */
function makeWhole(random: Random, docs: Readonly<Record<string, Argument[]>>): string[] {
  const names = Object.keys(docs).filter((name) => !NOT_RUN.test(name) && !LOOK_LATE.test(name))
  const name = random.pick(names)
  const words = [...name.split('|'), ...(docs[name] ?? []).flatMap((argument) => maybe(random, argument))]
  if (random.chance(0.5)) return words
  const at = 1 + random.below(words.length)
  switch (random.below(4)) {
    case 0:
      words.splice(at, 1)
      break
    case 1:
      words.splice(at, 0, random.pick(['EX', 'BOGUS', 'COUNT', 'abc', '1', 'WITHSCORES', 'NX', 'LIMIT']))
      break
    case 2:
      if (at < words.length) words[at] = random.typo(words[at] ?? '')
      break
    default:
      words.push(random.pick(['BOGUS', 'extra', '5']))
  }
  return words
}

export async function missingForRedis(): Promise<string | null> {
  try {
    await promisify(execFile)('redis-server', ['--version'])
    return null
  } catch {
    return 'redis-server is not installed'
  }
}

export async function compareRedis({ n, seed }: { n: number; seed: number }): Promise<Agreement> {
  const server = await startRedis()
  try {
    // In the order of their names: Redis gives them in another with every start, and a seed would say nothing.
    const known = namesIn(await server.ask(['COMMAND'])).sort((a, b) =>
      a.words.join(' ') < b.words.join(' ') ? -1 : 1,
    )
    const random = new Random(seed)
    const verdicts: Verdict[] = []
    const { commands: docs } = loadData<{ commands: Record<string, Argument[]> }>('redis-arguments.json')
    while (verdicts.length < n) {
      if (random.chance(0.5)) {
        const words = makeWhole(random, docs)
        await server.ask(['FLUSHALL'])
        const reply = await server.ask(words)
        const said =
          reply instanceof RedisError && /^ERR/.test(reply.message) && !OF_THE_DATA.test(reply.message)
            ? reply.message
            : ''
        const [ours] = parseRedis(words).errors
        verdicts.push({
          input: words.join(' '),
          real: said === '',
          ours: ours === undefined,
          said: said || (ours ?? ''),
        })
        continue
      }
      const words = make(random, known)
      if (AT_ONCE.test(words[0] ?? '')) continue
      await server.ask(['MULTI'])
      const reply = await server.ask(words)
      await server.ask(['DISCARD'])
      const said = reply instanceof RedisError && REFUSED.test(reply.message) ? reply.message : ''
      // Only what queueing shows: whether there is such a command, and takes that many words.
      const ours = parseRedis(words).errors.find((error) => REFUSED.test(error))
      verdicts.push({ input: words.join(' '), real: said === '', ours: ours === undefined, said: said || (ours ?? '') })
    }
    return agreementOf(verdicts)
  } finally {
    await server.close()
  }
}

if (import.meta.main) {
  const missing = await missingForRedis()
  if (missing !== null) throw new Error(missing)
  console.log(agreementText('redis', await compareRedis(readNumbers(process.argv, { n: 1000, seed: 1 }))))
}
