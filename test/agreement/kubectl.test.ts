import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementText } from '../../scripts/agreement/agreement.ts'
import { compareKubectl, missingForKubectl } from '../../scripts/agreement/kubectl.ts'

// The long form, which the figure in the report comes from: node scripts/agreement/kubectl.ts --n 1000 --seed 1
test('what the real kubectl refuses we refuse, and what it takes we take', { timeout: 120_000 }, async (t) => {
  const missing = await missingForKubectl()
  if (missing !== null) return t.skip(missing)
  const agreement = await compareKubectl({ n: 30, seed: 7 })
  assert.equal(agreement.verdicts.length, 30)
  assert.ok(agreement.disagreements.length <= 1, agreementText('kubectl', agreement))
})
