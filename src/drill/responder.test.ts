import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Approval } from '../approvals/approval.ts'
import type { Command, Procedure, Step } from '../plan/plan.ts'
import type { Remedy, Run, StepState, Waiting } from '../runs/run.ts'
import { decideAnswer } from './responder.ts'

const SCRIPT = { remedies: ['recent deployment', 'rollback'], holds: [], values: { TASK_ARN: 'arn:task/1' } }

test('a script does nothing while the run moves by itself', () => {
  assert.deepEqual(decideAnswer(viewOf(null), SCRIPT), { kind: 'nothing' })
})

test('it signs a pending approval, and waits when it is not there yet', () => {
  const waiting = { for: 'approval', step: 0, approvalId: 'a' } as const
  const approval = { id: 'a', status: 'pending' } as Approval
  assert.deepEqual(decideAnswer({ ...viewOf(waiting), approvals: [approval] }, SCRIPT), { kind: 'approve', approval })
  assert.deepEqual(decideAnswer(viewOf(waiting), SCRIPT), { kind: 'nothing' })
  const decided = [{ ...approval, status: 'void' } as Approval]
  assert.deepEqual(decideAnswer({ ...viewOf(waiting), approvals: decided }, SCRIPT), { kind: 'nothing' })
})

test('it skips a step whose condition does not hold in this drill', () => {
  const waiting = { for: 'approval', step: 0, approvalId: 'a' } as const
  const approvals = [{ id: 'a', status: 'pending' } as Approval]
  const other = viewOf(waiting, [step({ condition: 'If the database is down' })])
  assert.equal(decideAnswer({ ...other, approvals }, SCRIPT).kind, 'skip')
  const holds = viewOf(waiting, [step({ condition: 'If recent deployment' })])
  assert.equal(decideAnswer({ ...holds, approvals }, SCRIPT).kind, 'approve')
})

test('it chooses the remedy the fault calls for, once', () => {
  const steps = [
    step({ line: 1, condition: 'Restart', script: {} as Step['script'] }),
    step({ line: 2, condition: 'Rollback to the revision before', script: {} as Step['script'] }),
  ]
  const options = [remedy('line-1', 'Restart'), remedy('line-2', 'Rollback to the revision before')]
  const view = viewOf({ for: 'choice', options }, steps)
  assert.deepEqual(decideAnswer(view, SCRIPT), { kind: 'choose', remedy: options[1] })
  const again = { ...view, run: { ...view.run, chosen: ['line-2'] } }
  assert.match(giveUpReason(again), /no remedy .* fits .*"Restart"/)
})

test('on the way it takes the first of alternatives, and leaves out what depends on a condition that does not hold', () => {
  const options = [remedy('alternative-7', 'Blue'), { ...remedy('alternative-9', 'Green'), steps: [1] }]
  const colours = [step({ choice: 'colour' }), step({ line: 9, choice: 'colour' })]
  const either = viewOf({ for: 'choice', options }, colours)
  assert.deepEqual(decideAnswer(either, SCRIPT), { kind: 'choose', remedy: options[0] })
  const green = { ...SCRIPT, holds: ['green'] }
  assert.deepEqual(decideAnswer(either, green), { kind: 'choose', remedy: options[1] })

  const guarded = [remedy('line-7', 'If the disk is full')]
  const view = viewOf({ for: 'choice', options: guarded }, [step({ condition: 'If the disk is full' })])
  view.run.procedure.kind = 'deploy'
  assert.equal(decideAnswer(view, SCRIPT).kind, 'skip')
  assert.equal(decideAnswer(view, { ...SCRIPT, holds: ['disk is full'] }).kind, 'choose')
})

test('it gives what it knows, then what the output offered, and gives up when neither has a value', () => {
  const view = viewOf({ for: 'parameters', step: 0, names: ['TASK_ARN', 'REVISION'] })
  assert.match(giveUpReason(view), /step 1, "Do it" \(line 7\), needs REVISION/)
  const offered = {
    ...view,
    suggestions: { REVISION: [{ value: '41' }, { value: '40' }], TASK_ARN: [{ value: 'other' }] },
  }
  assert.deepEqual(decideAnswer(offered, SCRIPT), { kind: 'give', values: { TASK_ARN: 'arn:task/1', REVISION: '41' } })
})

test('a failed check is tried again after some time, but not for ever', () => {
  const waiting = { for: 'failure', step: 0, attempt: 1 } as const
  const check = [step({ phase: 'verify', commands: [command('read')] })]
  assert.deepEqual(decideAnswer(viewOf(waiting, check, { attempts: 1 }), SCRIPT), { kind: 'retry-later', step: 0 })
  assert.match(giveUpReason(viewOf(waiting, check, { attempts: 6, exitCode: 22 })), /failed with exit status 22/)
})

test('a failed write is never tried again by a script', () => {
  const waiting = { for: 'failure', step: 0, attempt: 1 } as const
  const fix = [step({ phase: 'fix', commands: [command('write')] })]
  assert.match(giveUpReason(viewOf(waiting, fix, { attempts: 1, exitCode: 1 })), /failed/)
  const look = [step({ phase: 'diagnose', commands: [command('unknown')] })]
  assert.equal(decideAnswer(viewOf(waiting, look, { attempts: 1, exitCode: 1 }), SCRIPT).kind, 'skip')
})

test('it never says whether an interrupted write happened', () => {
  assert.deepEqual(decideAnswer(viewOf({ for: 'outcome', step: 0, attempt: 1 }), SCRIPT), { kind: 'nothing' })
})

function giveUpReason(view: ReturnType<typeof viewOf>): string {
  const answer = decideAnswer(view, SCRIPT)
  assert.equal(answer.kind, 'give-up')
  return answer.kind === 'give-up' ? answer.reason : ''
}

function viewOf(waiting: Waiting | null, steps: Step[] = [step({})], state: Partial<StepState> = {}) {
  const run = {
    id: 'run',
    status: waiting === null ? 'running' : 'waiting',
    waiting,
    chosen: [] as string[],
    procedure: { kind: 'incident', causes: [], steps } as unknown as Procedure,
    steps: steps.map(() => ({ status: 'waiting', attempts: 0, exitCode: null, note: null, ...state })),
  } as unknown as Run
  return { run, approvals: [] as Approval[], suggestions: {} as Record<string, { value: string }[]> }
}

function step(changes: Partial<Step>): Step {
  return {
    title: 'Do it',
    line: 7,
    phase: 'fix',
    section: null,
    condition: null,
    choice: null,
    script: null,
    commands: [command('write')],
    ...changes,
  } as Step
}

function command(effect: Command['effect']): Command {
  return { effect } as Command
}

function remedy(id: string, title: string): Remedy {
  return { id, title, condition: null, steps: [0], cause: null }
}
