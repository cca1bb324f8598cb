import type { Run } from '../runs/run.ts'

/** What a run waits for, in words for the list of incidents; null when it does not wait for a person. */
export function waitingFor(run: Run | null): string | null {
  if (run?.status !== 'waiting' || run.waiting === null) return null
  const { waiting } = run
  switch (waiting.for) {
    case 'parameters':
      return `values for step ${waiting.step + 1}: ${waiting.names.join(', ')}`
    case 'approval':
      return `approval of step ${waiting.step + 1}: ${titleOf(run, waiting.step)}`
    case 'choice':
      return waiting.options.length === 1
        ? `a decision: ${waiting.options[0]?.title}`
        : `a choice between ${waiting.options.length} remedies`
    case 'outcome':
      return `a person to say whether step ${waiting.step + 1} happened: ${titleOf(run, waiting.step)}`
    case 'failure':
      return `a decision: step ${waiting.step + 1} failed: ${titleOf(run, waiting.step)}`
  }
}

function titleOf(run: Run, step: number): string {
  return run.procedure.steps[step]?.title ?? ''
}
