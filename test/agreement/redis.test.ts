import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementText } from '../../scripts/agreement/agreement.ts'
import { compareRedis, missingForRedis } from '../../scripts/agreement/redis.ts'

// The long form, which the figure in the report comes from: node scripts/agreement/redis.ts --n 1000 --seed 1
test('what the real redis-server refuses we refuse, and what it takes we take', { timeout: 60_000 }, async (t) => {
  const missing = await missingForRedis()
  if (missing !== null) return t.skip(missing)
  const agreement = await compareRedis({ n: 300, seed: 7 })
  assert.ok(agreement.share >= 0.99, agreementText('redis', agreement))
})
