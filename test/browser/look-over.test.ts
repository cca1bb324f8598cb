/** Every screen, small and large, dark and light, looked over for what a person would trip over. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createStage, shot, skip } from './chromium.ts'
import { lookOver } from './look-over.ts'

/**
 * Its blocks begin with a command, without a comment above: nothing may lie over what is said of it. And a warning, beside
 * what is only worth a note: which of the two a finding of the file is, is for the rules to say.
 */
const INPUT = readFileSync(join(import.meta.dirname, '../golden/ecs-bold-labels/input.md'), 'utf8')
const WARNED = '\n## Look for keys\n\n```bash\nredis-cli -h cache.shop KEYS "x:*"\n```\n'
const folder = mkdtempSync(join(tmpdir(), 'standby-look-over-'))
const RUNBOOK = join(folder, 'ecs-bold-labels.md')
writeFileSync(RUNBOOK, INPUT + WARNED)
after(() => rmSync(folder, { recursive: true, force: true }))
const stage = createStage({ config: `runbooks:\n  - ${RUNBOOK}\n` })

const SCREENS = [
  ['dark', { width: 1440, height: 900 }],
  ['light', { width: 390, height: 844 }],
] as const

for (const [scheme, viewport] of SCREENS)
  test(`nothing is faint, unnamed, hidden or too wide, ${scheme} at ${viewport.width} pixels`, { skip }, async () => {
    const errors: string[] = []
    const page = await stage.open(scheme, errors, viewport)
    const troubles: string[] = []
    const look = async (name: string) => {
      for (const trouble of await lookOver(page)) troubles.push(`${name}: ${trouble}`)
    }
    for (const path of ['/', '/runbooks', '/drills', '/range', '/nowhere']) {
      await page.goto(`${stage.url()}${path}`)
      await page.locator('h1').waitFor()
      await look(path)
    }
    await openRunbook(page)
    await look('a runbook')
    await shot(page, `look-runbook-${scheme}-${viewport.width}`)
    await hideWarnings(page)
    await openStartDialog(page)
    await look('the question where to start')
    assert.deepEqual(troubles, [])
    assert.deepEqual(errors, [], 'the console logged no error')
  })

async function openRunbook(page: Page): Promise<void> {
  await page.goto(`${stage.url()}/runbooks`)
  await page.locator('a[data-row]').filter({ hasText: 'ecs-bold-labels' }).click()
  await page.locator('[id^=L] button').first().waitFor()
}

/** Of many findings the ones that matter now: the rest is hidden by a press. */
async function hideWarnings(page: Page): Promise<void> {
  const findings = page.locator('details', { has: page.getByText(/\d findings/) })
  if ((await findings.getAttribute('open')) === null) await findings.locator('summary').click()
  const warnings = findings.getByRole('listitem').filter({ hasText: 'warning:' })
  assert.notEqual(await warnings.count(), 0)
  await findings.getByRole('button', { name: /^warning/ }).click()
  assert.equal(await warnings.count(), 0)
  assert.notEqual(await findings.getByRole('listitem').count(), 0)
}

async function openStartDialog(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Start/ })
    .first()
    .click()
  await page.getByRole('dialog').waitFor()
}
