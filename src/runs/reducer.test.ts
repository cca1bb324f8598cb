import assert from 'node:assert/strict'
import { test } from 'node:test'
import { procedure, step } from '../../test/support/procedures.ts'
import { NOW, Played } from '../../test/support/runs.ts'
import type { Procedure } from '../plan/plan.ts'
import { reduce } from './reducer.ts'
import type { RunEvent } from './run.ts'

const look = step('look', { section: 'Triage' })
const undo = step('!undo', { section: 'Paths', condition: 'If recent deployment' })
const restart = step('!restart', { section: 'Paths', condition: 'If database issue' })
const pools = step('pools', { section: 'Paths', condition: 'If database issue' })
const verify = step('verify', { section: 'Verification', phase: 'verify' })
const prose = step('call someone', {
  section: 'After',
  kind: 'prose',
  script: null,
  commands: [],
  phase: 'communicate',
})

/** Steps are on lines 10, 20, 30…, and so are the ids of remedies. */
const cases: [name: string, plan: Procedure, play: (p: Played) => unknown, where: string, statuses?: string][] = [
  ['looking is automatic', procedure([look, look]), (p) => p, 'runs 0'],
  ['and goes on in order', procedure([look, look]), (p) => p.end(), 'runs 1'],
  ['a failing look is evidence', procedure([look, look]), (p) => p.end(1).end(), 'observing', 'failed succeeded'],
  ['prose is for people and blocks nothing', procedure([prose, look]), (p) => p, 'runs 1', 'manual running'],
  [
    'a kind that is not run yet is for people',
    procedure([step('select 1', { kind: 'sql' })]),
    (p) => p,
    'observing',
    'manual',
  ],
  [
    'an only remedy begins by itself, and asks',
    procedure([look, step('!fix', { section: 'Fix' })]),
    (p) => p.end(),
    'approval 1',
  ],
  ['it starts when it is approved', procedure([step('!fix')]), (p) => p.approve(), 'runs 0'],
  ['a paused run lets what runs end', procedure([look, look]), (p) => p.on({ kind: 'pause', actor: 'ann' }), 'runs 0'],
  [
    'and begins nothing more',
    procedure([look, look]),
    (p) => p.on({ kind: 'pause', actor: 'ann' }).end(),
    'pause',
    'succeeded pending',
  ],
  [
    'until somebody lets it go on',
    procedure([look, look]),
    (p) => p.on({ kind: 'pause', actor: 'ann' }).end().on({ kind: 'resume', actor: 'bob' }),
    'runs 1',
  ],
  [
    'who may also think better of it before it pauses',
    procedure([look, look]),
    (p) => p.on({ kind: 'pause', actor: 'ann' }).on({ kind: 'resume', actor: 'ann' }).end(),
    'runs 1',
  ],
  [
    'what is signed while it is to pause begins when it goes on',
    procedure([step('!fix')]),
    (p) => p.on({ kind: 'pause', actor: 'ann' }).approve(),
    'pause',
  ],
  ['a conditional remedy waits for a choice', procedure([look, undo]), (p) => p.end(), 'choice line-20'],
  [
    'several remedies wait for a choice',
    procedure([look, undo, pools, restart]),
    (p) => p.end(),
    'choice line-20 line-30',
  ],
  ['the chosen one is done', procedure([look, undo, pools, restart]), (p) => p.end().choose('line-30'), 'runs 2'],
  [
    'with its reads first',
    procedure([look, undo, pools, restart]),
    (p) => p.end().choose('line-30').end(),
    'approval 3',
  ],
  ['then it is verified', procedure([look, undo, verify]), (p) => p.end().choose('line-20').approve().end(), 'runs 2'],
  [
    'then observed',
    procedure([look, undo, verify]),
    (p) => p.end().choose('line-20').approve().end().end(),
    'observing',
  ],
  [
    'then another can be chosen',
    procedure([look, undo, restart]),
    (p) => p.end().choose('line-20').approve().end().choose('line-30'),
    'approval 2',
  ],
  [
    'and the same again, with a new signature',
    procedure([look, undo]),
    (p) => p.end().choose('line-20').approve().end().choose('line-20'),
    'approval 1',
  ],
  [
    'a rejected remedy is given up',
    procedure([undo, step('!more', { section: 'Paths', condition: 'If recent deployment' })]),
    (p) => p.choose('line-10').decide('rejected'),
    'choice line-10',
    'rejected skipped',
  ],
  [
    'a rejected look is done without',
    procedure([step('!exec', { phase: 'diagnose' }), look]),
    (p) => p.decide('rejected'),
    'runs 1',
    'rejected running',
  ],
  [
    'a request that expired may be made again',
    procedure([step('!fix')]),
    (p) => p.decide('expired').on({ kind: 'retry', step: 0, actor: 'ann' }),
    'approval 0',
  ],
  [
    'a step may be skipped',
    procedure([step('!fix')]),
    (p) => p.on({ kind: 'skip', step: 0, reason: 'no', actor: 'ann' }),
    'observing',
    'skipped',
  ],
  ['a failing write waits', procedure([step('!fix')]), (p) => p.approve().end(1), 'failure 0', 'failed'],
  [
    'and asks before it is tried again',
    procedure([step('!fix')]),
    (p) => p.approve().end(1).on({ kind: 'retry', step: 0, actor: 'ann' }),
    'approval 0',
  ],
  [
    'a failing verification waits',
    procedure([step('!fix', { section: 'F' }), verify]),
    (p) => p.approve().end().end(1),
    'failure 1',
  ],
  [
    'a failing read within a remedy waits',
    procedure([step('get', { section: 'F', phase: 'fix' }), step('!fix', { section: 'F' })]),
    (p) => p.end(1),
    'failure 0',
  ],
  ['an interrupted read is tried again', procedure([look]), (p) => p.lose(), 'runs 0'],
  ['but not for ever', procedure([look, look]), (p) => p.lose().lose().lose().lose(), 'runs 1', 'failed running'],
  [
    'an interrupted write is a question',
    procedure([step('!fix')]),
    (p) => p.approve().lose(),
    'outcome 0',
    'outcome-unknown',
  ],
  [
    'it happened: go on',
    procedure([step('!fix')]),
    (p) => p.approve().lose().on({ kind: 'outcome-decided', step: 0, outcome: 'happened', actor: 'ann' }),
    'observing',
    'succeeded',
  ],
  [
    'it did not: ask anew',
    procedure([step('!fix')]),
    (p) => p.approve().lose().on({ kind: 'outcome-decided', step: 0, outcome: 'did-not-happen', actor: 'ann' }),
    'approval 0',
  ],
  [
    'a write cut short is a question',
    procedure([step('!fix')]),
    (p) => p.approve().end(124, { ended: 'timeout' }),
    'outcome 0',
  ],
  [
    'unless only a read was cut',
    procedure([step('!fix\nwait')]),
    (p) => p.approve().end(124, { ended: 'timeout', statements: [{ statement: 0, statuses: [0] }] }),
    'failure 0',
  ],
  [
    'or the write had not begun',
    procedure([step('wait\n!fix')]),
    (p) => p.approve().end(124, { ended: 'timeout' }),
    'failure 0',
  ],
  ['a hole waits for a value', procedure([step('get <TASK>')]), (p) => p, 'parameters 0 TASK'],
  [
    'and goes on with it',
    procedure([step('get <TASK>')]),
    (p) => p.on({ kind: 'parameters-given', values: { TASK: 't' }, actor: 'ann' }),
    'runs 0',
  ],
  [
    'or without the step',
    procedure([step('get <TASK>'), look]),
    (p) => p.on({ kind: 'skip', step: 0, reason: '', actor: 'ann' }),
    'runs 1',
  ],
  [
    'what a step leaves fills later ones',
    procedure([step('T=1', { exports: ['T'] }), step('get $T')]),
    (p) => p.end(0, { exports: { T: '1' } }),
    'runs 1',
  ],
  [
    'what it should have left and did not is asked for',
    procedure([step('T=1', { exports: ['T'] }), step('get $T')]),
    (p) => p.end(1),
    'parameters 1 T',
  ],
  [
    'a new value makes a request void',
    procedure([step('!fix <TASK>')], {}),
    (p) =>
      p
        .on({ kind: 'parameters-given', values: { TASK: 'a' }, actor: 'ann' })
        .on({ kind: 'parameters-given', values: { TASK: 'b' }, actor: 'ann' }),
    'approval 0',
  ],
  [
    'the alert resolves while a person is asked',
    procedure([step('!fix')]),
    (p) => p.on({ kind: 'alert-resolved' }),
    'recovered',
  ],
  [
    'the alert resolves while a look runs: it may end',
    procedure([look, look]),
    (p) => p.on({ kind: 'alert-resolved' }),
    'runs 0',
  ],
  [
    'and then nothing more is done',
    procedure([look, look]),
    (p) => p.on({ kind: 'alert-resolved' }).end(),
    'recovered',
    'succeeded pending',
  ],
  [
    'the alert resolves while a write runs: it may end',
    procedure([step('!fix'), step('!more')]),
    (p) => p.approve().on({ kind: 'alert-resolved' }),
    'runs 0',
  ],
  [
    'and no further one is asked for',
    procedure([step('!fix'), step('!more')]),
    (p) => p.approve().on({ kind: 'alert-resolved' }).end(),
    'recovered',
    'succeeded pending',
  ],
  [
    'the alert resolves, the write is lost: still a question',
    procedure([step('!fix')]),
    (p) => p.approve().on({ kind: 'alert-resolved' }).lose(),
    'outcome 0',
  ],
  [
    'which ends the run when answered',
    procedure([step('!fix')]),
    (p) =>
      p
        .approve()
        .lose()
        .on({ kind: 'alert-resolved' })
        .on({ kind: 'outcome-decided', step: 0, outcome: 'did-not-happen', actor: 'a' }),
    'recovered',
  ],
  [
    'a stop ends what waits',
    procedure([step('!fix')]),
    (p) => p.on({ kind: 'stop', reason: '', actor: 'ann' }),
    'stopped',
  ],
  ['a stop waits for what runs', procedure([look]), (p) => p.on({ kind: 'stop', reason: '', actor: 'ann' }), 'runs 0'],
  [
    'and ends with it',
    procedure([look, look]),
    (p) => p.on({ kind: 'stop', reason: '', actor: 'ann' }).end(130, { ended: 'cancelled' }),
    'stopped',
    'failed pending',
  ],
  [
    'a sequence goes through every step',
    procedure([look, step('!a'), verify], { kind: 'deploy' }),
    (p) => p.end().approve().end().end(),
    'completed',
  ],
  [
    'and stops at the first that fails',
    procedure([look, step('!a')], { kind: 'deploy' }),
    (p) => p.end(1),
    'failure 0',
  ],
  [
    'a guarded step of it waits for a choice',
    procedure([step('!a', { condition: 'If needed' }), look], { kind: 'deploy' }),
    (p) => p,
    'choice line-10',
  ],
  [
    'chosen, a write asks all the same',
    procedure([step('!a', { optional: true }), look], { kind: 'deploy' }),
    (p) => p.choose('line-10'),
    'approval 0',
  ],
  [
    'or it is skipped',
    procedure([step('!a', { optional: true }), look], { kind: 'deploy' }),
    (p) => p.on({ kind: 'skip', step: 0, reason: '', actor: 'a' }),
    'runs 1',
  ],
  [
    'of alternatives one is done',
    procedure([step('a', { choice: 'c' }), step('b', { choice: 'c' }), look], { kind: 'scale' }),
    (p) => p.choose('alternative-20').end(),
    'runs 2',
    'skipped succeeded running',
  ],
  [
    'a rejected step of a sequence stops it',
    procedure([step('!a'), look], { kind: 'deploy' }),
    (p) => p.decide('rejected'),
    'failure 0',
  ],
  [
    'a sequence that changed something goes on when the alert resolves',
    procedure([step('!a'), step('!b')], { kind: 'deploy' }),
    (p) => p.approve().end().on({ kind: 'alert-resolved' }),
    'approval 1',
  ],
  [
    'a conditional step within a section is offered when its turn comes',
    procedure([
      step('!a', { section: 'R' }),
      step('!b', { section: 'R', condition: 'if capacity allows' }),
      step('!c', { section: 'R' }),
    ]),
    (p) => p.approve().end(),
    'approval 1',
  ],
  [
    'a look under a condition can be chosen, and leads back to the choice',
    procedure([step('x', { section: 'A', condition: 'If x' }), undo]),
    (p) => p.choose('line-10').end(),
    'choice line-10 line-20',
  ],
]

for (const [name, plan, play, where, statuses] of cases) {
  test(name, () => {
    const played = new Played(plan)
    play(played)
    assert.equal(played.where(), where)
    if (statuses !== undefined) assert.equal(played.statuses(), statuses)
  })
}

const refusals: [name: string, plan: Procedure, play: (p: Played) => unknown, code: string][] = [
  ['a choice nobody offered', procedure([look]), (p) => p.choose('line-10'), 'run-does-not-wait-for-that'],
  ['a remedy that is not there', procedure([undo]), (p) => p.choose('line-99'), 'no-such-remedy'],
  [
    'a parameter it does not have',
    procedure([look]),
    (p) => p.on({ kind: 'parameters-given', values: { PATH: '/x' }, actor: 'a' }),
    'unknown-parameter',
  ],
  [
    'an empty value',
    procedure([step('x <A>')]),
    (p) => p.on({ kind: 'parameters-given', values: { A: '' }, actor: 'a' }),
    'empty-value',
  ],
  [
    'a variable that carries code',
    procedure([step('x')], { variables: [{ name: 'BASH_ENV', steps: [0] }] }),
    (p) => p.on({ kind: 'parameters-given', values: { BASH_ENV: '/x' }, actor: 'a' }),
    'unsafe-parameter',
  ],
  [
    'skipping what nobody knows the outcome of',
    procedure([step('!x')]),
    (p) => p.approve().lose().on({ kind: 'skip', step: 0, reason: '', actor: 'a' }),
    'run-does-not-wait-for-that',
  ],
  [
    'trying again what runs',
    procedure([look]),
    (p) => p.on({ kind: 'retry', step: 0, actor: 'a' }),
    'run-does-not-wait-for-that',
  ],
  [
    'anything once it is over',
    procedure([step('!x')]),
    (p) => p.on({ kind: 'alert-resolved' }).choose('line-10'),
    'run-is-finished',
  ],
]
for (const [name, plan, play, code] of refusals) {
  test(`refuses ${name}`, () => {
    assert.throws(() => play(new Played(plan)), { code })
  })
}

test('what was approved must be what starts', () => {
  const played = new Played(procedure([step('!fix <TASK>')]), { parameters: { TASK: 'a' } })
  const { approvalId, digest } = played.request()
  // Approved, but before a node claims the run, a value changes.
  const decided = reduce(
    played.run,
    { kind: 'approval-decided', approvalId, digest, decision: 'approved', actor: 'a', reason: null },
    NOW,
  )
  const given = reduce(decided.run, { kind: 'parameters-given', values: { TASK: 'b' }, actor: 'eve' }, NOW)
  const advanced = reduce(given.run, { kind: 'advance' }, NOW)
  assert.deepEqual(
    advanced.intents.map((intent) => intent.kind),
    ['void-approval', 'request-approval'],
  )
  assert.equal(advanced.run.status, 'waiting')
  assert.equal(advanced.run.askedBy, 'eve')
})

test('old news of an attempt changes nothing', () => {
  const { run } = new Played(procedure([look, look])).end()
  const late: RunEvent = {
    kind: 'attempt-finished',
    step: 0,
    attempt: 1,
    exitCode: 1,
    statements: [],
    exports: {},
    ended: null,
  }
  assert.equal(reduce(run, late, NOW).run, run)
  assert.equal(reduce(run, { kind: 'attempt-lost', step: 1, attempt: 7 }, NOW).run, run)
})
