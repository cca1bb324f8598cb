import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Drill, RunbookSummary, ScenarioSummary, SystemSummary } from '../contract.ts'
import { rehearsals } from './rehearsals.ts'

const effects = { read: 0, write: 0, destructive: 0, unknown: 0 }
const system = {
  name: 'shop',
  title: 'Shop',
  runbook: { digest: 'd1', file: 'examples/shop/runbook.md' },
} as SystemSummary
const runbook: RunbookSummary = {
  digest: 'd1',
  file: 'examples/shop/runbook.md',
  title: 'Shop',
  rehearsal: false,
  commands: effects,
  procedures: [
    { id: 'api-down', heading: 'API down', kind: 'incident', alert: null, parent: null, steps: 3, effects },
    {
      id: 'api-down-rollback',
      heading: 'Roll back',
      kind: 'rollback',
      alert: null,
      parent: 'api-down',
      steps: 0,
      effects,
    },
    { id: 'deploy', heading: 'Deploy', kind: 'deploy', alert: null, parent: null, steps: 2, effects },
  ],
}
const scenario: ScenarioSummary = {
  system: 'shop',
  name: 'bad-release',
  title: 'A bad release',
  rehearses: { 'runbook.md': ['api-down'], 'ours.md': ['down'] },
  faults: ['bad-deploy'],
  begin: 'alert',
  expect: 'recovers',
}
const drill = (id: string, over: Partial<Drill>): Drill => ({
  id,
  system: 'shop',
  fault: 'bad-deploy',
  scenario: 'bad-release',
  file: 'examples/shop/runbook.md',
  procedureId: 'api-down',
  incidentId: null,
  verdict: 'recovers',
  reason: null,
  line: null,
  evidence: null,
  score: null,
  detectedAfter: null,
  firstDiagnosisAfter: null,
  mitigatedAfter: null,
  recoveredAfter: null,
  startedAt: '2026-03-01T03:00:00.000Z',
  finishedAt: null,
  ...over,
})

test('every procedure of a system’s runbook stands there, with what came of it last', () => {
  const drills = [
    drill('1', { verdict: 'stuck', startedAt: '2026-03-01T01:00:00.000Z' }),
    drill('2', { startedAt: '2026-03-01T02:00:00.000Z' }),
    drill('3', { verdict: null, startedAt: '2026-03-01T03:00:00.000Z' }),
  ]
  const [file] = rehearsals([system], [runbook], [scenario], drills)
  assert.deepEqual(
    file?.procedures.map(({ procedureId, last, scenarios }) => [procedureId, last?.id ?? null, scenarios.length]),
    [
      ['api-down', '2', 1],
      ['deploy', null, 0],
    ],
    'a part without steps is rehearsed with its whole; one that runs has no verdict yet',
  )
  assert.deepEqual(
    file?.procedures[0]?.drills.map(({ id }) => id),
    ['3', '2', '1'],
  )
})

test('a team’s own file stands there once it was rehearsed', () => {
  const files = rehearsals([system], [runbook], [scenario], [drill('1', { file: 'docs/ours.md', procedureId: 'down' })])
  assert.deepEqual(
    files.map(({ file, digest }) => [file, digest]),
    [
      ['examples/shop/runbook.md', 'd1'],
      ['docs/ours.md', null],
    ],
  )
  assert.equal(files[1]?.procedures[0]?.scenarios[0]?.name, 'bad-release')
})
