import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCondition } from './open-condition.ts'

test('who starts a procedure has answered what it is for', () => {
  const procedure = { when: 'Storage grows by itself. If it does not keep up' }
  assert.equal(openCondition(procedure, { condition: 'If it does not keep up' }), null)
  assert.equal(openCondition(procedure, { condition: 'If it does not keep up; if safe' }), 'if safe')
  assert.equal(openCondition(procedure, { condition: 'if safe' }), 'if safe')
  assert.equal(openCondition({ when: null }, { condition: 'if safe' }), 'if safe')
})
