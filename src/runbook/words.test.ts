import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instructs, readCondition, readRole, withoutNumber } from './words.ts'

const CONDITIONS: [string, string | null][] = [
  ['If recent deployment', 'If recent deployment'],
  ['3. Give the pool more room (if capacity allows)', 'if capacity allows'],
  ['3. If the migration caused it, roll back', 'If the migration caused it'],
  ['If OOM: raise the limit', 'If OOM'],
  ['Or take the last dump if needed', 'if needed'],
  ['Pause the app (Optional)', null],
  ['Emergency: scale up', 'Emergency'],
  ['Usually heals. If sustained > 5 minutes:', 'If sustained > 5 minutes'],
  ['Check if a big transaction runs', null],
  ['Verify whether it works', null],
  ['Restart the pods', null],
]
for (const [text, want] of CONDITIONS) test(`condition of "${text}"`, () => assert.equal(readCondition(text), want))

test('a heading that divides is told from one that names', () => {
  for (const text of [
    'Triage',
    '2. Resolution Paths',
    'Common Causes & Fixes:',
    'Rollback Procedure',
    'Pre-migration',
    'Steps',
  ])
    assert.notEqual(readRole(text), null, text)
  for (const text of ['Deploy to Production', 'Slow Queries', 'Redis Down', 'Verify the failover of the database'])
    assert.equal(readRole(text), null, text)
})

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
  assert.equal(readRole('When to Roll Back'), 'about')
})
