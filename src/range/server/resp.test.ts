import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { sharedPlayground } from '../test-support/playground.ts'
import { encode, readCommand } from './resp.ts'

const play = sharedPlayground()

test('a command is read once it is whole, however it arrives', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (words) => {
      const bytes = Buffer.from(encode({ kind: 'array', items: words.map((text) => ({ kind: 'bulk', text })) }))
      for (const cut of [0, 1, Math.floor(bytes.length / 2), bytes.length - 1])
        assert.equal(readCommand(bytes.subarray(0, cut)), null)
      const read = readCommand(Buffer.concat([bytes, Buffer.from('*1')]))
      assert.equal(read?.length, bytes.length)
      assert.deepEqual(
        read?.words,
        words.map((w) => Buffer.from(w).toString()),
      )
    }),
    { numRuns: 60 },
  )
})

const real = ['/usr/bin/redis-cli', '/usr/local/bin/redis-cli'].find((path) => existsSync(path))

test('a real redis-cli sees the world, and changes it', {
  skip: real === undefined && 'redis-cli is not here',
}, async () => {
  const port = await play.range.redisPort('stratum', 'stratum-redis')
  const ask = async (...words: string[]) =>
    (await promisify(execFile)(real ?? '', ['-h', '127.0.0.1', '-p', String(port), ...words])).stdout
  assert.equal(await ask('PING'), 'PONG\n')
  assert.equal(await ask('LLEN', 'batch:meta:pending'), '140\n')
  assert.equal(await ask('SET', 'pause', 'yes', 'EX', '60'), 'OK\n')
  assert.equal((await play.bash('stratum', 'redis-cli -h redis.production GET pause')).stdout, 'yes\n')
  assert.equal((await ask('--scan', '--pattern', 'cache:analytics:*')).trim().split('\n').length, 900)
  assert.match(await ask('INFO', 'memory'), /^used_memory_human:/m)
  assert.match(await ask('NONSENSE'), /^ERR unknown command 'NONSENSE'/)
  await ask('FLUSHDB')
  assert.match(play.range.violations('stratum')[0]?.text ?? '', /lost/)
  const entry = (await play.range.journal('stratum')).at(-1)
  assert.deepEqual(entry?.argv, ['redis-cli', '-h', 'redis.production', 'FLUSHDB'])
  assert.equal(entry?.effect, 'write')
  await assert.rejects(play.range.redisPort('stratum', 'nothing'), /has no cache "nothing"/)
})
