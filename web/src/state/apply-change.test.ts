import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Change } from '../contract.ts'
import { applyChange, mergeDetail } from './apply-change.ts'
import { aChunk, aDetail, anApproval, anAttempt, anEntry, aRun } from './fixtures.ts'

const changes: Change[] = [
  { kind: 'incident', incident: { ...aDetail().incident, status: 'acknowledged', acknowledgedBy: 'Ada' } },
  { kind: 'run', run: aRun({ version: 2, status: 'waiting' }) },
  { kind: 'attempt', attempt: anAttempt() },
  { kind: 'attempt', attempt: anAttempt({ status: 'succeeded', exitCode: 0 }) },
  { kind: 'output', chunk: aChunk(1, 'a\n') },
  { kind: 'output', chunk: aChunk(2, 'b\n') },
  { kind: 'approval', approval: anApproval() },
  { kind: 'approval', approval: anApproval({ status: 'approved', decidedBy: 'Ada' }) },
  { kind: 'timeline', entry: anEntry(1) },
  { kind: 'timeline', entry: anEntry(2) },
  { kind: 'suggestions', suggestions: { TASK: [{ value: 'x', from: 'step 1' }] } },
  { kind: 'alerts', alerts: [] },
]

test('changes that come twice do no harm', () => {
  const once = changes.reduce(applyChange, aDetail())
  const twice = [...changes, ...changes].reduce(applyChange, aDetail())
  assert.deepEqual(twice, once)
})

test('the end is the same when changes come in another order', () => {
  const forth = changes.reduce(applyChange, aDetail())
  const back = changes.toReversed().reduce(applyChange, aDetail())
  assert.deepEqual(back, forth)
})

test('an old version of the run does not replace a newer one', () => {
  const newer = applyChange(aDetail(), { kind: 'run', run: aRun({ version: 5, status: 'observing' }) })
  assert.equal(applyChange(newer, { kind: 'run', run: aRun({ version: 4 }) }).run?.status, 'observing')
})

test('a decided approval does not wait again', () => {
  const decided = applyChange(aDetail(), { kind: 'approval', approval: anApproval({ status: 'rejected' }) })
  assert.equal(applyChange(decided, { kind: 'approval', approval: anApproval() }).approvals[0]?.status, 'rejected')
})

test('output that overtook other output is put in its place', () => {
  const detail = [3, 1, 2]
    .map((id) => aChunk(id, `${id}`))
    .reduce((known, chunk) => applyChange(known, { kind: 'output', chunk }), aDetail())
  assert.deepEqual(
    detail.output.map((chunk) => chunk.id),
    [1, 2, 3],
  )
})

test('a page fetched while the stream went on loses nothing of it', () => {
  const known = changes.reduce(applyChange, aDetail())
  const merged = mergeDetail(known, aDetail({ cursor: '9', output: [aChunk(1, 'a\n')] }))
  assert.equal(merged.cursor, '9')
  assert.equal(merged.run?.version, 2)
  assert.deepEqual(
    merged.output.map((chunk) => chunk.id),
    [1, 2],
  )
  assert.equal(merged.approvals[0]?.status, 'approved')
})

test('a change of a kind this console does not know is passed over', () => {
  const detail = aDetail()
  assert.equal(applyChange(detail, { kind: 'weather' } as unknown as Change), detail)
})
