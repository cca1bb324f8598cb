import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRole } from './read-role.ts'

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

test('when to roll back is told about, not done', () => {
  assert.equal(readRole('When to Roll Back'), 'about')
})

test('what a file is, and how it works, is told about', () => {
  for (const text of ['What This Is', 'How it works', 'What it does']) assert.equal(readRole(text), 'about', text)
  assert.equal(readRole('What this needs tonight'), null)
})

test('what begins with "pre" prepares only where it comes before something', () => {
  for (const text of ['Pre-migration', 'Pre-flight checks', 'Preflight', 'Pre-deployment', 'Predeploy checks'])
    assert.equal(readRole(text), 'prepare', text)
  for (const text of ['Prevention', 'Prevention strategies']) assert.equal(readRole(text), 'about', text)
  for (const text of ['Preview environments', 'Predictive scaling', 'Prepaid accounts'])
    assert.equal(readRole(text), null, text)
})
