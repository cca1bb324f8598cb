import type { Alert } from '../alerts/alert.ts'
import { stepEffect } from '../plan/plan.ts'
import type { Run } from '../runs/run.ts'
import type { TimelineEntry } from './timeline.ts'

/** When what happened, in ms since 1970: by the simulated clock where there is one. Null: it did not. */
export interface Milestones {
  /** The first alert's own start. */
  began: number | null
  opened: number | null
  acknowledged: number | null
  /** The last change that succeeded before the alert resolved. */
  mitigated: number | null
  alertResolved: number | null
  resolved: number | null
}

/** Finds the moments that an incident is measured by. */
export function milestonesOf(
  alerts: readonly Alert[],
  run: Pick<Run, 'procedure'> | null,
  timeline: readonly TimelineEntry[],
): Milestones {
  const first = (kind: TimelineEntry['kind']) => timeline.find((entry) => entry.kind === kind)
  const last = (kind: TimelineEntry['kind']) => timeline.findLast((entry) => entry.kind === kind)
  const alertResolved = last('alert-resolved')
  const mitigated = timeline.findLast(
    (entry) =>
      entry.kind === 'step-finished' &&
      isChange(run, entry.step) &&
      (alertResolved === undefined || entry.id < alertResolved.id),
  )
  const starts = alerts.map(({ startsAt }) => Date.parse(startsAt))
  return {
    began: starts.length === 0 ? null : Math.min(...starts),
    opened: timeOf(first('incident-opened')),
    acknowledged: timeOf(first('incident-acknowledged')),
    mitigated: timeOf(mitigated),
    alertResolved: timeOf(alertResolved),
    resolved: timeOf(last('incident-resolved')),
  }
}

/** `2 min 5 s`; `not measured` where an end is missing. */
export function duration(from: number | null, to: number | null): string {
  if (from === null || to === null) return 'not measured'
  const seconds = Math.max(0, Math.round((to - from) / 1000))
  if (seconds === 0) return 'less than 1 s'
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const shown = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`)
  return shown.slice(0, 2).join(' ')
}

function isChange(run: Pick<Run, 'procedure'> | null, step: number | null): boolean {
  const found = step === null ? undefined : run?.procedure.steps[step]
  return found !== undefined && found.commands.length > 0 && stepEffect(found) !== 'read'
}

function timeOf(entry: TimelineEntry | undefined): number | null {
  return entry === undefined ? null : Date.parse(entry.worldAt ?? entry.at)
}
