/**
 * Compares `parseRedis` with a real redis-server: commands of its own, with too few and too many words, misspelt, and made up.
 *
 *     node scripts/agreement/redis.ts --n 1000 --seed 1
 *
 * Nothing is executed: between MULTI and DISCARD the server only checks whether it could queue a command.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
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
    const known = namesIn(await server.ask(['COMMAND']))
    const random = new Random(seed)
    const verdicts: Verdict[] = []
    while (verdicts.length < n) {
      const words = make(random, known)
      if (AT_ONCE.test(words[0] ?? '')) continue
      await server.ask(['MULTI'])
      const reply = await server.ask(words)
      await server.ask(['DISCARD'])
      const said = reply instanceof RedisError && REFUSED.test(reply.message) ? reply.message : ''
      const [ours] = parseRedis(words).errors
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
