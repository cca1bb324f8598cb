import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Random } from '../../scripts/agreement/random.ts'
import { type Answer, Unanswerable } from '../../src/range/clients/client.ts'
import { Hand } from '../../src/range/test-support/hand.ts'
import { exampleSystem } from '../../src/range/test-support/systems.ts'

/**
 * The range's redis-cli and store beside the real redis-cli and redis-server: made commands, half of them with something
 * wrong, printed into a pipe. STANDBY_AGREEMENT=1000 plays as many.
 */
const AMOUNT = Number(process.env.STANDBY_AGREEMENT ?? 150)
const TOOLS = ['/usr/bin/redis-server', '/usr/bin/redis-cli']

const FORMS = [
  ...[
    'PING',
    'ECHO hello',
    'SET a one',
    'SET b 5 EX 100',
    'SET a two NX',
    'SET c three XX',
    'SET a x EX 0',
    'SET a x EX y',
  ],
  ...[
    'SETEX d 50 v',
    'GET a',
    'GET l',
    'GET none',
    'STRLEN a',
    'STRLEN l',
    'DEL a',
    'DEL a b none',
    'UNLINK l',
    'EXISTS a b a',
  ],
  ...[
    'TYPE a',
    'TYPE l',
    'TYPE none',
    'EXPIRE a 30',
    'EXPIRE none 30',
    'EXPIRE a soon',
    'EXPIRE b -1',
    'PERSIST b',
    'TTL none',
  ],
  ...[
    'TTL a',
    'RPUSH l x y z',
    'LPUSH l w',
    'RPUSH a q',
    'LLEN l',
    'LLEN a',
    'LLEN none',
    'LRANGE l 0 -1',
    'LRANGE l 1 1',
  ],
  ...[
    'LRANGE l a b',
    'LINDEX l 0',
    'LINDEX l 99',
    'LPOP l',
    'RPOP l 2',
    'LPOP none',
    'LTRIM l 0 1',
    'SADD s m n m',
    'SADD a m',
  ],
  ...[
    'SCARD s',
    'SISMEMBER s m',
    'SISMEMBER s q',
    'SREM s n q',
    'HSET h f 1 g 2',
    'HSET h f',
    'HGET h f',
    'HGET h none',
  ],
  ...[
    'HGETALL h',
    'HLEN h',
    'HKEYS h',
    'HDEL h f none',
    'HGET a f',
    'DBSIZE nope',
    'NONSENSE a b',
    'GETT a',
    'KEYS',
    'SCAN x',
  ],
  ...[
    'SCAN 0 COUNT 0',
    'SCAN 0 COUNT',
    'MEMORY USAGE none',
    'FLUSHDB HARD',
    'TIME now',
    'SET a',
    'get A',
    'llen',
    'hset h a b c',
  ],
]

test('redis-cli prints and ends as the real one does', { timeout: 120_000 }, async (t) => {
  const missing = TOOLS.find((path) => !existsSync(path))
  if (missing !== undefined) return t.skip(`${missing} is not on this machine`)
  const folder = mkdtempSync(join(tmpdir(), 'range-redis-'))
  const socket = join(folder, 'socket')
  const server = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder], {
    stdio: 'ignore',
  })
  t.after(() => {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  const real = (words: string[]) =>
    new Promise<{ stdout: string; exitCode: number }>((resolve) =>
      execFile('redis-cli', ['-s', socket, ...words], (error, stdout) => {
        resolve({ stdout, exitCode: error === null ? 0 : Number(error.code ?? 1) })
      }),
    )
  while ((await real(['PING'])).stdout !== 'PONG\n') await new Promise((resolve) => setTimeout(resolve, 20))

  const hand = new Hand(exampleSystem('stratum'))
  const random = new Random(11)
  const differences: string[] = []
  let unanswered = 0
  for (let i = 0; i < AMOUNT; i++) {
    const form = i < FORMS.length ? (FORMS[i] as string) : random.pick(FORMS)
    const words = form.split(' ')
    const flags = random.chance(0.2) ? ['-e'] : random.chance(0.2) ? ['--no-raw'] : []
    const theirs = await real([...flags, ...words])
    const ours = await answered(hand, ['redis-cli', '-h', 'redis.production', ...flags, ...words].join(' '))
    if (ours === null) unanswered += 1
    else if (ours.stdout !== theirs.stdout || ours.exitCode !== theirs.exitCode)
      differences.push(
        `${flags.join('')} ${form}: ${JSON.stringify([theirs.stdout, theirs.exitCode])} and we ${JSON.stringify([ours.stdout, ours.exitCode])}`,
      )
  }
  for (const difference of differences) t.diagnostic(difference)
  t.diagnostic(`${AMOUNT} commands, ${differences.length} other than the real ones, ${unanswered} unanswered`)
  assert.ok(differences.length <= AMOUNT * 0.01, differences.join('\n'))
  assert.equal(unanswered, 0)
})

/** Null where the range says that it does not know. */
async function answered(hand: Hand, line: string): Promise<Answer | null> {
  try {
    return await hand.type(line)
  } catch (error) {
    if (error instanceof Unanswerable) return null
    throw error
  }
}
