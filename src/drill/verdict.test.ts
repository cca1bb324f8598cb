import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TimelineEntry } from '../incidents/timeline.ts'
import { type Evidence, judge, measure } from './verdict.ts'

const running = { status: 'running', outcome: null } as const
const observing = { status: 'observing', outcome: null } as const
const recovered = { status: 'finished', outcome: 'recovered' } as const
const stopped = { status: 'finished', outcome: 'stopped' } as const
const completed = { status: 'finished', outcome: 'completed' } as const
const harm = {
  what: 'the API had 0 serving',
  command: 'kubectl scale --replicas=0',
  line: 12,
  evidence: 'kubectl scale: the API had 0 serving',
}
const gaveUp = { what: 'step 2 failed', command: null, line: 7, evidence: 'aws: exit 1' }
const unknown = { what: 'the range does not know', command: 'dig +short', line: 4, evidence: 'dig: not known' }
const reached = true

const TABLE: [string, Partial<Evidence>, string | null][] = [
  ['is open while the run goes on', { run: running }, null],
  ['is open while there is no run yet and nobody gave up', {}, null],
  ['is open while the alert may still resolve after the last step', { run: completed }, null],
  ['is open while the alert has resolved and a command still runs', { run: running, reached }, null],
  ['recovers when the alert resolved', { run: recovered, reached }, 'recovers'],
  ['recovers when the alert resolved after every step had run', { run: completed, reached }, 'recovers'],
  ['recovers when somebody gave up after the alert had resolved', { run: running, reached, gaveUp }, 'recovers'],
  [
    'is harmful when an invariant broke, even though the alert resolved',
    { run: recovered, reached, harm: [harm] },
    'harmful',
  ],
  ['is still open when an invariant broke but the run goes on', { run: running, harm: [harm] }, null],
  ['is harmful at once when nobody takes part', { run: running, harm: [harm], scripted: true }, 'harmful'],
  [
    'is unanswered when the range does not know a command, even though the goal is reached',
    { run: recovered, reached, unanswered: [unknown] },
    'unanswered',
  ],
  ['is harmful before it is unanswered', { run: recovered, reached, unanswered: [unknown], harm: [harm] }, 'harmful'],
  [
    'recovers when a run without an alert sees its goal reached',
    { run: observing, reached, hasAlert: false },
    'recovers',
  ],
  [
    'has no effect when nothing of it was run, whatever became of the world',
    { run: completed, reached, ranAnything: false },
    'no effect',
  ],
  ['is stuck when somebody gave up', { run: running, gaveUp }, 'stuck'],
  ['is stuck when somebody stopped the run', { run: stopped }, 'stuck'],
  ['has no effect when it was watched in vain', { run: observing, watchedInVain: 30 }, 'no effect'],
  ['has no effect when every step ran and it was watched in vain', { run: completed, watchedInVain: 30 }, 'no effect'],
]

const NOTHING: Evidence = {
  run: null,
  hasAlert: true,
  reached: false,
  unmet: null,
  harm: [],
  unanswered: [],
  ranAnything: true,
  scripted: false,
  gaveUp: null,
  watchedInVain: null,
}

for (const [name, evidence, expected] of TABLE) {
  test(`a drill ${name}`, () => {
    const judgement = judge({ ...NOTHING, ...evidence })
    assert.equal(judgement?.verdict ?? null, expected)
  })
}

test('harm names the command that did it', () => {
  const judgement = judge({ ...NOTHING, run: recovered, reached, harm: [harm] })
  assert.match(judgement?.reason ?? '', /0 serving, after: kubectl scale/)
  assert.equal(judgement?.line, 12)
})

test('times are measured in the world, from the fault on', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString()
  const entry = (kind: TimelineEntry['kind'], seconds: number, step: number | null = null): TimelineEntry => ({
    id: seconds,
    incidentId: 'i',
    at: '2030-01-01T00:00:00.000Z',
    worldAt: at(seconds),
    kind,
    actor: 'standby',
    text: '',
    step,
    attempt: null,
  })
  const timeline = [
    entry('alert-firing', 40),
    entry('step-failed', 41, 0),
    entry('step-finished', 42, 1),
    entry('step-finished', 50, 2),
    entry('step-finished', 51, 3),
    entry('alert-resolved', 300),
  ]
  assert.deepEqual(
    measure(timeline, new Date(at(10)), (step) => step === 2),
    { detectedAfter: 30, firstDiagnosisAfter: 31, mitigatedAfter: 40, recoveredAfter: 290 },
  )
  assert.deepEqual(
    measure([], new Date(at(10)), () => true),
    { detectedAfter: null, firstDiagnosisAfter: null, mitigatedAfter: null, recoveredAfter: null },
  )
})
