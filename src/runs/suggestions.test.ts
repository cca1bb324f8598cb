import assert from 'node:assert/strict'
import { test } from 'node:test'
import { procedure, step } from '../../test/support/procedures.ts'
import { newRun } from '../../test/support/runs.ts'
import { compileRunbook } from '../plan/compile.ts'
import type { Procedure } from '../plan/plan.ts'
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
  [
    'a column of psql',
    'psql -c "SELECT pg_terminate_backend(<PID>)"',
    'PID',
    '  pid  | state\n-------+--------\n 41272 | idle\n    97 | active\n(2 rows)\n',
    ['41272', '97'],
  ],
  [
    'a column under its head',
    'kubectl drain <NODE>',
    'NODE',
    'NAME    READY   NODE     AGE\napi-1   1/1     node-a   2d\napi-2   1/1     node-b   2d\n',
    ['node-a', 'node-b'],
  ],
  [
    'a head of two words',
    'docker stop <container-id>',
    'CONTAINER_ID',
    'CONTAINER ID   IMAGE\n0a1b2c3d       api:1\n',
    ['0a1b2c3d'],
  ],
  ['nothing rather than anything', 'x <CLUSTER>', 'CLUSTER', 'all is well', []],
]

for (const [name, wanting, parameter, text, values] of cases) {
  test(`offers ${name}`, () => {
    const run = newRun(procedure([step('look'), step(wanting)]), {
      status: 'waiting',
      waiting: { for: 'parameters', step: 1, names: [parameter] },
    })
    const attempt = { id: 'a', step: 0 } as Attempt
    const chunk = { id: 1, attemptId: 'a', step: 0, attempt: 1, stream: 'stdout' as const, at: '', text }
    assert.deepEqual(
      suggest(run, [attempt], [chunk])[parameter]?.map((one) => one.value),
      values,
    )
  })
}

test('offers the files that were listed', () => {
  const { steps } = compileRunbook(
    'a.md',
    '# A\n\n## B\n\n```bash\n# Look\nls /logs\n\n# Delete\nrm /logs/<LOG_FILE>\n```\n',
  ).procedures[0] as Procedure
  const run = newRun(procedure(steps), {
    status: 'waiting',
    waiting: { for: 'parameters', step: 1, names: ['LOG_FILE'] },
  })
  const chunk = {
    id: 1,
    attemptId: 'a',
    step: 0,
    attempt: 1,
    stream: 'stdout' as const,
    at: '',
    text: 'a.log\nb.log\n',
  }
  const offered = suggest(run, [{ id: 'a', step: 0 } as Attempt], [chunk]).LOG_FILE
  assert.deepEqual(
    offered?.map(({ value, from }) => `${value} ${from}`),
    ['a.log from step 1, line 1 of its output', 'b.log from step 1, line 2 of its output'],
  )
})
