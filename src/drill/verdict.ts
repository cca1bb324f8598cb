import type { TimelineEntry } from '../incidents/timeline.ts'
import type { Run } from '../runs/run.ts'
import type { Drill, Verdict } from './drill.ts'

/** An invariant of the range that broke. */
export interface Harm {
  /** `stratum-api had 0 instances serving, and needs 2`. */
  what: string
  /** The command after which it broke; null when it broke by itself. */
  command: string | null
}

export interface Evidence {
  run: Pick<Run, 'status' | 'outcome'> | null
  /** Every alert of the incident has resolved. */
  alertResolved: boolean
  harm: readonly Harm[]
  /** Set when nothing more can come of it: who or what gave up, and why. */
  gaveUp: string | null
  /** Virtual minutes it was watched without the alert resolving, when that reached the bound. */
  watchedInVain: number | null
}

export interface Judgement {
  verdict: Verdict
  reason: string
}

/**
 * The verdict, or null while it is still open: the run goes on, or it has ended and its effect is still to be seen.
 * Harm outweighs everything: a procedure that recovers the system by breaking an invariant must not be called good.
 */
export function judge(evidence: Evidence): Judgement | null {
  const { run, alertResolved, harm, gaveUp, watchedInVain } = evidence
  const ended = run?.status === 'finished' && (alertResolved || run.outcome === 'stopped')
  if (!ended && gaveUp === null && watchedInVain === null) return null
  const [first] = harm
  if (first !== undefined) {
    return {
      verdict: 'harmful',
      reason: first.command === null ? first.what : `${first.what}, after: ${first.command}`,
    }
  }
  if (alertResolved) return { verdict: 'recovers', reason: 'the alert resolved after what the procedure did' }
  if (gaveUp !== null) return { verdict: 'stuck', reason: gaveUp }
  if (watchedInVain !== null) {
    return {
      verdict: 'no effect',
      reason: `the alert still fires ${watchedInVain} virtual minutes after the last step`,
    }
  }
  return { verdict: 'stuck', reason: 'somebody stopped the run' }
}

export type Measures = Pick<Drill, 'detectedAfter' | 'firstDiagnosisAfter' | 'mitigatedAfter' | 'recoveredAfter'>

/**
 * Seconds of the range's time from the fault to what the timeline tells.
 *
 * @param isWrite - Whether the step of that index may change the world.
 */
export function measure(
  timeline: readonly TimelineEntry[],
  brokenAt: Date,
  isWrite: (step: number) => boolean,
): Measures {
  const after = (entry: TimelineEntry | undefined): number | null =>
    entry?.worldAt == null ? null : Math.max(0, (Date.parse(entry.worldAt) - brokenAt.getTime()) / 1000)
  const stepEnded = (entry: TimelineEntry) => entry.kind === 'step-finished' || entry.kind === 'step-failed'
  const isMitigation = (entry: TimelineEntry) =>
    entry.kind === 'step-finished' && entry.step !== null && isWrite(entry.step)
  return {
    detectedAfter: after(timeline.find((entry) => entry.kind === 'alert-firing')),
    firstDiagnosisAfter: after(timeline.find(stepEnded)),
    mitigatedAfter: after(timeline.findLast(isMitigation)),
    recoveredAfter: after(timeline.findLast((entry) => entry.kind === 'alert-resolved')),
  }
}
