import { type Step, stepEffect } from '../plan/plan.ts'
import type { Remedy } from '../runs/run.ts'
import type { Decision } from './drill.ts'
import { type Answer, decideAnswer, type ResponderScript, type ResponderView } from './responder.ts'

/**
 * Everything that somebody may sensibly answer to a run that waits. The first is what the script would say; where there is
 * only one, there is nothing to decide.
 */
export function possibleAnswers(view: ResponderView, script: ResponderScript): Answer[] {
  const usual = decideAnswer(view, script)
  const { waiting } = view.run
  if (view.run.status !== 'waiting' || waiting === null || usual.kind === 'nothing') return [usual]
  switch (waiting.for) {
    case 'choice': {
      const others = waiting.options
        .filter((option) => !view.run.chosen.includes(option.id))
        .filter((option) => usual.kind !== 'choose' || option.id !== usual.remedy.id)
        .map((remedy): Answer => ({ kind: 'choose', remedy }))
      return [usual, ...others]
    }
    case 'approval': {
      if (stepOf(view, waiting.step)?.condition == null) return [usual]
      const approval = view.approvals.find(({ id, status }) => id === waiting.approvalId && status === 'pending')
      const skip: Answer = { kind: 'skip', step: waiting.step, reason: 'left out, to see what comes of it' }
      if (usual.kind === 'approve') return [usual, skip]
      return approval === undefined ? [usual] : [usual, { kind: 'approve', approval }]
    }
    case 'failure': {
      if (usual.kind !== 'give-up') return [usual]
      // What people do at night: go on, and look later.
      return [usual, { kind: 'skip', step: waiting.step, reason: 'gone on all the same, to see what comes of it' }]
    }
    default:
      return [usual]
  }
}

/** The answer of that path, and the decision that it is; null where there was nothing to decide. */
export function answerOnPath(
  view: ResponderView,
  script: ResponderScript,
  path: readonly number[],
  taken: number,
): { answer: Answer; decision: Decision | null } {
  const answers = possibleAnswers(view, script)
  const chosen = Math.min(path[taken] ?? 0, answers.length - 1)
  const answer = answers[chosen] as Answer
  if (answers.length === 1) return { answer, decision: null }
  return { answer, decision: { line: lineOf(view, answer), chosen, of: answers.length, label: labelOf(view, answer) } }
}

function lineOf(view: ResponderView, answer: Answer): number | null {
  const { waiting } = view.run
  if (answer.kind === 'choose') return stepOf(view, answer.remedy.steps[0] ?? 0)?.line ?? null
  return waiting !== null && 'step' in waiting ? (stepOf(view, waiting.step)?.line ?? null) : null
}

function labelOf(view: ResponderView, answer: Answer): string {
  const { waiting } = view.run
  const step = waiting !== null && 'step' in waiting ? stepOf(view, waiting.step) : undefined
  switch (answer.kind) {
    case 'choose':
      return `choose “${titleOf(answer.remedy)}”`
    case 'skip':
      return waiting?.for === 'failure'
        ? `go on after the failure of “${step?.title}”`
        : `leave out “${step?.title ?? ''}”`
    case 'approve':
      return `do “${step?.title}” (${step === undefined ? '' : stepEffect(step)})`
    default:
      return 'stop there'
  }
}

const titleOf = ({ title }: Remedy) => title

const stepOf = ({ run }: ResponderView, index: number): Step | undefined => run.procedure.steps[index]
