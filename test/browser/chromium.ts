/**
 * A real Chromium before a real server, for one test file. Screenshots go to `test/browser/screenshots/` (not kept in
 * git): look at them.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { eventually, ServerProcess } from '../acceptance/server-process.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const SHOTS = join(import.meta.dirname, 'screenshots')
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** For `test(name, { skip })`: why not, where there is no Chromium. */
export const skip = CHROMIUM ? false : 'no Chromium on this machine (apt-get install chromium)'

export interface Stage {
  url(): string
  /** A page of somebody named Ada. What its console logs as an error is added to `errors`. */
  open(colorScheme: 'dark' | 'light', errors: string[], viewport?: { width: number; height: number }): Promise<Page>
}

/** Starts both before the file's first test and ends them after its last. `config`: the text of a standby.yaml. */
export function createStage(options: { config?: string } = {}): Stage {
  let server: ServerProcess
  let browser: Browser
  before(async () => {
    if (!CHROMIUM) return
    mkdirSync(SHOTS, { recursive: true })
    server = await ServerProcess.create(options)
    await server.start()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  })
  after(async () => {
    await browser?.close()
    await server?.dispose()
  })
  return {
    url: () => server.url,
    async open(colorScheme, errors, viewport = { width: 1440, height: 900 }) {
      const context = await browser.newContext({ colorScheme, viewport })
      await context.addInitScript("localStorage.setItem('standby.actor', 'Ada')")
      const page = await context.newPage()
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      return page
    },
  }
}

export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: false })
}

export async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? ''
}

/** An accidental key must not sign: `a` only moves to the confirmation. */
export async function sign(page: Page, name: string): Promise<void> {
  await page.getByTestId('approval-card').first().waitFor({ timeout: 30_000 })
  await shot(page, name)
  await page.keyboard.press('a')
  await page.getByTestId('confirm-approve').waitFor()
  await page.keyboard.press('Enter')
}

export async function untilResolved(page: Page): Promise<void> {
  const status = page.getByTestId('incident-status').first()
  await eventually('the incident is resolved', async () => /resolved/i.test(await textOf(status)), 90_000)
}
