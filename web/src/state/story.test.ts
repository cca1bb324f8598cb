import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEntry } from './fixtures.ts'
import { splitAtStep, storyOf, titleBeside } from './story.ts'

test('a try that has ended is told once, with when it began', () => {
  const entries = [
    anEntry(1, { kind: 'run-started' }),
    anEntry(2, { kind: 'step-started', step: 0, attempt: 1, at: '2026-03-01T03:00:01.000Z' }),
    anEntry(3, { kind: 'step-failed', step: 0, attempt: 1 }),
    anEntry(4, { kind: 'step-started', step: 0, attempt: 2 }),
  ]
  assert.deepEqual(
    storyOf(entries).map((line) => [line.id, line.startedAt]),
    [
      [1, null],
      [3, '2026-03-01T03:00:01.000Z'],
      [4, null],
    ],
  )
})

test('the mention of the step is cut out, and its title does not repeat its number', () => {
  assert.deepEqual(splitAtStep('approved step 3, 3. Look at it', 2), ['approved ', 'step 3', ', Look at it'])
  assert.deepEqual(splitAtStep('tried step 13 again', 2), ['tried step 13 again', '', ''])
  assert.deepEqual(splitAtStep('the alert resolved', null), ['the alert resolved', '', ''])
})

test('a title keeps a number that is not its own', () => {
  assert.equal(titleBeside(2, '2. Look'), 'Look')
  assert.equal(titleBeside(2, '3. Look'), '3. Look')
})
