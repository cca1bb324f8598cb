import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instructs, withoutNumber } from './words.ts'

test('an instruction begins with a verb, or with a condition and a verb', () => {
  for (const text of ['Restart it', '2. Update DNS', 'If it hangs, kill it', 'Then restart'])
    assert.ok(instructs(text), text)
  for (const text of ['regami-api:42 is broken', 'All services should be up', 'The pods'])
    assert.ok(!instructs(text), text)
})

test('numbers are numbering only where they number', () => {
  assert.equal(withoutNumber('3a. API Down'), 'API Down')
  assert.equal(withoutNumber('Step 2: Restart'), 'Restart')
  assert.equal(withoutNumber('5 minutes later'), '5 minutes later')
})

test('what is called like something to do is told from it', () => {
  assert.equal(instructs('2. Load Balancer Issues'), false)
  assert.equal(instructs('2. Load the dump'), true)
})
