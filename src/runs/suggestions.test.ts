import assert from 'node:assert/strict'
import { test } from 'node:test'
import { procedure, step } from '../../test/support/procedures.ts'
import { newRun } from '../../test/support/runs.ts'
import type { Attempt } from './attempt.ts'
import { suggest } from './suggestions.ts'

const ARNS = [
  'arn:aws:ecs:eu-west-1:1:task-definition/api:42',
  'arn:aws:ecs:eu-west-1:1:task/prod/0a1b',
  'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/api/77',
]

const cases: [name: string, wanting: string, parameter: string, output: string, values: string[]][] = [
  [
    'by what stands before it',
    'roll --to api:<REVISION>',
    'REVISION',
    '"…task-definition/api:42",\n"…task-definition/api:41"',
    ['42', '41'],
  ],
  [
    'the previous one is the second',
    'roll --to api:<PREVIOUS_REVISION>',
    'PREVIOUS_REVISION',
    'api:42\napi:41\napi:40',
    ['41', '40', '42'],
  ],
  ['a task, not its definition', 'exec <TASK_ARN>', 'TASK_ARN', ARNS.join('\n'), [ARNS[1] as string]],
  [
    'a kind of two words',
    'health <API_TARGET_GROUP_ARN>',
    'API_TARGET_GROUP_ARN',
    ARNS.join('\n'),
    [ARNS[2] as string],
  ],
  ['by its key in JSON', 'stop <QUERY_ID>', 'QUERY_ID', '{"queryId": "q-1", "id": "x"}', ['q-1']],
  ['by its shape', 'reboot <INSTANCE_ID>', 'INSTANCE_ID', 'web i-0123456789abcdef0 running', ['i-0123456789abcdef0']],
  ['nothing rather than anything', 'x <CLUSTER>', 'CLUSTER', 'all is well', []],
]

for (const [name, wanting, parameter, text, values] of cases) {
  test(`offers ${name}`, () => {
    const run = newRun(procedure([step('look'), step(wanting)]), {
      status: 'waiting',
      waiting: { for: 'parameters', step: 1, names: [parameter] },
    })
    const attempt = { id: 'a', step: 0 } as Attempt
    const chunk = { id: 1, attemptId: 'a', stream: 'stdout' as const, at: '', text }
    assert.deepEqual(
      suggest(run, [attempt], [chunk])[parameter]?.map((one) => one.value),
      values,
    )
  })
}
