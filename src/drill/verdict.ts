import type { TimelineEntry } from '../incidents/timeline.ts'
import type { Run } from '../runs/run.ts'
import type { Drill, Verdict } from './drill.ts'

/** Something of a drill, by its place in the runbook where it has one. */
export interface Finding {
  /** In words: `stratum-api had 0 instances serving, and needs 2`. */
  what: string
  /** The command that did it, as it ran; null when none did. */
  command: string | null
  /** Line of the runbook. */
  line: number | null
  /** The same without the runbook's own words. */
  evidence: string
}

export interface Evidence {
  run: Pick<Run, 'status' | 'outcome'> | null
  /** A run that a person started watches for no alert to resolve. */
  hasAlert: boolean
  /** All that was to be true is: the alerts have resolved, the scenario's goal is reached. */
  reached: boolean
  /** What of it is not; null when all is. */
  unmet: string | null
  /** Invariants that broke, oldest first. */
  harm: readonly Finding[]
  /** Commands that the range does not know. */
  unanswered: readonly Finding[]
  /** Set when nothing more can come of it: who or what gave up, and why. */
  gaveUp: Finding | null
  /** Virtual minutes it was watched without its goal being reached, when that came to the bound. */
  watchedInVain: number | null
  /** At least one command was run. Without one, nothing that happened is the procedure's doing. */
  ranAnything: boolean
  /** Nobody takes part: what is certain already need not be waited for. */
  scripted: boolean
}

export interface Judgement {
  verdict: Verdict
  reason: string
  line: number | null
  evidence: string
}

/**
 * The verdict, or null while it is still open: the run goes on, or it has ended and its effect is still to be seen.
 * Harm outweighs everything: a procedure that recovers the system by breaking an invariant must not be called good. And
 * of one that used a command the range does not know, nothing good can be said (docs/adr/0014).
 */
export function judge(evidence: Evidence): Judgement | null {
  const { run, hasAlert, reached, unmet, harm, unanswered, gaveUp, watchedInVain, ranAnything, scripted } = evidence
  const isCertain = scripted && (harm.length > 0 || unanswered.length > 0)
  const isThrough = run?.status === 'finished' || (run?.status === 'observing' && !hasAlert)
  const isOver = isThrough && (reached || run.outcome === 'stopped' || !ranAnything)
  if (!isCertain && !isOver && gaveUp === null && watchedInVain === null) return null

  const [worst] = harm
  if (worst !== undefined) return found('harmful', worst, 'after')
  const [unknown] = unanswered
  if (unknown !== undefined) return found('unanswered', unknown, 'the command')
  if (reached && ranAnything) {
    return { verdict: 'recovers', reason: 'what was to be true at the end is', line: null, evidence: 'goal reached' }
  }
  if (gaveUp !== null) return found('stuck', gaveUp, 'after')
  if (!ranAnything) {
    const evidence = 'no command of it was run: all of it is for a person to do'
    return { verdict: 'no effect', reason: evidence, line: null, evidence }
  }
  if (watchedInVain !== null) {
    const left = unmet ?? 'the goal is not reached'
    const reason = `${left}, ${watchedInVain} virtual minutes after the last step`
    return { verdict: 'no effect', reason, line: null, evidence: left }
  }
  return { verdict: 'stuck', reason: 'somebody stopped the run', line: null, evidence: 'stopped by a person' }
}

function found(verdict: Verdict, { what, command, line, evidence }: Finding, joined: string): Judgement {
  return { verdict, reason: command === null ? what : `${what}, ${joined}: ${command}`, line, evidence }
}

export type Measures = Pick<Drill, 'detectedAfter' | 'firstDiagnosisAfter' | 'mitigatedAfter' | 'recoveredAfter'>

/**
 * Seconds of the range's time from the fault to what the timeline tells.
 *
 * @param isWrite - Whether the step of that index may change the world.
 * @param recoveredAt - When the goal was seen reached, where no alert says so.
 */
export function measure(
  timeline: readonly TimelineEntry[],
  brokenAt: Date,
  isWrite: (step: number) => boolean,
  recoveredAt: Date | null = null,
): Measures {
  const since = (at: number): number => Math.max(0, (at - brokenAt.getTime()) / 1000)
  const after = (entry: TimelineEntry | undefined): number | null =>
    entry?.worldAt == null ? null : since(Date.parse(entry.worldAt))
  const stepEnded = (entry: TimelineEntry) => entry.kind === 'step-finished' || entry.kind === 'step-failed'
  const isMitigation = (entry: TimelineEntry) =>
    entry.kind === 'step-finished' && entry.step !== null && isWrite(entry.step)
  const resolved = after(timeline.findLast((entry) => entry.kind === 'alert-resolved'))
  return {
    detectedAfter: after(timeline.find((entry) => entry.kind === 'alert-firing')),
    firstDiagnosisAfter: after(timeline.find(stepEnded)),
    mitigatedAfter: after(timeline.findLast(isMitigation)),
    recoveredAfter: resolved ?? (recoveredAt === null ? null : since(recoveredAt.getTime())),
  }
}
