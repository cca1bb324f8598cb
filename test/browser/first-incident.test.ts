/**
 * A person breaks a system in a real Chromium, watches the diagnosis, signs the rollback and sees it resolved.
 * Screenshots go to `test/browser/screenshots/` (not kept in git): look at them.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { eventually, ServerProcess } from '../acceptance/server-process.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const skip = CHROMIUM ? false : 'no Chromium on this machine (apt-get install chromium)'
const SHOTS = join(import.meta.dirname, 'screenshots')

let server: ServerProcess
let browser: Browser

before(async () => {
  if (!CHROMIUM) return
  mkdirSync(SHOTS, { recursive: true })
  server = await ServerProcess.create()
  await server.start()
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
})
after(async () => {
  await browser?.close()
  await server?.dispose()
})

test('someone breaks the system, the diagnosis runs, they sign the rollback, and the incident resolves', {
  skip,
}, async () => {
  const errors: string[] = []
  const page = await open('dark', errors)

  await page.goto(`${server.url}/range`)
  await shot(page, '1-range')
  await page.getByRole('button', { name: /break/i }).first().click()
  await page.waitForURL(/\/incidents\/\d+/, { timeout: 60_000 })
  const incident = page.url()

  await page.getByTestId('step-output-0').first().waitFor({ timeout: 30_000 })
  const output = page.getByTestId('step-output-0').first()
  await eventually('output arrives', async () => ((await output.textContent()) ?? '').trim().length > 20, 30_000)
  await page.getByTestId('remedy-card').first().waitFor({ timeout: 60_000 })
  await shot(page, '2-diagnosed')

  await page
    .getByTestId('remedy-card')
    .filter({ hasText: /roll|deploy/i })
    .first()
    .getByRole('button')
    .first()
    .click()
  await page.getByTestId('approval-card').first().waitFor({ timeout: 30_000 })
  await shot(page, '3-approval')

  // An accidental key must not sign: `a` only moves to the confirmation.
  await page.keyboard.press('a')
  await page.getByTestId('confirm-approve').waitFor()
  await page.keyboard.press('Enter')

  await eventually(
    'the incident is resolved',
    async () => /resolved/i.test((await page.getByTestId('incident-status').first().textContent()) ?? ''),
    90_000,
  )
  await shot(page, '4-resolved')
  assert.match(
    (await page.getByTestId('timeline').first().textContent()) ?? '',
    /rollout undo|update-service|approved/i,
  )

  const phone = await open('light', errors, { width: 390, height: 844 })
  await phone.goto(incident)
  await phone.getByTestId('incident-status').first().waitFor()
  await shot(phone, '5-phone-light')
  const overflow = await phone.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  assert.ok(Number(overflow) <= 0, `the page is ${String(overflow)} px wider than the phone`)

  for (const [name, path] of [
    ['6-incidents-light', '/'],
    ['7-runbooks-light', '/runbooks'],
  ] as const) {
    const other = await open('light', errors)
    await other.goto(`${server.url}${path}`)
    await other.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {})
    await shot(other, name)
    await other.close()
  }
  assert.deepEqual(errors, [], 'the console logged no error')
})

async function open(
  colorScheme: 'dark' | 'light',
  errors: string[],
  viewport = { width: 1440, height: 900 },
): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport })
  await context.addInitScript("localStorage.setItem('standby.actor', 'Ada')")
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return page
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: false })
}
