import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Approval } from '../approvals/approval.ts'
import type { Procedure, Step } from '../plan/plan.ts'
import type { Remedy, Run, Waiting } from '../runs/run.ts'
import { answerOnPath, possibleAnswers } from './explore.ts'

const SCRIPT = { remedies: ['undo'], holds: [], values: {} }
const step = (changes: Partial<Step>) =>
  ({
    title: 'Do it',
    line: 7,
    phase: 'fix',
    section: null,
    condition: null,
    choice: null,
    script: {},
    commands: [],
    ...changes,
  }) as Step
const remedy = (id: string, title: string, at: number): Remedy => ({
  id,
  title,
  condition: title,
  steps: [at],
  cause: null,
})

function viewOf(waiting: Waiting, steps: Step[]) {
  const run = {
    id: 'run',
    status: 'waiting',
    waiting,
    chosen: [] as string[],
    procedure: { kind: 'incident', causes: [], when: null, steps } as unknown as Procedure,
    steps: steps.map(() => ({ status: 'failed', attempts: 9, exitCode: 1, note: null })),
  } as unknown as Run
  return { run, approvals: [{ id: 'a', status: 'pending' } as Approval], suggestions: {} }
}

const STEPS = [step({ line: 3, condition: 'Restart' }), step({ line: 5, condition: 'Undo' })]
const OPTIONS = [remedy('line-3', 'Restart', 0), remedy('line-5', 'Undo', 1)]

test('at a choice there are all options, the usual one first', () => {
  const view = viewOf({ for: 'choice', options: OPTIONS }, STEPS)
  const answers = possibleAnswers(view, SCRIPT)
  assert.deepEqual(
    answers.map((answer) => (answer.kind === 'choose' ? answer.remedy.id : answer.kind)),
    ['line-5', 'line-3'],
  )
})

test('a path says which answer is given at each decision; beyond its end, the usual one', () => {
  const view = viewOf({ for: 'choice', options: OPTIONS }, STEPS)
  assert.deepEqual(answerOnPath(view, SCRIPT, [0, 1], 1).decision, {
    line: 3,
    chosen: 1,
    of: 2,
    label: 'choose “Restart”',
  })
  assert.deepEqual(answerOnPath(view, SCRIPT, [0, 1], 2).decision?.chosen, 0)
  assert.deepEqual(answerOnPath(view, SCRIPT, [7], 0).decision?.chosen, 1, 'a path of another text is not past the end')
})

test('what stands under a condition may be done or left out', () => {
  const view = viewOf({ for: 'approval', step: 0, approvalId: 'a' }, [step({ condition: 'If it is safe' })])
  assert.deepEqual(
    possibleAnswers(view, SCRIPT).map(({ kind }) => kind),
    ['skip', 'approve'],
  )
})

test('after a failure people stop, or go on', () => {
  const view = viewOf({ for: 'failure', step: 0, attempt: 9 }, [
    step({ commands: [{ effect: 'write' }] as Step['commands'] }),
  ])
  assert.deepEqual(
    possibleAnswers(view, SCRIPT).map(({ kind }) => kind),
    ['give-up', 'skip'],
  )
})

test('where there is one answer, nothing is decided', () => {
  const view = viewOf({ for: 'approval', step: 0, approvalId: 'a' }, [step({})])
  assert.equal(answerOnPath(view, SCRIPT, [1], 0).decision, null)
})
