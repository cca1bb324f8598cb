/** A person breaks a system in a real Chromium, watches the diagnosis, signs the rollback and sees it resolved. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '../acceptance/server-process.ts'
import { createStage, shot, sign, skip, textOf, untilResolved } from './chromium.ts'

const stage = createStage()

test('someone breaks the system, the diagnosis runs, they sign the rollback, and the incident resolves', {
  skip,
}, async () => {
  const errors: string[] = []
  const page = await stage.open('dark', errors)
  await breakSystem(page, 'stratum', '1-range')
  const incident = page.url()

  const output = page.getByTestId('step-output-0').first()
  await output.waitFor({ timeout: 30_000 })
  await eventually('output arrives', async () => (await textOf(output)).trim().length > 20, 30_000)
  await choose(page, /recent deployment/i, '2-diagnosed')
  await sign(page, '3-approval')
  await untilResolved(page)
  await shot(page, '4-resolved')
  assert.match(await textOf(page.getByTestId('timeline').first()), /approved/i)

  const phone = await stage.open('light', errors, { width: 390, height: 844 })
  await phone.goto(incident)
  await phone.getByTestId('incident-status').first().waitFor()
  await shot(phone, '5-phone-light')
  const overflow = await phone.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  assert.ok(Number(overflow) <= 0, `the page is ${String(overflow)} px wider than the phone`)
  assert.deepEqual(errors, [], 'the console logged no error')
})

test('a value that the runbook leaves open is offered from earlier output, and a phone is enough to answer', {
  skip,
}, async () => {
  const errors: string[] = []
  const page = await stage.open('light', errors, { width: 390, height: 844 })
  await breakSystem(page, 'scr', '6-phone-range')
  await choose(page, /roll back/i, '7-phone-choice')
  const suggestions = page.getByRole('list', { name: /suggestions for previous_revision/i })
  await suggestions.waitFor({ timeout: 30_000 })
  await suggestions.getByRole('button', { name: /^86\b/ }).first().click()
  await shot(page, '8-phone-parameter')
  await page.getByRole('button', { name: /use this value/i }).click()
  await sign(page, '9-phone-approval')
  await untilResolved(page)
  assert.deepEqual(errors, [], 'the console logged no error')
})

test('lists and runbooks are there in both colour schemes', { skip }, async () => {
  const errors: string[] = []
  for (const scheme of ['light', 'dark'] as const) {
    const page = await stage.open(scheme, errors)
    await page.goto(stage.url())
    await page.getByText('#1', { exact: false }).first().waitFor()
    await shot(page, `incidents-${scheme}`)
    await page.goto(`${stage.url()}/runbooks`)
    await page
      .getByRole('link', { name: /examples\/stratum\/runbook\.md/ })
      .first()
      .click()
    await page.getByText('kubectl rollout undo').filter({ visible: true }).first().waitFor()
    await shot(page, `runbook-${scheme}`)
  }
  assert.deepEqual(errors, [], 'the console logged no error')
})

async function breakSystem(page: Page, system: string, name: string): Promise<void> {
  await page.goto(`${stage.url()}/range`)
  const card = page.getByTestId(`system-${system}`)
  await card.waitFor()
  await shot(page, name)
  await card.getByTestId('fault-bad-deploy').getByRole('button').click()
  await page.waitForURL(/\/incidents\/\d+/, { timeout: 60_000 })
}

async function choose(page: Page, remedy: RegExp, name: string): Promise<void> {
  const card = page.getByTestId('remedy-card').filter({ hasText: remedy }).first()
  await card.waitFor({ timeout: 60_000 })
  await shot(page, name)
  await card.getByRole('button').first().click()
}
