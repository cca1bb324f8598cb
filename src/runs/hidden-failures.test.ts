import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attempt } from './attempt.ts'
import { describeHidden, showFailures } from './hidden-failures.ts'

const failed = (command: string, ...statuses: number[]) => ({
  statement: 0,
  statuses: [0],
  failures: [{ command, statuses }],
})

test('what failed inside a statement that went well is told with its own exit status', () => {
  assert.equal(
    describeHidden([failed('curl -sf https://h/', 22), failed('kubectl get x\n| cat', 1, 0)]),
    'inside it “curl -sf https://h/” ended with exit status 22, “kubectl get x” ended with exit status 1',
  )
  assert.match(describeHidden(Array.from({ length: 5 }, () => failed('x', 3))) ?? '', /2 more failed$/)
})

test('a test that says no, and a reader that had enough, are no failures', () => {
  for (const [command, status] of [
    ['[ -f x ]', 1],
    ['[[ -n $x ]]', 1],
    ['grep -q a b', 1],
    ['diff a b', 1],
    ['yes', 141],
  ] as const)
    assert.equal(describeHidden([failed(command, status)]), null, command)
  assert.notEqual(describeHidden([failed('grep a /no/such', 2)]), null)
})

test('an attempt is shown with the failures inside its statements, and without the answers that say no', () => {
  const curl = failed('curl -sf https://h/', 22)
  const attempt: Attempt = {
    ...{ id: 'a', runId: 'r', step: 0, attempt: 1, startedAt: '', finishedAt: '', exitCode: 0, droppedBytes: 0 },
    status: 'succeeded',
    statements: [curl, failed('[ -f x ]', 1)],
  }
  assert.deepEqual(showFailures(attempt).statements, [curl, { statement: 0, statuses: [0] }])
})
