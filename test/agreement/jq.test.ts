import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementText } from '../../scripts/agreement/agreement.ts'
import { compareJq, missingForJq } from '../../scripts/agreement/jq.ts'

// Each takes the real one 40 ms. The long form, which the figure in the report comes from: node scripts/agreement/jq.ts --n 1000 --seed 1
test('filters that the real jq refuses we refuse, and those it takes we take', { timeout: 60_000 }, async (t) => {
  const missing = await missingForJq()
  if (missing !== null) return t.skip(missing)
  const agreement = await compareJq({ n: 60, seed: 7 })
  assert.ok(agreement.share >= 0.995, agreementText('jq', agreement))
})
