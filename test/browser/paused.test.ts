/** A person pauses a run while a step goes on, sees what failed inside the step, and lets the run go on. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createStage, shot, skip, textOf, untilResolved } from './chromium.ts'

const folder = mkdtempSync(join(tmpdir(), 'standby-paused-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const gate = join(folder, 'gate')
const stage = createStage({ config: 'environments:\n  here:\n    kind: host\n' })

const RUNBOOK = `# Gate

## Look at the gate

\`\`\`bash
# Wait until it is open, and ask for its number
while ! test -e ${gate}; do sleep 0.1; done
cat ${gate}/number || echo "no number"
\`\`\`

\`\`\`bash
# Look at what is behind it
echo "behind the gate"
\`\`\`
`

test('a run pauses after the step under way, shows what failed inside it, and goes on when somebody says so', {
  skip,
}, async () => {
  const errors: string[] = []
  const page = await stage.open('dark', errors)
  await page.request.post(`${stage.url()}/api/v1/runbooks`, {
    headers: { 'x-standby-actor': 'Ada' },
    data: { file: 'gate.md', text: RUNBOOK },
  })
  await page.goto(`${stage.url()}/runbooks`)
  await page.getByRole('link', { name: 'gate.md' }).first().click()
  await page.getByTestId('start-look-at-the-gate').click()
  await page.getByRole('radio', { name: /^here real/ }).check()
  await page.getByTestId('start-confirm').click()

  await page.waitForURL(/\/incidents\/\d+/)
  await page.getByRole('button', { name: 'Pause after this step' }).click()
  await page.getByRole('button', { name: 'Do not pause' }).waitFor()
  await shot(page, 'pausing-dark')
  writeFileSync(gate, '')
  const card = page.getByTestId('paused-card')
  await card.waitFor({ timeout: 30_000 })
  assert.match(await textOf(card), /Paused by Ada/)
  assert.match(await textOf(page.getByTestId('step-output-0')), /no number/)
  const inside = page.getByTestId('step-0').getByRole('list', { name: 'Failed inside it' })
  assert.match(await textOf(inside), /cat .*\/number.*exit 1/)
  assert.equal(await page.getByTestId('step-output-1').count(), 0, 'nothing more is begun')
  await shot(page, 'paused-dark')
  for (const [scheme, viewport] of [
    ['light', { width: 390, height: 844 }],
    ['dark', { width: 390, height: 844 }],
    ['light', { width: 1440, height: 900 }],
  ] as const) {
    const other = await stage.open(scheme, errors, viewport)
    await other.goto(page.url())
    await other.getByTestId('paused-card').waitFor()
    await shot(other, `paused-${viewport.width}-${scheme}`)
    const overflow = await other.evaluate('document.documentElement.scrollWidth - window.innerWidth')
    assert.ok(Number(overflow) <= 0, `the page is ${String(overflow)} px wider than the screen`)
    await other.context().close()
  }

  await card.getByRole('button', { name: 'Go on' }).click()
  await page.getByTestId('step-output-1').waitFor({ timeout: 30_000 })
  assert.match(await textOf(page.getByTestId('step-output-1')), /behind the gate/)
  await untilResolved(page)
  assert.deepEqual(errors, [], 'the console logged no error')
})
