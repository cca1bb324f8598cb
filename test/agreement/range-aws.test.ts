import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missingForAws } from '../../scripts/agreement/aws.ts'
import { compareRange } from '../../scripts/agreement/range-aws.ts'

// A minute of the real CLI: only in the long form.
const why = process.env.STANDBY_LONG === '1' ? await missingForAws() : 'only with STANDBY_LONG=1'

test('the range’s aws answers as the real one does against an emulator', { skip: why ?? false }, async (t) => {
  const { asked, sameVerdict, sameExit, keys, sameKeys, differences } = await compareRange()
  t.diagnostic(differences.join('\n'))
  assert.ok(sameVerdict / asked >= 0.99, `${sameVerdict} of ${asked} alike`)
  assert.ok(sameExit / asked >= 0.99, `${sameExit} of ${asked} end alike`)
  assert.ok(sameKeys / keys >= 0.95, `${sameKeys} of ${keys} keys`)
})
