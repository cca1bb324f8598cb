/** A person starts a procedure without an alert, and signs alone where the policy wants two. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStage, shot, skip, textOf, untilResolved } from './chromium.ts'

const stage = createStage({
  config: `policy:
  - name: two-pairs-of-eyes
    effect: write
    approvals: 2
break-glass:
  by: [Ada]
`,
})

test('a procedure is started by hand, on a phone, and one person breaks the glass', { skip }, async () => {
  const errors: string[] = []
  const page = await stage.open('dark', errors, { width: 390, height: 844 })
  await page.goto(`${stage.url()}/runbooks`)
  await page
    .getByRole('link', { name: /examples\/stratum\/runbook\.md/ })
    .first()
    .click()
  await page.getByTestId('start-restart-the-workers').click()
  const confirm = page.getByTestId('start-confirm')
  assert.equal(await confirm.isDisabled(), true, 'nothing is started nowhere')
  await page.getByRole('radio', { name: /^stratum simulated/ }).check()
  await shot(page, 'start-phone-dark')
  await confirm.click()

  await page.waitForURL(/\/incidents\/\d+/)
  const card = page.getByTestId('approval-card').first()
  await card.waitFor({ timeout: 30_000 })
  assert.match(await textOf(page.getByTestId('approvals-given')), /0 of 2/)
  await card.getByRole('button', { name: 'Break the glass…' }).click()
  await page.getByLabel(/why can it not wait/i).fill('nobody else can be reached')
  await shot(page, 'break-glass-phone-dark')
  await page.getByRole('button', { name: 'Break the glass and run' }).click()
  await untilResolved(page)
  assert.match(await textOf(page.getByTestId('timeline').first()), /BROKE THE GLASS/)
  assert.deepEqual(errors, [], 'the console logged no error')
})
