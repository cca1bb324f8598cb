import type { Clock } from '../core/clock.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Range } from '../range/range.ts'
import type { DrillHost } from './host.ts'

/** What conducting a drill needs. */
export interface Stand {
  pool: Queryable
  clock: Clock
  range: Range
  host: DrillHost
}

/** Who answers in a scripted drill, for the timeline. Two, because who asks for a dangerous step may not sign it. */
export const SCRIPT = 'drill script'
export const SIGNER = 'drill signer'

/** How much of the range's time passes at once, unless something comes of it. */
export const STEP_SECONDS = 300
/** The range's time in which the alarm must fire; and, where no scenario says otherwise, the goal come true. */
export const BOUND_MINUTES = 30
