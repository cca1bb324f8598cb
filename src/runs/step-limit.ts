import type { Procedure, Step } from '../plan/plan.ts'

const MINUTE = 60_000
/** Estimates are of good days: a step may take so many times as long before it is ended. */
const SLACK = 3
/** Whatever is written: a command must have the time to fail by itself, and no shell is left for half a day. */
const LEAST_MS = 2 * MINUTE
const MOST_MS = 6 * 60 * MINUTE

const UNITS: Record<string, number> = { s: 1_000, m: MINUTE, h: 60 * MINUTE }

/** `5-10 minutes`, `~2 min`, `1.5 hours`; not `30 minutes ago`, not an argument such as `--since=10m`. */
const DURATION =
  /(?<![\w.=-])(\d+(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(\d+(?:\.\d+)?))?\s*(seconds?|secs?|minutes?|mins?|hours?|hrs?)\b(?!\s*(?:ago|old|of|later|before|after|apart))/gi

/** The longest time a text speaks of, in ms, the upper end of a range; null when it speaks of none. */
export function longestTimeIn(text: string): number | null {
  const found = [...text.matchAll(DURATION)].map(
    ([, low, high, unit = '']) => Number(high ?? low) * (UNITS[(unit[0] ?? '').toLowerCase()] ?? 0),
  )
  return found.length === 0 ? null : Math.max(...found)
}

/**
 * How long a step may take, in ms: by what the runbook says of the step itself (its title, its comments), else of the
 * procedure if that is more than `otherwise`.
 */
export function stepLimit(
  procedure: Pick<Procedure, 'estimatedTime'>,
  step: Pick<Step, 'title' | 'text'>,
  otherwise: number,
): number {
  const comments = step.text.match(/(?:^|\s)#[^\n]*/g) ?? []
  const own = longestTimeIn([step.title, ...comments].join('\n'))
  if (own !== null) return within(own * SLACK)
  const whole = procedure.estimatedTime === null ? null : longestTimeIn(procedure.estimatedTime)
  return whole === null ? otherwise : Math.max(otherwise, within(whole * SLACK))
}

const within = (ms: number) => Math.min(MOST_MS, Math.max(LEAST_MS, ms))
