import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startTestApp, type TestApp } from '../../test/support/app.ts'
import { ANY_RULE } from '../../test/support/policy.ts'
import { DEFAULT_POLICY } from '../policy/policy.ts'
import type { IncidentDetail, StartedRun } from './views.ts'

const fence = '```'
const runbook = (command: string) => `# R\n\n## Change it\n\n${fence}bash\n${command}\n${fence}\n`

let standby: TestApp
before(async () => {
  const rules = [
    { ...ANY_RULE, name: 'frozen', runbooks: ['docs/database.md'], refuse: 'the database is frozen' },
    { ...ANY_RULE, name: 'drafts', effects: ['write' as const], runbooks: ['draft:*'], approvals: 2 },
  ]
  standby = await startTestApp({ config: { policy: { ...DEFAULT_POLICY, rules } } })
})
after(() => standby.close())

async function begin(file: string, text: string): Promise<IncidentDetail> {
  const answer = await standby.post('/runs', {
    runbook: { file, text },
    procedureId: 'change-it',
    environment: 'production',
  })
  const { incident } = (await answer.json()) as StartedRun
  assert.ok(answer.ok)
  return standby.until(incident, ({ run }) => run?.status === 'waiting')
}

test('a registered text goes by its registered name, whatever name a person hands it over with', async () => {
  const text = runbook('touch database')
  await standby.app.registerRunbook({ file: 'docs/database.md', text })
  const { run } = await begin('docs/harmless.md', text)
  assert.equal(run?.runbook.file, 'docs/database.md')
  assert.equal(run?.waiting?.for, 'failure')
  assert.match(run?.steps[0]?.note ?? '', /the database is frozen/)
})

test('a text nobody has registered is a draft, whatever it is called, and rules for drafts count', async () => {
  const { run, approvals } = await begin('docs/safe.md', runbook('touch other'))
  assert.equal(run?.runbook.draft, true)
  assert.equal(approvals[0]?.needed, 2)
})

test('what a request names is shown with its unseen characters marked', async () => {
  const { approvals } = await begin('docs/marks.md', runbook('touch "safe\u202Etxt.exe"'))
  const { commands, targets, reasons, why } = approvals[0] ?? {}
  const shown = JSON.stringify({ commands, targets, reasons, why })
  assert.match(shown, /safe⟨U\+202E⟩txt/)
  assert.doesNotMatch(shown, /\u202E/)
})

test('a run is paused between steps, by the API, and goes on from there', async () => {
  const go = join(standby.dir, 'go')
  const wait = `until [ -e ${go} ]; do sleep 0.02; done`
  const text = `# R\n\n## Change it\n\n${fence}bash\n# One\n${wait}; echo one\n\n# Two\necho two\n${fence}\n`
  const answer = await standby.post('/runs', {
    runbook: { file: 'pause.md', text },
    procedureId: 'change-it',
    environment: 'production',
  })
  const { incident, runId } = (await answer.json()) as StartedRun
  await standby.until(incident, ({ run }) => run?.steps[0]?.status === 'running')
  assert.equal((await standby.post(`/runs/${runId}/pause`, {})).status, 200)
  writeFileSync(go, '')
  const paused = await standby.until(incident, ({ run }) => run?.waiting?.for === 'pause')
  assert.deepEqual(
    paused.run?.steps.map(({ status }) => status),
    ['succeeded', 'pending'],
  )
  assert.equal((await standby.post(`/runs/${runId}/pause`, {})).status, 409)
  assert.equal((await standby.post(`/runs/${runId}/resume`, {}, 'Bob')).status, 200)
  const done = await standby.until(incident, ({ run }) => run?.status === 'finished')
  assert.equal(done.run?.outcome, 'completed')
  assert.ok(done.timeline.some(({ actor, text: said }) => actor === 'Bob' && said === 'lets the run go on'))
})
