import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestTimeIn, stepLimit } from './step-limit.ts'

const MINUTE = 60_000

const times: [text: string, minutes: number | null][] = [
  ['Wait for the rollout (5-10 minutes)', 10],
  ['takes about 90 seconds', 1.5],
  ['~1.5 hours', 90],
  ['2 to 3 min', 3],
  ['Errors of the last 30 minutes ago', null],
  ['kubectl logs --since=10m', null],
  ['Look at 5 pods', null],
]

test('the time a text speaks of is found, the upper end of a range', () => {
  for (const [text, minutes] of times)
    assert.equal(longestTimeIn(text), minutes === null ? null : minutes * MINUTE, text)
})

test('a step may take three times what the runbook says of it, else of its procedure, else the default', () => {
  const limit = (title: string, text: string, estimatedTime: string | null) =>
    stepLimit({ estimatedTime }, { title, text }, 10 * MINUTE)
  assert.equal(limit('Restore (20-60 minutes)', 'restore', '2 hours'), 180 * MINUTE)
  assert.equal(limit('Restore', '# takes 5 minutes\nrestore', null), 15 * MINUTE)
  assert.equal(limit('Look', 'ls', '15-20 minutes'), 60 * MINUTE)
  assert.equal(limit('Look', 'ls', '1 minute'), 10 * MINUTE)
  assert.equal(limit('Look', 'ls', null), 10 * MINUTE)
  assert.equal(limit('Ping (5 seconds)', 'ping', null), 2 * MINUTE)
  assert.equal(limit('Migrate (48 hours)', 'migrate', null), 360 * MINUTE)
})
