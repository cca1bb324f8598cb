import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aDetail, aRun } from './fixtures.ts'
import { pageTitle, waitingWords } from './waiting.ts'

test('the tab says that it is asked for', () => {
  const run = aRun({ status: 'waiting', waiting: { for: 'approval', step: 0, approvalId: 'x' } })
  assert.equal(pageTitle(aDetail({ run })), '● approve? #12 High error rate — Standby')
})

test('the tab of a resolved incident asks for nothing', () => {
  const run = aRun({ status: 'waiting', waiting: { for: 'approval', step: 0, approvalId: 'x' } })
  const detail = aDetail({ run })
  const resolved = { ...detail, incident: { ...detail.incident, status: 'resolved' as const } }
  assert.equal(pageTitle(resolved), '✓ #12 High error rate — Standby')
})

test('a run that does not wait says nothing', () => {
  assert.equal(waitingWords(aRun({ status: 'observing' })), null)
  assert.equal(waitingWords(null), null)
})

test('missing values are named', () => {
  const run = aRun({ status: 'waiting', waiting: { for: 'parameters', step: 0, names: ['POD', 'NODE'] } })
  assert.equal(waitingWords(run)?.long, 'Values are missing for step 1, Look: POD, NODE')
})
