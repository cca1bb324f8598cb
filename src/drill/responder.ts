import type { Approval } from '../approvals/approval.ts'
import { openCondition } from '../plan/open-condition.ts'
import { type Step, stepEffect } from '../plan/plan.ts'
import { shapeOf } from '../runs/remedies.ts'
import type { Remedy, Run, Waiting } from '../runs/run.ts'
import { matchRemedy, saysAny } from './match-remedy.ts'

/** What a script knows in the place of a person: from `system.yaml` and from whoever started the drill. */
export interface ResponderScript {
  /** Phrases of the remedy that the fault calls for, best first. */
  remedies: readonly string[]
  /** Phrases of conditions on the way that hold. */
  holds: readonly string[]
  /** Values it can give, best source first, by parameter. */
  values: Readonly<Record<string, string>>
}

export interface ResponderView {
  run: Run
  approvals: readonly Approval[]
  /** Values the engine found in earlier output, by parameter. */
  suggestions: Readonly<Record<string, readonly { value: string }[]>>
}

export type Answer =
  | { kind: 'approve'; approval: Approval }
  | { kind: 'choose'; remedy: Remedy }
  | { kind: 'give'; values: Record<string, string> }
  | { kind: 'skip'; step: number; reason: string }
  /** Let some of the range's time pass, then try the step again. */
  | { kind: 'retry-later'; step: number }
  /** The run moves by itself, or a person must decide: nothing to do. */
  | { kind: 'nothing' }
  /** `step`: where it is stuck; null when at the whole procedure. `failed`: it is the step's own failure. */
  | { kind: 'give-up'; reason: string; step: number | null; failed: boolean; evidence: string }

/** A check that fails right after a fix may only be early: it is tried this often, a virtual minute apart. */
const CHECKS = 6

/** What a script answers to a run that waits. It never says whether an interrupted write happened: only a person can look. */
export function decideAnswer(view: ResponderView, script: ResponderScript): Answer {
  const { waiting } = view.run
  if (view.run.status !== 'waiting' || waiting === null) return { kind: 'nothing' }
  switch (waiting.for) {
    case 'approval':
      return answerApproval(view, waiting, script)
    case 'choice':
      return answerChoice(view.run, waiting.options, script)
    case 'parameters':
      return answerParameters(view, waiting, script)
    case 'failure':
      return answerFailure(view.run, waiting.step)
    case 'outcome':
    case 'pause':
      return { kind: 'nothing' }
  }
}

function answerApproval(view: ResponderView, waiting: Waiting & { for: 'approval' }, script: ResponderScript): Answer {
  const step = stepOf(view.run, waiting.step)
  // A step under a condition that nobody chose as a remedy: "if it was a deployment" holds only when the fault is one.
  const chosen = view.run.chosen.length > 0
  const condition = openCondition(view.run.procedure, step)
  if (condition !== null && !chosen && !saysAny(condition, phrasesOf(script))) {
    return { kind: 'skip', step: waiting.step, reason: `the condition does not hold in this drill: ${condition}` }
  }
  const approval = view.approvals.find((a) => a.id === waiting.approvalId && a.status === 'pending')
  // Not there yet, or decided meanwhile: the next change brings it.
  return approval === undefined ? { kind: 'nothing' } : { kind: 'approve', approval }
}

const phrasesOf = ({ remedies, holds }: ResponderScript) => [...holds, ...remedies]

function answerChoice(run: Run, options: readonly Remedy[], script: ResponderScript): Answer {
  const untried = options.filter((option) => !run.chosen.includes(option.id))
  const remedy = matchRemedy(untried, phrasesOf(script))
  if (remedy !== null) return { kind: 'choose', remedy }
  if (!isAboutRemedies(run, options)) return answerOnTheWay(run, untried)
  const offered = options.map((option) => `"${option.title}"`).join(', ')
  return {
    kind: 'give-up',
    reason: `no remedy of the procedure fits the fault: it offers ${offered || 'none'}`,
    step: null,
    failed: false,
    evidence: `none of ${options.length} offered remedies fits the fault`,
  }
}

function isAboutRemedies(run: Run, options: readonly Remedy[]): boolean {
  const ids = new Set(shapeOf(run.procedure).options.map((option) => option.id))
  return options.some((option) => ids.has(option.id))
}

/** Of alternatives the first will do; what depends on a condition that nobody said holds is left out. */
function answerOnTheWay(run: Run, options: readonly Remedy[]): Answer {
  const [first] = options
  const step = first?.steps[0]
  if (first === undefined || step === undefined) return { kind: 'nothing' }
  if (options.length > 1 || stepOf(run, step).choice !== null) return { kind: 'choose', remedy: first }
  const { condition } = stepOf(run, step)
  const why = condition === null ? 'it is optional' : `the condition does not hold in this drill: ${condition}`
  return { kind: 'skip', step, reason: why }
}

function answerParameters(
  view: ResponderView,
  waiting: Waiting & { for: 'parameters' },
  script: ResponderScript,
): Answer {
  const values: Record<string, string> = {}
  const missing: string[] = []
  for (const name of waiting.names) {
    const value = script.values[name] ?? view.suggestions[name]?.[0]?.value
    if (value === undefined) missing.push(name)
    else values[name] = value
  }
  if (missing.length === 0) return { kind: 'give', values }
  const needs = `needs ${missing.join(', ')}, and nothing says its value`
  return {
    kind: 'give-up',
    reason: `${describeStep(view.run, waiting.step)} ${needs}`,
    step: waiting.step,
    failed: false,
    evidence: `nothing gives a value for ${missing.join(', ')}`,
  }
}

function answerFailure(run: Run, index: number): Answer {
  const step = stepOf(run, index)
  const state = run.steps[index]
  const exit = state?.exitCode ?? null
  if (stepEffect(step) === 'read' && (state?.attempts ?? 0) < CHECKS) return { kind: 'retry-later', step: index }
  // In an incident a failing look is evidence, not an obstacle.
  if (step.phase === 'diagnose' || step.phase === 'prepare') {
    return {
      kind: 'skip',
      step: index,
      reason: `it failed (exit ${exit ?? 'unknown'}), and the diagnosis goes on without it`,
    }
  }
  const why =
    state?.status === 'rejected' ? (state.note ?? 'was refused') : `failed with exit status ${exit ?? 'unknown'}`
  return {
    kind: 'give-up',
    reason: `${describeStep(run, index)} ${why}`,
    step: index,
    failed: state?.status !== 'rejected',
    evidence: `was refused: ${state?.note ?? 'rejected'}`,
  }
}

/** `step 5, "Roll back the API" (line 176)`. Steps count from 1 for people. */
function describeStep(run: Pick<Run, 'procedure'>, index: number): string {
  const step = run.procedure.steps[index]
  return step === undefined ? `step ${index + 1}` : `step ${index + 1}, "${step.title}" (line ${step.line}),`
}

function stepOf(run: Run, index: number): Step {
  const step = run.procedure.steps[index]
  if (step === undefined) throw new Error(`run ${run.id} waits at step ${index}, which its procedure does not have`)
  return step
}
