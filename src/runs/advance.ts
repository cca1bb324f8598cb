import { type Draft, derivedId, finish, nameStep, note, stateOf } from './draft.ts'
import { type Move, nextMove } from './next-step.ts'
import { effectOf, shapeOf } from './remedies.ts'
import { signRunStep } from './resolve-values.ts'
import type { Run, Waiting } from './run.ts'
import { effectAt } from './shell-state.ts'

/** Moves a run that nothing holds up, to where it runs a step, waits for somebody, or is over. */
export function advance(draft: Draft) {
  const { run } = draft
  if (run.status !== 'running' || run.steps.some((step) => step.status === 'running')) return
  if (run.stopping) return finish(draft, 'stopped', run.stopping.actor, `stopped: ${run.stopping.reason}`)
  if (run.alertResolved && endsWithAlert(run)) return recover(draft)
  if (run.pausing) {
    note(draft, 'note', 'standby', `paused by ${run.pausing.actor}: it goes on when somebody says so`)
    waitFor(draft, { for: 'pause', actor: run.pausing.actor })
    run.pausing = null
    return
  }
  while (run.status === 'running' && !run.steps.some((step) => step.status === 'running')) {
    makeMove(draft, nextMove(run, draft.policy))
  }
}

function makeMove(draft: Draft, move: Move) {
  const { run } = draft
  switch (move.kind) {
    case 'leave-to-person':
      Object.assign(stateOf(run, move.step), { status: 'manual', note: move.note })
      note(draft, 'step-manual', 'standby', `${nameStep(run, move.step)}: ${move.note}`, move.step)
      return
    case 'ask-parameters': {
      const names = move.names.join(', ')
      note(draft, 'parameters-asked', 'standby', `${nameStep(run, move.step)} needs ${names}`, move.step)
      return waitFor(draft, { for: 'parameters', step: move.step, names: move.names })
    }
    case 'ask-approval':
      return askApproval(draft, move.step)
    case 'refuse':
      return refuseStep(draft, move.step, move.why)
    case 'start':
      return startAttempt(draft, move.step)
    case 'offer-choice': {
      const titles = move.options.map((option) => option.title).join(' · ')
      note(draft, 'choice-offered', 'standby', `waits for a choice: ${titles}`)
      return waitFor(draft, { for: 'choice', options: move.options })
    }
    case 'begin-remedy':
      run.chosen.push(move.option.id)
      note(draft, 'choice-made', 'standby', `begins the only remedy: ${move.option.title}`)
      return
    case 'observe':
      // A person began it: no alert will say that it helped.
      if (run.requestedBy !== 'alert') return finish(draft, 'completed', 'standby', 'every step has been gone through')
      Object.assign(run, { status: 'observing', waiting: null })
      note(draft, 'run-observing', 'standby', 'every step has been gone through; waits for the alert to resolve')
      return
    case 'complete':
      return finish(draft, run.alertResolved ? 'recovered' : 'completed', 'standby', 'every step has been gone through')
  }
}

export function waitFor(draft: Draft, waiting: Waiting) {
  Object.assign(draft.run, { status: 'waiting', waiting })
  if (waiting.for !== 'parameters' && waiting.for !== 'approval') return
  stateOf(draft.run, waiting.step).status = 'waiting'
}

function askApproval(draft: Draft, step: number) {
  const { run } = draft
  const state = stateOf(run, step)
  if (state.approval !== null) {
    const text = `${nameStep(run, step)} changed after it was approved: it must be approved again`
    draft.intents.push({ kind: 'void-approval', approvalId: state.approval.id, reason: text })
    note(draft, 'note', 'standby', text, step)
    state.approval = null
  }
  // Versions never repeat, so neither does the id.
  const approvalId = derivedId('approval', run.id, run.version, step)
  draft.intents.push({ kind: 'request-approval', step, approvalId, ...signRunStep(run, step) })
  const effect = effectAt(run, step)
  note(draft, 'approval-requested', 'standby', `${nameStep(run, step)} (${effect}) waits for an approval`, step)
  waitFor(draft, { for: 'approval', step, approvalId })
}

/** A diagnosis does without the step. Whatever else comes after it may rely on it: a person must say how to go on. */
function refuseStep(draft: Draft, step: number, why: string) {
  const { run } = draft
  const state = stateOf(run, step)
  if (state.approval !== null) draft.intents.push({ kind: 'void-approval', approvalId: state.approval.id, reason: why })
  Object.assign(state, { status: 'rejected', note: `refused: ${why}`, approval: null })
  note(draft, 'note', 'standby', `${nameStep(run, step)} is refused: ${why}`, step)
  const isEvidence = effectAt(run, step) === 'read' && shapeOf(run.procedure).mode === 'remedies'
  if (!isEvidence) waitFor(draft, { for: 'failure', step, attempt: state.attempts })
}

function startAttempt(draft: Draft, step: number) {
  const { run } = draft
  const state = stateOf(run, step)
  const approvalId = state.approval?.id ?? null
  // An approval is used up by the attempt it allows.
  Object.assign(state, { status: 'running', attempts: state.attempts + 1, exitCode: null, note: null, approval: null })
  const attempt = state.attempts
  const id = derivedId('attempt', run.id, step, attempt)
  draft.intents.push({ kind: 'start-attempt', step, attempt, id, approvalId })
  note(draft, 'step-started', 'standby', nameStep(run, step), step)
}

/** A run bound to an alert is over when the alert is; except a sequence that has begun to change things. */
export function endsWithAlert(run: Run): boolean {
  return shapeOf(run.procedure).mode === 'remedies' || !hasChangedAnything(run)
}

/** Whether a step that is not proven harmless was started. */
function hasChangedAnything(run: Run): boolean {
  return run.procedure.steps.some((step, i) => (run.steps[i]?.attempts ?? 0) > 0 && effectOf(step) !== 'read')
}

export function recover(draft: Draft) {
  const text = hasChangedAnything(draft.run) ? 'the alert resolved' : 'the alert resolved by itself'
  finish(draft, 'recovered', 'standby', text)
}
