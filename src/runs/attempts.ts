import type { Effect, Step } from '../plan/plan.ts'
import { endsWithAlert, recover, waitFor } from './advance.ts'
import { type Draft, finish, nameStep, note, stateOf } from './draft.ts'
import { describeHidden } from './hidden-failures.ts'
import { currentRemedy } from './next-step.ts'
import { shapeOf } from './remedies.ts'
import type { Run, RunEvent } from './run.ts'
import { effectAt } from './shell-state.ts'

type Finished = Extract<RunEvent, { kind: 'attempt-finished' }>
type Lost = Extract<RunEvent, { kind: 'attempt-lost' }>

/** How often a step that only reads is tried when its node goes away each time. */
const READ_TRIES = 4

function isRunning(run: Run, event: Finished | Lost): boolean {
  const state = run.steps[event.step]
  return state?.status === 'running' && state.attempts === event.attempt
}

/** Records how an attempt ended, and decides whether the run may go on by itself. */
export function endAttempt(draft: Draft, event: Finished) {
  const { run } = draft
  if (!isRunning(run, event)) return
  const step = run.procedure.steps[event.step] as Step
  const state = stateOf(run, event.step)
  state.exitCode = event.exitCode
  for (const name of step.script?.exports ?? []) {
    const value = event.exports[name]
    if (value) run.variables[name] = value
    // What the shell has emptied must not be filled with an older value.
    else delete run.variables[name]
  }
  const isCutShort = mayHaveBeenCutShort(step, event, effectAt(run, event.step))
  leaveShell(run, step, event)
  if (event.files !== undefined) run.files = event.files
  if (isCutShort) return unknownOutcome(draft, event.step, whyCut(event))
  if (event.exitCode === 0 && event.ended === null) {
    state.status = 'succeeded'
    const hidden = describeHidden(event.statements)
    const but = hidden === null ? '' : `, but ${hidden}`
    note(draft, 'step-finished', 'standby', `${nameStep(run, event.step)} succeeded${but}`, event.step)
    return settle(draft)
  }
  state.status = 'failed'
  state.note = event.ended === null ? `exit status ${event.exitCode}` : whyCut(event)
  note(draft, 'step-failed', 'standby', `${nameStep(run, event.step)} failed: ${state.note}`, event.step)
  if (!isEvidence(run, event.step)) waitFor(draft, { for: 'failure', step: event.step, attempt: event.attempt })
  settle(draft)
}

/** The next step of the fence goes on where this one ended. One that failed may be tried again: from where it began. */
function leaveShell(run: Run, step: Step, event: Finished) {
  const fence = step.script?.fence
  if (fence === undefined || event.exitCode !== 0 || !event.shell) return
  run.shell = { fence, ...event.shell }
}

const whyCut = (event: Finished) => (event.ended === 'timeout' ? 'stopped at its time limit' : 'cancelled')

/** Whether a statement that is no read was under way when we ended the attempt. The first without a result was. */
function mayHaveBeenCutShort(step: Step, event: Finished, effect: Effect): boolean {
  if (event.ended === null || effect === 'read') return false
  const ended = new Set(event.statements.map((result) => result.statement))
  const cut = (step.script?.statements ?? []).find((_, index) => !ended.has(index))
  if (cut === undefined) return false
  // A step whose statements look harmless while its commands do not: believe the worse.
  return cut.effect !== 'read' || (step.script?.statements ?? []).every((statement) => statement.effect === 'read')
}

/** The node is gone: a read is tried again; of a write nobody knows. */
export function loseAttempt(draft: Draft, event: Lost) {
  const { run } = draft
  if (!isRunning(run, event)) return
  const state = stateOf(run, event.step)
  if (effectAt(run, event.step) !== 'read') return unknownOutcome(draft, event.step, 'the node that ran it is gone')
  const isLast = state.attempts >= READ_TRIES
  Object.assign(state, { status: isLast ? 'failed' : 'pending', note: 'interrupted' })
  const next = isLast ? 'has been interrupted too often' : 'was interrupted; it only reads and is tried again'
  note(draft, 'note', 'standby', `${nameStep(run, event.step)} ${next}`, event.step)
  if (isLast && !isEvidence(run, event.step)) {
    waitFor(draft, { for: 'failure', step: event.step, attempt: event.attempt })
  }
  settle(draft)
}

function unknownOutcome(draft: Draft, step: number, why: string) {
  const { run } = draft
  const state = stateOf(run, step)
  Object.assign(state, { status: 'outcome-unknown', note: why })
  const text = `${nameStep(run, step)}: ${why}; nobody knows whether it happened`
  note(draft, 'outcome-unknown', 'standby', text, step)
  if (run.stopping) return settle(draft)
  waitFor(draft, { for: 'outcome', step, attempt: state.attempts })
}

/** What was put off while the step ran. */
function settle(draft: Draft) {
  const { run } = draft
  if (run.stopping) return finish(draft, 'stopped', run.stopping.actor, `stopped: ${run.stopping.reason}`)
  if (run.alertResolved && endsWithAlert(run)) recover(draft)
}

/** In an incident a failing look is a finding. In a sequence, or in the midst of a remedy, it is a reason to stop. */
function isEvidence(run: Run, index: number): boolean {
  const step = run.procedure.steps[index] as Step
  if (shapeOf(run.procedure).mode === 'in-order' || effectAt(run, index) !== 'read') return false
  const remedy = currentRemedy(run)
  const isLooking = step.phase === 'prepare' || step.phase === 'diagnose'
  return isLooking || (remedy !== null && !remedy.mends && remedy.steps.includes(index))
}
