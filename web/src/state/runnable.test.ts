import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Plan, Procedure } from '../contract.ts'
import { aProcedure, aStep } from './fixtures.ts'
import { runnable } from './runnable.ts'

const parameter = (name: string, steps: number[]): Procedure['parameters'][number] => ({
  name,
  texts: [`<${name}>`],
  source: 'hole',
  secret: false,
  steps,
})

test('a part named by a label is shown with the steps of its lines and their parameters', () => {
  const look = aStep({ line: 5, endLine: 6 })
  const undo = aStep({ line: 11, endLine: 12 })
  const whole = aProcedure({
    id: 'api-down',
    line: 3,
    endLine: 20,
    steps: [look, undo],
    parameters: [parameter('POD', [0]), parameter('REVISION', [0, 1])],
  })
  const part = aProcedure({
    id: 'api-down-rollback',
    parent: 'api-down',
    line: 9,
    endLine: 14,
    steps: [],
    parameters: [],
  })
  const plan = { procedures: [whole, part] } as unknown as Plan

  assert.deepEqual(runnable(plan, part).steps, [undo])
  assert.deepEqual(
    runnable(plan, part).parameters.map(({ name }) => name),
    ['REVISION'],
  )
  assert.equal(runnable(plan, whole), whole, 'one with steps of its own is as it is')
})
