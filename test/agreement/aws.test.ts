import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementText } from '../../scripts/agreement/agreement.ts'
import { compareAws, missingForAws } from '../../scripts/agreement/aws.ts'

// The long form, which the figure in the report comes from: node scripts/agreement/aws.ts --n 1000 --seed 1
test('what the real AWS CLI refuses we refuse, and what it takes we take', { timeout: 120_000 }, async (t) => {
  const missing = await missingForAws()
  if (missing !== null) return t.skip(missing)
  const agreement = await compareAws({ n: 60, seed: 2024 })
  assert.equal(agreement.verdicts.length, 60)
  assert.equal(agreement.disagreements.length, 0, agreementText('aws', agreement))
})
