import { openCondition } from '../plan/open-condition.ts'
import type { Step } from '../plan/plan.ts'
import type { Policy } from '../policy/policy.ts'
import { decideStep } from './decide-step.ts'
import { opensSession } from './opens-session.ts'
import { type Option, optionsAt, shapeOf } from './remedies.ts'
import { missingValues, signRunStep } from './resolve-values.ts'
import type { Remedy, Run } from './run.ts'

/** What a run that nothing holds up does next. */
export type Move =
  | { kind: 'leave-to-person'; step: number; note: string }
  | { kind: 'ask-parameters'; step: number; names: string[] }
  | { kind: 'ask-approval'; step: number }
  | { kind: 'start'; step: number }
  | { kind: 'refuse'; step: number; why: string }
  | { kind: 'offer-choice'; options: Remedy[] }
  | { kind: 'begin-remedy'; option: Option }
  | { kind: 'observe' }
  | { kind: 'complete' }

/** Decides, from the steps' states alone, what comes next. */
export function nextMove(run: Run, policy: Policy): Move {
  const order = stepsInOrder(run)
  const next = order.find((index) => run.steps[index]?.status === 'pending')
  return next === undefined ? afterLastStep(run) : moveOf(run, next, order, policy)
}

/** The steps that are to be done, given what was chosen so far. */
export function stepsInOrder(run: Run): number[] {
  const { before, after } = shapeOf(run.procedure)
  const remedy = currentRemedy(run)
  if (remedy === null) return [...before]
  return [...before, ...remedy.steps, ...(remedy.mends ? after : [])]
}

/** The remedy that was chosen last. */
export function currentRemedy(run: Run): Option | null {
  const { options } = shapeOf(run.procedure)
  const id = run.chosen.findLast((chosen) => options.some((option) => option.id === chosen))
  return options.find((option) => option.id === id) ?? null
}

function afterLastStep(run: Run): Move {
  const { mode, options } = shapeOf(run.procedure)
  if (mode === 'in-order') return { kind: 'complete' }
  const remedy = currentRemedy(run)
  if (remedy?.mends) return { kind: 'observe' }
  const remedies = options.filter((option) => option.mends)
  const only = remedies.length === 1 ? remedies[0] : undefined
  if (only && only.condition === null && isFree(run, only)) return { kind: 'begin-remedy', option: only }
  if (remedies.length === 0 && (remedy !== null || options.length === 0)) return { kind: 'observe' }
  return { kind: 'offer-choice', options: toRemedies(options) }
}

function isFree(run: Run, option: Option): boolean {
  const first = run.procedure.steps[option.steps[0] as number]
  return first?.choice === null && !first.optional
}

export const toRemedies = (options: readonly Option[]): Remedy[] => options.map(({ mends: _, ...remedy }) => remedy)

function moveOf(run: Run, index: number, order: readonly number[], policy: Policy): Move {
  const step = run.procedure.steps[index] as Step
  const note = whyLeftToPerson(step)
  if (note !== null) return { kind: 'leave-to-person', step: index, note }

  if (needsChoice(run, step, index)) {
    const pending = order.filter((i) => run.steps[i]?.status === 'pending')
    const options = optionsAt(run.procedure, index, pending)
    const isChosen = options.some((option) => option.steps.includes(index) && run.chosen.includes(option.id))
    if (!isChosen) return { kind: 'offer-choice', options: toRemedies(options) }
  }
  const names = missingValues(run, index)
  if (names.length > 0) return { kind: 'ask-parameters', step: index, names }

  const decision = decideStep(run, index, policy)
  if (decision.kind === 'refuse') return { kind: 'refuse', step: index, why: decision.why }
  if (decision.kind === 'allow') return { kind: 'start', step: index }
  const approval = run.steps[index]?.approval
  // The digest is made anew: what was approved must be what starts, to the byte.
  const isApproved = approval != null && approval.digest === signRunStep(run, index).digest
  return isApproved ? { kind: 'start', step: index } : { kind: 'ask-approval', step: index }
}

/** Whether a person must say first that a step is to be done at all. */
function needsChoice(run: Run, step: Step, index: number): boolean {
  const { mode, options } = shapeOf(run.procedure)
  if (mode === 'in-order') return step.choice !== null || openCondition(run.procedure, step) !== null || step.optional
  // An option that is this one alternative was chosen as such already.
  const isOptionItself = options.some((option) => option.steps.includes(index) && option.steps.length === 1)
  return step.choice !== null && !isOptionItself
}

/** Why a step is not ours to run; null when it is. */
function whyLeftToPerson(step: Step): string | null {
  if (step.kind === 'prose' || step.kind === 'checklist') return 'for a person to do'
  if (step.kind !== 'shell') return `${step.kind} blocks are not run yet: do it by hand`
  if (step.script === null) return 'cannot be run as it stands: do it by hand'
  if (step.script.statements.length === 0) return 'holds nothing to run'
  if (opensSession(step)) return 'opens an interactive session: open this in your terminal'
  return null
}
