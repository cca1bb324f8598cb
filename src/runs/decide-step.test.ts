import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import type { Step } from '../plan/plan.ts'
import { fillReason, fillTarget } from './decide-step.ts'

function stepOf(command: string): Step {
  const step = compileRunbook('a.md', `# Fix it\n\n\`\`\`bash\n${command}\n\`\`\`\n`).procedures[0]?.steps[0]
  assert.ok(step)
  return step
}

test('what is asked for is said with the values that will run', () => {
  const step = stepOf('rm /srv/<SERVICE>/<SERVICE_ID>.lock')
  const values = { SERVICE: 'api', SERVICE_ID: '7' }
  const reasons = step.commands.flatMap((command) => command.reasons).map((reason) => fillReason(reason, step, values))
  assert.match(reasons.join(), /\/srv\/api\/7\.lock/)
  assert.deepEqual(
    step.commands.flatMap(({ targets }) => targets).map((target) => fillTarget(target, step, values).name),
    ['/srv/api/7.lock'],
  )
})

test('a value that reads like a placeholder, or like a pattern, is shown as it is', () => {
  const step = stepOf('rm /srv/<SERVICE>/<SERVICE_ID>.lock')
  const filled = fillReason('removes /srv/<SERVICE>/<SERVICE_ID>.lock', step, {
    SERVICE: '<SERVICE_ID>',
    SERVICE_ID: "$&$$$'",
  })
  assert.equal(filled, "removes /srv/<SERVICE_ID>/$&$$$'.lock")
})

test('a placeholder that is a bare word is not replaced within the words of a reason', () => {
  const step: Step = { ...stepOf('ls'), placeholders: [{ name: 'XXX', text: 'xxx', line: 4 }] }
  assert.equal(fillReason('rm removes xxx and lexxxicon', step, { XXX: '1' }), 'rm removes 1 and lexxxicon')
})
