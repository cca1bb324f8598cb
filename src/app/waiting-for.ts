import type { RunSummary } from './run-summary-store.ts'

/** What a run waits for, in words for the list of incidents; null when it does not wait for a person. */
export function waitingFor({ status, waiting, stepTitle }: RunSummary): string | null {
  if (status !== 'waiting' || waiting === null) return null
  switch (waiting.for) {
    case 'parameters':
      return `values for step ${waiting.step + 1}: ${waiting.names.join(', ')}`
    case 'approval':
      return `approval of step ${waiting.step + 1}: ${stepTitle}`
    case 'choice':
      return waiting.options.length === 1
        ? `a decision: ${waiting.options[0]?.title}`
        : `a choice between ${waiting.options.length} remedies`
    case 'outcome':
      return `a person to say whether step ${waiting.step + 1} happened: ${stepTitle}`
    case 'pause':
      return `somebody to let it go on: ${waiting.actor} has paused it`
    case 'failure':
      return `a decision: step ${waiting.step + 1} failed: ${stepTitle}`
  }
}
