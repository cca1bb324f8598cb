import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { sharedPlayground } from '../../test-support/playground.ts'
import { UNANSWERED } from '../client.ts'

const play = sharedPlayground()
beforeEach(() => play.range.reset('stratum', { seed: 1 }))

const redis = (args: string) => play.bash('stratum', `redis-cli -h redis.production ${args}`)
const said = async (args: string) => {
  const ran = await redis(args)
  assert.equal(ran.stderr, '')
  assert.equal(ran.exitCode, 0)
  return ran.stdout
}

test('strings, lists, sets and hashes are kept, and live as long as they were given', async () => {
  assert.equal(await said('SET pause true EX 3600'), 'OK\n')
  assert.equal(await said('GET pause'), 'true\n')
  assert.match(await said('TTL pause'), /^359\d\n$/)
  await play.range.advance('stratum', 3_600)
  assert.equal(await said('GET pause'), '\n')
  assert.equal(await said('RPUSH todo a b c'), '3\n')
  assert.equal(await said('LRANGE todo 0 -1'), 'a\nb\nc\n')
  assert.equal(await said('SADD seen a b a'), '2\n')
  assert.equal(await said('HSET h f 1 g 2'), '2\n')
  assert.equal(await said('HGETALL h'), 'f\n1\ng\n2\n')
  assert.equal(await said('DEL todo seen h none'), '3\n')
})

test('an error is output, and a failure only with -e', async () => {
  assert.equal(
    await said('LLEN config:version'),
    'WRONGTYPE Operation against a key holding the wrong kind of value\n\n',
  )
  assert.equal(await said('GET'), "ERR wrong number of arguments for 'get' command\n\n")
  assert.match(await said('NONSENSE x'), /^ERR unknown command 'NONSENSE', with args beginning with: 'x' \n\n$/)
  const strict = await redis('-e LLEN config:version')
  assert.deepEqual([strict.exitCode, strict.stdout], [1, ''])
  assert.match(strict.stderr, /^WRONGTYPE/)
})

test('a host that is not there, and one that was forgotten, refuse the connection', async () => {
  const forgotten = await play.bash('stratum', 'redis-cli PING')
  assert.deepEqual(forgotten, {
    stdout: '',
    stderr: 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n',
    exitCode: 1,
  })
  const unknown = await play.bash('stratum', 'redis-cli -h nowhere PING')
  assert.match(unknown.stderr, /Name or service not known/)
})

test('what the range does not know of Redis is not answered', async () => {
  assert.equal((await redis('CLUSTER INFO')).exitCode, UNANSWERED)
  // A managed Redis has none.
  assert.match(await said('DEBUG DIGEST'), /^ERR unknown command 'DEBUG', with args beginning with: 'DIGEST' \n/)
  assert.equal((await redis('-n 3 DBSIZE')).exitCode, UNANSWERED)
  assert.equal((await redis('--stat')).exitCode, UNANSWERED)
})

test('SCAN goes once round all keys, and KEYS and DBSIZE agree with it', async () => {
  const keys = new Set<string>()
  let cursor = '0'
  do {
    const [next = '0', ...page] = (await said(`SCAN ${cursor} COUNT 900`)).trim().split('\n')
    for (const key of page) keys.add(key)
    cursor = next
  } while (cursor !== '0')
  assert.equal(await said('DBSIZE'), `${keys.size}\n`)
  const cached = (await said("KEYS 'cache:analytics:*'")).trim().split('\n')
  assert.deepEqual(cached.sort(), [...keys].filter((k) => k.startsWith('cache:analytics:')).sort())
})

test('clearing a cache gives memory back, and harms nothing', async () => {
  const used = async () => Number(/used_memory:(\d+)/.exec(await said('INFO memory'))?.[1])
  const before = await used()
  const cleared = await play.bash(
    'stratum',
    "redis-cli -h redis.production --scan --pattern 'cache:analytics:*' | xargs -n 800 redis-cli -h redis.production UNLINK",
  )
  assert.equal(cleared.stdout, '800\n100\n')
  assert.ok((await used()) < before - 800 * 1_048_576)
  assert.deepEqual(play.range.violations('stratum'), [])
})

test('flushing loses the queues and what waits in batches, and names the command', async () => {
  await said('FLUSHDB')
  assert.equal(await said('DBSIZE'), '0\n')
  const texts = play.range.violations('stratum').map((v) => `${v.invariant}: ${v.text} <- ${v.command}`)
  assert.ok(texts.some((t) => /^nothing-lost: 140 items of batch:meta:pending .* <- redis-cli .* FLUSHDB$/.test(t)))
  assert.ok(texts.some((t) => /85 waiting tasks of the queue default/.test(t)))
})

test('a full Redis refuses writes, and takes no tasks; more memory ends it', async () => {
  await play.range.breakSystem('stratum', 'redis-memory')
  await play.range.advance('stratum', 3_600)
  assert.match(await said('SET a b'), /^OOM command not allowed/)
  const modified = await play.bash(
    'stratum',
    'aws elasticache modify-replication-group --replication-group-id stratum-redis --cache-node-type cache.r6g.xlarge --apply-immediately --query ReplicationGroup.Status --output text && aws elasticache wait replication-group-available --replication-group-id stratum-redis',
  )
  assert.deepEqual([modified.stdout, modified.exitCode], ['modifying\n', 0])
  assert.equal(await said('SET a b'), 'OK\n')
})

test('a Redis that is down answers nobody until a replica has taken over, with all it held', async () => {
  await play.range.breakSystem('stratum', 'redis-down')
  assert.match((await redis('PING')).stderr, /Connection refused/)
  assert.equal((await play.bash('stratum', 'curl -fsS https://api.stratum.ai/health/detailed')).exitCode, 22)
  await play.bash(
    'stratum',
    'aws elasticache test-failover --replication-group-id stratum-redis --node-group-id 0001 && aws elasticache wait replication-group-available --replication-group-id stratum-redis',
  )
  assert.equal(await said('PING'), 'PONG\n')
  assert.equal(await said('LLEN batch:meta:pending'), '140\n')
  assert.deepEqual(play.range.violations('stratum'), [])
})
