/** The page of drills: what was never rehearsed stands out, and a click rehearses it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStage, shot, skip, textOf } from './chromium.ts'

const stage = createStage()

test('what was never rehearsed stands out, and is rehearsed by a click', { skip }, async () => {
  const errors: string[] = []
  const page = await stage.open('light', errors)
  await page.goto(`${stage.url()}/drills`)
  const row = page.getByTestId('rehearsed-high-error-rate').first()
  await row.waitFor()
  assert.match(await textOf(row), /never rehearsed/)
  await shot(page, 'drills-light')
  await row.getByRole('button', { name: /^Rehearse/ }).click()
  await row.getByText('recovers').waitFor({ timeout: 60_000 })
  assert.doesNotMatch(await textOf(row), /never rehearsed/)
  await page.getByRole('searchbox').fill('never rehearsed')
  await row.waitFor({ state: 'detached' })
  await shot(page, 'drills-filtered')

  const phone = await stage.open('dark', errors, { width: 390, height: 844 })
  await phone.goto(`${stage.url()}/drills`)
  await phone.getByTestId('rehearsed-high-error-rate').first().waitFor()
  await shot(phone, 'drills-phone-dark')
  const overflow = await phone.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  assert.ok(Number(overflow) <= 0, `the page is ${String(overflow)} px wider than the phone`)
  assert.deepEqual(errors, [], 'the console logged no error')
})
