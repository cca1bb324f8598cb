import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPTIONAL, whenDone } from './open-condition.ts'

test('when a step is done is said once, as part of a sentence', () => {
  assert.equal(whenDone({ condition: null, optional: false }), null)
  assert.equal(whenDone({ condition: 'If the queue grows', optional: false }), 'only if the queue grows')
  assert.equal(whenDone({ condition: OPTIONAL, optional: true }), 'optional')
  assert.equal(whenDone({ condition: 'for staging', optional: true }), 'only for staging; optional')
})
