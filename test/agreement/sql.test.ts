import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreementText } from '../../scripts/agreement/agreement.ts'
import { compareSql } from '../../scripts/agreement/sql.ts'

// The long form, which the figure in the report comes from: node scripts/agreement/sql.ts --n 1000 --seed 1
test('what the real PostgreSQL cannot parse we refuse, and what it can we take', { timeout: 120_000 }, async () => {
  const agreement = await compareSql({ n: 300, seed: 7 })
  assert.equal(agreement.disagreements.length, 0, agreementText('SQL', agreement))
})
