import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RehearsalSummary } from '../contract.ts'
import { byFile, standingOf } from './rehearsals.ts'

const one = (file: string, line: number, over: Partial<RehearsalSummary> = {}): RehearsalSummary => ({
  file,
  digest: file,
  procedureId: `${file}-${line}`,
  heading: 'h',
  line,
  kind: 'incident',
  scenarios: [],
  last: null,
  stale: false,
  trend: [],
  recoveries: [],
  ...over,
})

test('procedures stand under their file in its order, and files that can be rehearsed come first', () => {
  const scenarios = [{ system: 'shop', name: 's', title: 't' }]
  const files = byFile([one('a.md', 9), one('b.md', 7, { scenarios }), one('a.md', 2), one('b.md', 3)])
  assert.deepEqual(
    files.map(({ file, procedures }) => [file, procedures.map(({ line }) => line)]),
    [
      ['b.md', [3, 7]],
      ['a.md', [2, 9]],
    ],
  )
})

test('what nobody ever rehearsed says so', () => {
  assert.equal(standingOf(one('a.md', 1)), 'never rehearsed')
  const last = { verdict: 'stuck' } as RehearsalSummary['last']
  assert.equal(standingOf(one('a.md', 1, { last })), 'stuck')
})
