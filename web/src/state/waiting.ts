import type { IncidentDetail, Run } from '../contract.ts'

/** What the run waits for, in a few words for the document's title and for screen readers. Null when for nobody. */
export function waitingWords(run: Run | null): { short: string; long: string } | null {
  const waiting = run?.status === 'waiting' ? run.waiting : null
  if (!run || !waiting) return null
  const titleOf = (step: number) => `step ${step + 1}, ${run.procedure.steps[step]?.title ?? ''}`
  switch (waiting.for) {
    case 'approval':
      return { short: 'approve?', long: `Your approval is asked for ${titleOf(waiting.step)}` }
    case 'choice':
      return { short: 'choose?', long: `Choose one of ${waiting.options.length} ways to go on` }
    case 'parameters':
      return { short: 'value?', long: `Values are missing for ${titleOf(waiting.step)}: ${waiting.names.join(', ')}` }
    case 'outcome':
      return { short: 'did it happen?', long: `Nobody knows whether ${titleOf(waiting.step)} happened` }
    case 'pause':
      return { short: 'paused', long: `${waiting.actor} has paused the run` }
    case 'failure':
      return { short: 'failed', long: `${titleOf(waiting.step)} failed` }
  }
}

/** `● approve? #12 High error rate — Standby`. */
export function pageTitle(detail: Pick<IncidentDetail, 'incident' | 'run'>): string {
  const { incident, run } = detail
  const waiting = incident.status === 'resolved' ? null : waitingWords(run)
  const mark = waiting ? `● ${waiting.short} ` : incident.status === 'resolved' ? '✓ ' : ''
  return `${mark}#${incident.number} ${incident.title} — Standby`
}
