import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import { showText } from './show.ts'

const plan = compileRunbook(
  'shop.md',
  `# Shop

## Checkout Errors

**Alert**: \`CheckoutErrors\` (> 2 %)

\`\`\`bash
# Look
kubectl get pods -n shop

# Restart (if it hangs)
kubectl delete pod <POD> -n shop
\`\`\`
`,
)

test('a plan is shown with badge, phase, line, condition and parameters, on lines of at most 110 columns', () => {
  const text = showText(plan, { color: false })
  assert.match(text, /Checkout Errors {2}incident · checkout-errors · lines 3–13/)
  assert.match(text, /alert +CheckoutErrors \(> 2 %\)/)
  assert.match(text, /1 {2}r {2}diagnose +9 {2}Look/)
  assert.match(text, /⚑ if it hangs/)
  assert.match(text, /POD +id +<POD> {2}in 2; from step 1 or alert label pod/)
  assert.match(text, /understood 2 of 2 lines that look like commands/)
  for (const line of text.split('\n')) assert.ok(line.length <= 110, line)
})

test('colour is written only when asked for', () => {
  assert.ok(!showText(plan, { color: false }).includes('\u001B'))
  assert.ok(showText(plan, { color: true }).includes('\u001B'))
})

test('on a narrow screen steps are cut to it', () => {
  const steps = showText(plan, { color: false, width: 60 })
    .split('\n')
    .filter((line) => /^ /.test(line))
  assert.ok(steps.length > 5)
  for (const line of steps) assert.ok(line.length <= 60, line)
})
