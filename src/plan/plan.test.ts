import assert from 'node:assert/strict'
import { test } from 'node:test'
import { worstEffect } from './plan.ts'

test('a step is as bad as its worst command, and unknown is the worst', () => {
  assert.equal(worstEffect([]), 'read')
  assert.equal(worstEffect(['read', 'write', 'read']), 'write')
  assert.equal(worstEffect(['destructive', 'write']), 'destructive')
  assert.equal(worstEffect(['destructive', 'unknown']), 'unknown')
})
