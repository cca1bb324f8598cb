import { AppError } from '../core/errors.ts'
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts'
import { advance, endsWithAlert, recover, waitFor } from './advance.ts'
import { endAttempt, loseAttempt } from './attempts.ts'
import { beginDraft, type Draft, finish, goOn, nameStep, note, stateOf, type Transition, voidPending } from './draft.ts'
import { currentRemedy, stepsInOrder, toRemedies } from './next-step.ts'
import { shapeOf } from './remedies.ts'
import { assertKnownParameters, missingValues, signRunStep } from './resolve-values.ts'
import type { Run, RunEvent } from './run.ts'

export type { Intent, TimelineNote, Transition } from './draft.ts'

/**
 * The state machine of a run (docs/adr/0001). Pure: same arguments, same answer.
 *
 * Only `advance` starts an attempt or asks for something; every other event records what happened and, where
 * nothing holds the run up any more, leaves it `running` for the node that claims it next.
 * News of an attempt that is no longer running is old: it changes nothing, and the same run comes back.
 *
 * @throws {AppError} when a person asks for what the run, as it stands, cannot do. Status 409, or 404 for a thing
 *   that is not there.
 */
export function reduce(run: Run, event: RunEvent, now: Date, policy: Policy = DEFAULT_POLICY): Transition {
  const unchanged: Transition = { run, intents: [], timeline: [] }
  if (run.status === 'finished') {
    if (!('actor' in event)) return unchanged
    throw new AppError('run-is-finished', `the run is over: ${run.outcome}`, 'nothing can change it any more', {
      status: 409,
    })
  }
  const draft = beginDraft(run, now, policy)
  apply(draft, event)
  const { intents, timeline } = draft
  const isSame = timeline.length === 0 && intents.length === 0 && sameState(run, draft.run)
  return isSame ? unchanged : { run: draft.run, intents, timeline }
}

function sameState(before: Run, after: Run): boolean {
  return (
    JSON.stringify({ ...before, procedure: null, version: 0 }) ===
    JSON.stringify({ ...after, procedure: null, version: 0 })
  )
}

function apply(draft: Draft, event: RunEvent) {
  switch (event.kind) {
    case 'advance':
      return advance(draft)
    case 'attempt-finished':
      return endAttempt(draft, event)
    case 'attempt-lost':
      return loseAttempt(draft, event)
    case 'approval-decided':
      return decideApproval(draft, event)
    case 'parameters-given':
      return giveParameters(draft, event)
    case 'remedy-chosen':
      return chooseRemedy(draft, event)
    case 'outcome-decided':
      return decideOutcome(draft, event)
    case 'retry':
      return retry(draft, event)
    case 'skip':
      return skip(draft, event)
    case 'alert-resolved':
      return resolveAlert(draft)
    case 'stop':
      return stop(draft, event)
    case 'pause':
      return pause(draft, event)
    case 'resume':
      return resume(draft, event)
  }
}

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>

function refuse(run: Run, wanted: string): AppError {
  const waits = run.waiting === null ? `it is ${run.status}` : `it waits for ${describeWaiting(run)}`
  const message = `the run does not wait for ${wanted}: ${waits}`
  return new AppError('run-does-not-wait-for-that', message, 'reload the incident to see what it waits for', {
    status: 409,
  })
}

function describeWaiting(run: Run): string {
  const { waiting } = run
  if (waiting === null) return 'nobody'
  if (waiting.for === 'pause') return `somebody to let it go on: ${waiting.actor} has paused it`
  return waiting.for === 'choice' ? 'a choice' : `${waiting.for} of ${nameStep(run, waiting.step)}`
}

function decideApproval(draft: Draft, event: EventOf<'approval-decided'>) {
  const { run } = draft
  const { waiting } = run
  if (waiting?.for !== 'approval' || waiting.approvalId !== event.approvalId) {
    // The clock's word comes when it comes; a person is told.
    if (event.decision === 'expired') return
    throw refuse(run, 'this approval')
  }
  const { step } = waiting
  const words = event.reason === null ? '' : `: ${event.reason}`
  note(draft, 'approval-decided', event.actor, `${event.decision} ${nameStep(run, step)}${words}`, step)
  if (event.decision === 'approved') {
    if (signRunStep(run, step).digest !== event.digest) {
      const reason = `${nameStep(run, step)} is no longer what was approved`
      draft.intents.push({ kind: 'void-approval', approvalId: event.approvalId, reason })
      note(draft, 'note', 'standby', reason, step)
      return goOn(draft)
    }
    goOn(draft)
    stateOf(run, step).approval = { id: event.approvalId, digest: event.digest }
    return
  }
  goOn(draft)
  const why = event.decision === 'expired' ? 'nobody decided in time' : `rejected by ${event.actor}${words}`
  Object.assign(stateOf(run, step), { status: 'rejected', note: why })
  afterRefusal(draft, step, event.decision)
}

/** A diagnosis does without the step; a remedy is given up; a sequence must not go on over the gap by itself. */
function afterRefusal(draft: Draft, step: number, decision: 'rejected' | 'expired') {
  const { run } = draft
  const { mode, options } = shapeOf(run.procedure)
  const remedy = currentRemedy(run)
  if (decision === 'expired' || mode === 'in-order') {
    return waitFor(draft, { for: 'failure', step, attempt: stateOf(run, step).attempts })
  }
  if (!remedy?.steps.includes(step)) return
  abandon(draft, remedy.steps, 'the remedy was given up')
  note(draft, 'choice-offered', 'standby', `gave up ${remedy.title}; waits for a choice`)
  waitFor(draft, { for: 'choice', options: toRemedies(options) })
}

function abandon(draft: Draft, steps: readonly number[], why: string) {
  for (const index of steps) {
    const state = stateOf(draft.run, index)
    if (state.status !== 'pending' && state.status !== 'waiting') continue
    Object.assign(state, { status: 'skipped', note: why, approval: null })
  }
}

function giveParameters(draft: Draft, event: EventOf<'parameters-given'>) {
  const { run } = draft
  assertKnownParameters(run.procedure, event.values)
  const names = Object.keys(event.values)
  if (names.length === 0) throw new AppError('no-values', 'no values were given', 'give at least one NAME=value')
  for (const name of names) {
    run.parameters[name] = event.values[name] as string
    delete run.variables[name]
  }
  run.askedBy = event.actor
  note(draft, 'parameters-given', event.actor, `gave ${names.join(', ')}`)
  const { waiting } = run
  if (waiting?.for === 'parameters' && missingValues(run, waiting.step).length === 0) return goOn(draft)
  if (waiting?.for === 'parameters') run.waiting = { ...waiting, names: missingValues(run, waiting.step) }
  // Other bytes than those that were to be approved: ask anew. The request says which; the same value changes nothing.
  if (waiting?.for === 'approval') {
    voidPending(draft, `${names.join(', ')} changed`)
    goOn(draft)
  }
}

function chooseRemedy(draft: Draft, event: EventOf<'remedy-chosen'>) {
  const { run } = draft
  const { options } = shapeOf(run.procedure)
  const offered = run.waiting?.for === 'choice' ? run.waiting.options : []
  const mayChange =
    run.status === 'observing' || ['choice', 'failure', 'approval', 'parameters'].includes(run.waiting?.for ?? '')
  const isLooking = currentRemedy(run) === null && run.waiting?.for !== 'choice' && run.status !== 'observing'
  if (!mayChange || isLooking) throw refuse(run, 'a choice')
  const option = offered.find((o) => o.id === event.remedy) ?? options.find((o) => o.id === event.remedy)
  if (option === undefined) {
    const ids = (offered.length > 0 ? offered : options).map((o) => `${o.id} (${o.title})`).join(', ')
    throw new AppError('no-such-remedy', `there is no remedy ${event.remedy}`, `choose one of ${ids}`, { status: 404 })
  }
  run.askedBy = event.actor
  note(draft, 'choice-made', event.actor, `chose ${option.title}`, option.steps[0] ?? null)
  voidPending(draft, 'another remedy was chosen')
  const isRemedy = options.some((o) => o.id === option.id)
  if (isRemedy) beginRemedy(draft, option.id, option.steps)
  else
    chooseAlternative(
      draft,
      option.steps,
      offered.flatMap((o) => o.steps),
    )
  goOn(draft)
  run.chosen.push(option.id)
}

/** Whatever was begun before is left as it is; the chosen steps, and those that verify, are done anew. */
function beginRemedy(draft: Draft, id: string, steps: readonly number[]) {
  const { run } = draft
  const { after, options } = shapeOf(run.procedure)
  const previous = currentRemedy(run)
  if (previous !== null) abandon(draft, previous.steps, 'another remedy was chosen')
  run.chosen = run.chosen.filter((chosen) => options.some((option) => option.id === chosen) && chosen !== id)
  for (const index of [...steps, ...after]) {
    Object.assign(stateOf(run, index), { status: 'pending', exitCode: null, note: null, approval: null })
  }
}

function chooseAlternative(draft: Draft, chosen: readonly number[], offered: readonly number[]) {
  abandon(
    draft,
    offered.filter((step) => !chosen.includes(step)),
    'another alternative was chosen',
  )
}

function decideOutcome(draft: Draft, event: EventOf<'outcome-decided'>) {
  const { run } = draft
  if (run.waiting?.for !== 'outcome' || run.waiting.step !== event.step) throw refuse(run, 'an outcome of that step')
  const state = stateOf(run, event.step)
  const didHappen = event.outcome === 'happened'
  const text = didHappen ? 'it happened' : 'it did not happen'
  goOn(draft)
  Object.assign(state, {
    status: didHappen ? 'succeeded' : 'pending',
    note: `${event.actor} says ${text}`,
    approval: null,
  })
  if (!didHappen) run.askedBy = event.actor
  note(draft, 'outcome-decided', event.actor, `${nameStep(run, event.step)}: ${text}`, event.step)
}

function retry(draft: Draft, event: EventOf<'retry'>) {
  const { run } = draft
  const { waiting } = run
  const isItsFailure = waiting?.for === 'failure' && waiting.step === event.step
  const isPause = run.status === 'observing' || waiting?.for === 'choice'
  const isDone = ['succeeded', 'failed', 'rejected', 'skipped'].includes(run.steps[event.step]?.status ?? '')
  if (!isItsFailure && !(isPause && isDone && stepsInOrder(run).includes(event.step))) {
    throw refuse(run, `step ${event.step + 1} to be tried again`)
  }
  run.askedBy = event.actor
  goOn(draft)
  Object.assign(stateOf(run, event.step), { status: 'pending', exitCode: null, note: null, approval: null })
  note(draft, 'note', event.actor, `tries ${nameStep(run, event.step)} again`, event.step)
}

function skip(draft: Draft, event: EventOf<'skip'>) {
  const { run } = draft
  const { waiting } = run
  const group = waiting?.for === 'choice' ? waiting.options.find((o) => o.steps.includes(event.step))?.steps : undefined
  const isItsTurn = waiting !== null && 'step' in waiting && waiting.for !== 'outcome' && waiting.step === event.step
  const isGuarded = group !== undefined && isMidway(run)
  if (!isItsTurn && !isGuarded) throw refuse(run, `step ${event.step + 1} to be skipped`)
  voidPending(draft, `skipped by ${event.actor}`)
  goOn(draft)
  for (const index of isGuarded ? group : [event.step]) {
    Object.assign(stateOf(run, index), { status: 'skipped', note: event.reason || null, approval: null })
    const words = event.reason ? `: ${event.reason}` : ''
    note(draft, 'step-skipped', event.actor, `skipped ${nameStep(run, index)}${words}`, index)
  }
}

/** Whether the choice is about steps on the way, not about remedies: those are not skipped, they are not chosen. */
function isMidway(run: Run): boolean {
  const ids = new Set(shapeOf(run.procedure).options.map((option) => option.id))
  return run.waiting?.for === 'choice' && run.waiting.options.every((option) => !ids.has(option.id))
}

function resolveAlert(draft: Draft) {
  const { run } = draft
  if (run.alertResolved) return
  run.alertResolved = true
  // What runs is let finish; and what may have happened must still be decided by a person.
  const isBusy = run.steps.some((step) => step.status === 'running') || run.waiting?.for === 'outcome'
  if (!isBusy && endsWithAlert(run)) return recover(draft)
  const next = endsWithAlert(run) ? 'the run ends after this step' : 'what has been begun is brought to its end'
  note(draft, 'note', 'standby', `the alert resolved: ${next}`)
}

/** What runs is let end. A run that waits already pauses when it would go on. */
function pause(draft: Draft, event: EventOf<'pause'>) {
  const { run } = draft
  if (run.status === 'observing' || run.stopping || run.pausing || run.waiting?.for === 'pause')
    throw refuse(run, 'a pause')
  run.pausing = { actor: event.actor }
  const step = run.steps.findIndex((state) => state.status === 'running')
  const what = step === -1 ? 'nothing more is begun' : `${nameStep(run, step)} is let end, and nothing more is begun`
  note(draft, 'note', event.actor, `pauses the run: ${what}`)
}

function resume(draft: Draft, event: EventOf<'resume'>) {
  const { run } = draft
  const isPaused = run.waiting?.for === 'pause'
  if (!isPaused && !run.pausing) throw refuse(run, 'somebody to let it go on')
  run.pausing = null
  if (isPaused) goOn(draft)
  note(draft, 'note', event.actor, 'lets the run go on')
}

function stop(draft: Draft, event: EventOf<'stop'>) {
  const { run } = draft
  const step = run.steps.findIndex((state) => state.status === 'running')
  if (step === -1) return finish(draft, 'stopped', event.actor, `stopped: ${event.reason}`)
  if (run.stopping)
    throw new AppError('run-is-stopping', 'the run is being stopped already', 'wait a moment', { status: 409 })
  run.stopping = { actor: event.actor, reason: event.reason }
  draft.intents.push({ kind: 'cancel-attempt', step, attempt: stateOf(run, step).attempts })
  note(draft, 'note', event.actor, `stops the run: ${event.reason}`, step)
}
