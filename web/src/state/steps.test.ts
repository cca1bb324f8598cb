import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aChunk, aDetail, anAttempt, aRun, aStep } from './fixtures.ts'
import { outputByAttempt } from './output.ts'
import { nameSteps, stepViews } from './steps.ts'

test('a step has its own attempts in their order, each with its output', () => {
  const detail = aDetail({
    attempts: [anAttempt({ id: 'b', attempt: 2 }), anAttempt({ id: 'a', attempt: 1, status: 'lost' })],
    output: [aChunk(1, 'first', { attemptId: 'a' }), aChunk(2, 'second', { attemptId: 'b' })],
  })
  const [view] = stepViews(detail, outputByAttempt(detail.output))
  assert.deepEqual(
    view?.attempts.map(({ attempt, output }) => [attempt.attempt, output[0]?.text]),
    [
      [1, 'first'],
      [2, 'second'],
    ],
  )
})

test('the heading of a section is told once, above its first step', () => {
  const steps = ['Triage', 'Triage', null, 'Mitigate'].map((section) => aStep({ section }))
  const run = aRun()
  const views = stepViews(aDetail({ run: { ...run, procedure: { ...run.procedure, steps } } }), new Map())
  assert.deepEqual(
    views.map((view) => view.opensSection),
    [true, false, false, true],
  )
})

test('the step that waits is known by what the run waits for', () => {
  const run = aRun({ status: 'waiting', waiting: { for: 'parameters', step: 0, names: ['POD'] } })
  assert.equal(stepViews(aDetail({ run }), new Map())[0]?.waited, true)
})

test('steps are named as people count', () => {
  assert.equal(nameSteps({ steps: [4] }), 'step 5')
  assert.equal(nameSteps({ steps: [4, 5, 6] }), 'steps 5–7')
  assert.equal(nameSteps({ steps: [4, 6] }), 'steps 5, 7')
})
