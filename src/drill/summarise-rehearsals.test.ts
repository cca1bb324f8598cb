import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../plan/compile.ts'
import type { ScenarioSummary } from './drill.ts'
import type { StoredDrill } from './store.ts'
import { summariseRehearsals } from './summarise-rehearsals.ts'

const TEXT =
  '# Shop\n\n## Restart\n\n```bash\nkubectl rollout restart deployment/shop\n```\n\n## Look\n\n```bash\nkubectl get pods\n```\n'
const FILE = 'examples/shop/runbook.md'
const runbooks = [{ file: FILE, digest: 'now', plan: compileRunbook(FILE, TEXT) }]
const scenario: ScenarioSummary = {
  system: 'shop',
  folder: '/srv/examples/shop',
  name: 'restart',
  title: 'New instances',
  rehearses: { 'runbook.md': ['restart'] },
  faults: [],
  begin: 'manual',
  expect: 'recovers',
}
const drill = (changes: Partial<StoredDrill>): StoredDrill =>
  ({ file: FILE, procedureId: 'restart', runbookDigest: 'now', verdict: 'recovers', ...changes }) as StoredDrill

test('each procedure has its last rehearsal and its trend; one that was never rehearsed stands there too', () => {
  const drills = [drill({ id: 'a', verdict: 'stuck', recoveredAfter: null }), drill({ id: 'b', recoveredAfter: 61 })]
  const [restart, look] = summariseRehearsals(runbooks, [scenario], drills)
  assert.deepEqual(
    [restart?.last?.drillId, restart?.trend, restart?.recoveries],
    ['b', ['stuck', 'recovers'], [null, 61]],
  )
  assert.deepEqual(
    restart?.scenarios.map(({ name }) => name),
    ['restart'],
  )
  assert.equal(restart?.stale, false)
  assert.deepEqual([look?.procedureId, look?.last, look?.trend, look?.scenarios], ['look', null, [], []])
})

test('a rehearsal of another text is stale', () => {
  const [restart] = summariseRehearsals(runbooks, [], [drill({ runbookDigest: 'before' })])
  assert.equal(restart?.stale, true)
})

test('runbook.md of another folder is not the one that the scenario means', () => {
  const elsewhere = [{ ...runbooks[0], file: 'docs/bar/runbook.md' }] as typeof runbooks
  assert.deepEqual(summariseRehearsals(elsewhere, [scenario], [])[0]?.scenarios, [])
})
