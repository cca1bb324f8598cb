import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { procedure, step } from '../../test/support/procedures.ts'
import { NOW, newRun } from '../../test/support/runs.ts'
import { AppError } from '../core/errors.ts'
import type { Effect, Phase, Procedure, ProcedureKind } from '../plan/plan.ts'
import { type Intent, reduce } from './reducer.ts'
import { effectOf } from './remedies.ts'
import { signRunStep } from './resolve-values.ts'
import type { Run, RunEvent } from './run.ts'

// Any procedure, any sequence of events, in any order: what must hold all the same.

const steps = fc.array(
  fc.record({
    effect: fc.constantFrom<Effect>('read', 'read', 'write', 'destructive', 'unknown'),
    phase: fc.constantFrom<Phase>('prepare', 'diagnose', 'fix', 'verify', 'rollback', 'communicate'),
    section: fc.constantFrom('A', 'B', null),
    condition: fc.constantFrom('If x', 'If y', null, null, null),
    choice: fc.constantFrom('c', null, null, null),
    optional: fc.constantFrom(true, false, false),
    kind: fc.constantFrom('shell' as const, 'shell' as const, 'shell' as const, 'prose' as const),
    hasHole: fc.constantFrom(true, false, false),
  }),
  { minLength: 1, maxLength: 7 },
)

const procedures: fc.Arbitrary<Procedure> = fc
  .record({ steps, kind: fc.constantFrom<ProcedureKind>('incident', 'diagnose', 'other', 'deploy', 'rotate') })
  .map(({ steps: wanted, kind }) =>
    procedure(
      wanted.map(({ effect, hasHole, kind: stepKind, ...rest }, i) => {
        const text = `${effect === 'read' ? '' : '!'}do ${i}${hasHole ? ' <HOLE>' : ''}`
        const shell = step(text, { effect, ...rest })
        return stepKind === 'prose' ? { ...shell, kind: 'prose' as const, script: null, commands: [] } : shell
      }),
      { kind },
    ),
  )

/** What to do next, told by numbers that are read against the run as it stands, so that most of it makes sense. */
const moves = fc.array(
  fc.record({
    what: fc.constantFrom(
      'advance',
      'advance',
      'advance',
      'finish',
      'finish',
      'fail',
      'cut',
      'lose',
      'approve',
      'approve',
      'approve-other',
      'reject',
      'expire',
      'give',
      'choose',
      'choose',
      'retry',
      'skip',
      'happened',
      'not-happened',
      'resolve',
      'stop',
    ),
    pick: fc.nat(9),
  }),
  { maxLength: 40 },
)
type Move = { what: string; pick: number }

interface World {
  run: Run
  requests: Extract<Intent, { kind: 'request-approval' }>[]
  lastStarted: { step: number; attempt: number } | null
}

function toEvent({ run, requests, lastStarted }: World, { what, pick }: Move): RunEvent | null {
  const actor = `p${pick % 3}`
  const request = requests[requests.length - 1 - (pick % 3 === 0 ? pick % Math.max(1, requests.length) : 0)]
  const step = run.waiting && 'step' in run.waiting && pick < 8 ? run.waiting.step : pick % run.steps.length
  const ended = {
    kind: 'attempt-finished',
    ...(lastStarted ?? { step: 0, attempt: 1 }),
    statements: [],
    exports: {},
  } as const
  const decision = request && {
    kind: 'approval-decided' as const,
    approvalId: request.approvalId,
    digest: request.digest,
    actor,
    reason: null,
  }
  const options =
    run.waiting?.for === 'choice' ? run.waiting.options.map((option) => option.id) : [`line-${(pick % 7) * 10 + 10}`]
  const events: Record<string, RunEvent | null> = {
    advance: { kind: 'advance' },
    finish: { ...ended, statements: [], exitCode: 0, ended: null },
    fail: { ...ended, statements: [], exitCode: 1, ended: null },
    cut: { ...ended, statements: [], exitCode: 124, ended: pick % 2 ? 'timeout' : 'cancelled' },
    lose: lastStarted === null ? null : { kind: 'attempt-lost', ...lastStarted },
    approve: decision ? { ...decision, decision: 'approved' } : null,
    'approve-other': decision ? { ...decision, decision: 'approved', digest: 'f'.repeat(64) } : null,
    reject: decision ? { ...decision, decision: 'rejected' } : null,
    expire: decision ? { ...decision, decision: 'expired', actor: 'standby' } : null,
    give: { kind: 'parameters-given', values: { HOLE: `v${pick}` }, actor },
    choose: { kind: 'remedy-chosen', remedy: options[pick % options.length] as string, actor },
    retry: { kind: 'retry', step, actor },
    skip: { kind: 'skip', step, reason: 'x', actor },
    happened: { kind: 'outcome-decided', step, outcome: 'happened', actor },
    'not-happened': { kind: 'outcome-decided', step, outcome: 'did-not-happen', actor },
    resolve: { kind: 'alert-resolved' },
    stop: pick === 9 ? { kind: 'stop', reason: 'x', actor } : null,
  }
  return events[what] ?? null
}

type Watcher = (before: Run, event: RunEvent, after: Run, intents: readonly Intent[]) => void

/** Plays the moves; refusals are part of life. `watch` is told of every transition. */
function play(plan: Procedure, moves: readonly Move[], watch: Watcher): Run {
  const world: World = { run: newRun(plan), requests: [], lastStarted: null }
  for (const move of moves) {
    const event = toEvent(world, move)
    if (event === null) continue
    const before = world.run
    const frozen = JSON.stringify(before)
    try {
      const { run, intents } = reduce(before, event, NOW)
      world.run = run
      for (const intent of intents) {
        if (intent.kind === 'request-approval') world.requests.push(intent)
        if (intent.kind === 'start-attempt') world.lastStarted = { step: intent.step, attempt: intent.attempt }
      }
      watch(before, event, run, intents)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      assert.ok(error.hint !== '')
    }
    assert.equal(JSON.stringify(before), frozen, 'the run that was given is not touched')
  }
  return world.run
}

function law(name: string, check: (plan: Procedure, moves: readonly Move[]) => void) {
  test(name, () => fc.assert(fc.property(procedures, moves, check), { numRuns: 1500 }))
}

law(
  'nothing but a proven read starts without an approved approval for the very bytes, and each serves once',
  (plan, moves) => {
    const asked = new Map<string, string>()
    const approved = new Map<string, string>()
    play(plan, moves, (before, event, after, intents) => {
      if (event.kind === 'approval-decided' && event.decision === 'approved' && after !== before) {
        if (asked.get(event.approvalId) === event.digest) approved.set(event.approvalId, event.digest)
      }
      for (const intent of intents) {
        if (intent.kind === 'request-approval') asked.set(intent.approvalId, intent.digest)
        if (intent.kind === 'void-approval') approved.delete(intent.approvalId)
        if (intent.kind !== 'start-attempt') continue
        if (effectOf(plan.steps[intent.step] as Procedure['steps'][number]) === 'read') continue
        assert.ok(intent.approvalId !== null && approved.has(intent.approvalId), 'it was approved')
        assert.equal(approved.get(intent.approvalId), signRunStep(after, intent.step).digest, 'for these bytes')
        approved.delete(intent.approvalId)
      }
    })
  },
)

law('a write is never started twice without a person in between', (plan, moves) => {
  const started = new Set<number>()
  play(plan, moves, (_, event, __, intents) => {
    const isPerson = 'actor' in event && event.actor !== 'standby'
    if (isPerson) started.clear()
    for (const intent of intents) {
      if (intent.kind !== 'start-attempt' || effectOf(plan.steps[intent.step] as Procedure['steps'][number]) === 'read')
        continue
      assert.ok(!started.has(intent.step))
      started.add(intent.step)
    }
  })
})

law('a write whose outcome is unknown is not started before a person has said what became of it', (plan, moves) => {
  const unknown = new Set<number>()
  play(plan, moves, (_, event, after, intents) => {
    if (event.kind === 'outcome-decided') unknown.delete(event.step)
    for (const intent of intents) if (intent.kind === 'start-attempt') assert.ok(!unknown.has(intent.step))
    for (const [i, state] of after.steps.entries()) if (state.status === 'outcome-unknown') unknown.add(i)
  })
})

law('at most one step runs, and only while the run does', (plan, moves) => {
  play(plan, moves, (_, __, after) => {
    const running = after.steps.filter((state) => state.status === 'running').length
    assert.ok(running <= 1)
    if (running === 1) assert.equal(after.status, 'running')
  })
})

law('what is over stays as it is', (plan, moves) => {
  play(plan, moves, (before, _, after) => {
    if (before.status === 'finished') assert.equal(after, before)
    assert.equal(after.status === 'finished', after.outcome !== null && after.finishedAt !== null)
  })
})

law('after `advance` a run runs, waits for somebody who can move it, observes, or is over', (plan, moves) => {
  const end = play(plan, moves, () => {})
  const { run } = reduce(end, { kind: 'advance' }, NOW)
  if (run.status === 'running') return assert.ok(run.steps.some((state) => state.status === 'running'))
  if (run.status !== 'waiting') return assert.equal(run.waiting, null)
  const event = answerTo(run)
  assert.notEqual(reduce(run, event, NOW).run, run, `${event.kind} moves it`)
})

/** What a person may always say to a run that waits. */
function answerTo(run: Run): RunEvent {
  const { waiting } = run
  if (waiting === null) throw new Error('a waiting run says what for')
  const actor = 'ann'
  if (waiting.for === 'choice') return { kind: 'remedy-chosen', remedy: waiting.options[0]?.id ?? '', actor }
  if (waiting.for === 'outcome') return { kind: 'outcome-decided', step: waiting.step, outcome: 'happened', actor }
  if (waiting.for === 'approval') {
    const { digest } = signRunStep(run, waiting.step)
    return {
      kind: 'approval-decided',
      approvalId: waiting.approvalId,
      digest,
      decision: 'approved',
      actor,
      reason: null,
    }
  }
  if (waiting.for === 'pause') return { kind: 'resume', actor }
  return { kind: 'skip', step: waiting.step, reason: '', actor }
}

law('a person who only ever agrees, in a world where all goes well, brings every run to its end', (plan) => {
  let run = newRun(plan, { parameters: { HOLE: 'x' } })
  for (let turns = 0; run.status !== 'finished'; turns++) {
    assert.ok(turns < 200, 'it does not go in circles')
    run = reduce(run, { kind: 'advance' }, NOW).run
    const step = run.steps.findIndex((state) => state.status === 'running')
    const attempt = run.steps[step]?.attempts ?? 0
    const finished: RunEvent = {
      kind: 'attempt-finished',
      step,
      attempt,
      exitCode: 0,
      statements: [],
      exports: {},
      ended: null,
    }
    if (run.status === 'running') run = reduce(run, finished, NOW).run
    else if (run.status === 'observing') run = reduce(run, { kind: 'alert-resolved' }, NOW).run
    // One who is offered looks again and again picks the last.
    else if (run.waiting?.for === 'choice' && turns > 100) run = reduce(run, { kind: 'alert-resolved' }, NOW).run
    else if (run.status === 'waiting') run = reduce(run, answerTo(run), NOW).run
  }
})

law('the version grows with every change and stays without one', (plan, moves) => {
  play(plan, moves, (before, _, after) => {
    assert.equal(after.version, after === before ? before.version : before.version + 1)
  })
})

law('no id is given twice', (plan, moves) => {
  const given = new Set<string>()
  play(plan, moves, (_, __, ___, intents) => {
    for (const intent of intents) {
      const id =
        intent.kind === 'start-attempt' ? intent.id : intent.kind === 'request-approval' ? intent.approvalId : null
      if (id === null) continue
      assert.ok(!given.has(id))
      given.add(id)
    }
  })
})
