import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { procedure, step } from '../../test/support/procedures.ts'
import { newRun } from '../../test/support/runs.ts'
import type { Run, StepState } from './run.ts'
import { changeOfState, readState, stateOfRun } from './stored-state.ts'

const COUNT = 4
const stepState: fc.Arbitrary<StepState> = fc.record({
  status: fc.constantFrom('pending', 'running', 'succeeded', 'failed', 'skipped'),
  attempts: fc.nat(3),
  exitCode: fc.option(fc.nat(2)),
  note: fc.option(fc.constantFrom('a', 'b')),
  approval: fc.option(fc.constantFrom({ id: 'x', digest: '1' }, { id: 'y', digest: '1' }, { id: 'x', digest: '2' })),
})
const runState: fc.Arbitrary<Run> = fc
  .record({
    steps: fc.array(stepState, { minLength: COUNT, maxLength: COUNT }),
    variables: fc.constantFrom({}, { A: 'b' }),
    chosen: fc.constantFrom<string[][]>([], ['line-1']),
    stopping: fc.constantFrom(null, { actor: 'ann', reason: 'enough' }),
    pausing: fc.constantFrom(null, { actor: 'bob' }),
  })
  .map((some) => ({ ...BLANK, ...some }))

const BLANK: Run = newRun(procedure(Array.from({ length: COUNT }, () => step('true'))))

test('law: what is said to have changed, put into the state as it was, makes the state as it is', () => {
  fc.assert(
    fc.property(runState, runState, fc.subarray([0, 1, 2, 3]), fc.boolean(), (before, other, indices, isRest) => {
      const steps = before.steps.map((state, index) =>
        indices.includes(index) ? (other.steps[index] ?? state) : state,
      )
      const after: Run = { ...(isRest ? other : before), steps }
      const change = changeOfState(before, after)
      if (change === null) return
      const state = stateOfRun(before)
      state.steps[change.one] = change.one_state
      state.steps[change.other] = change.other_state
      assert.deepEqual(state, stateOfRun(after))
    }),
  )
})

test('one step that ends and one that begins are told alone; more than that, or anything else, is not', () => {
  const ended: Partial<StepState> = { status: 'succeeded', attempts: 1, exitCode: 0 }
  const begun: Partial<StepState> = { status: 'running', attempts: 1 }
  const { steps } = readState({ ...stateOfRun(BLANK), steps: [begun, {}, {}, {}] })
  const next = readState({ ...stateOfRun(BLANK), steps: [ended, begun, {}, {}] })
  const before: Run = { ...BLANK, steps }
  const after: Run = { ...BLANK, steps: next.steps }
  assert.deepEqual(changeOfState(before, after), { one: 0, one_state: ended, other: 1, other_state: begun })
  assert.deepEqual(changeOfState(after, { ...after, steps: before.steps.with(1, next.steps[1] as StepState) }), {
    one: 0,
    one_state: begun,
    other: 0,
    other_state: begun,
  })
  assert.equal(changeOfState(before, { ...after, chosen: ['line-1'] }), null)
  assert.equal(changeOfState(before, { ...after, steps: next.steps.with(2, next.steps[0] as StepState) }), null)
  assert.equal(changeOfState(before, before), null)
})
