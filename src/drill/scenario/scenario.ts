import * as z from 'zod'
import { duration } from '../../range/system/duration.ts'
import { name } from '../../range/system/name.ts'
import { VERDICTS } from '../drill.ts'
import { OWN_RUNBOOK } from '../is-meant.ts'
import { type Check, check } from './check.ts'

/**
 * The format of `examples/<system>/scenarios.yaml`: what is rehearsed, from where, by whom, and what must come of it.
 * docs/scenarios.md explains it. Durations are written `90s`, `10m`, `1h` and become milliseconds.
 */
const ids = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((given) => (Array.isArray(given) ? given : [given]))

const scenario = z.strictObject({
  /** Unique in the file. */
  name,
  title: z.string(),
  /** A Markdown file, by its name or by its path from here → ids of the procedures in it that this rehearses. */
  rehearses: z.record(z.string().min(1), ids).refine((files) => Object.keys(files).length > 0, {
    error: 'names no procedure',
  }),
  /** Decides the world's chance. */
  seed: z.number().int().min(1).default(7),
  /** What is broken, in this order; none: the production is well. */
  faults: z.array(name).default([]),
  /** `alert`: by the alarm of the first fault. `manual`: a person starts it. Default: by the alarm, if there is a fault. */
  begin: z.enum(['alert', 'manual']).optional(),
  /** How long a world goes on, broken or not, before a person starts it. */
  after: duration.default(0),
  responder: z
    .strictObject({
      /** Words of the title or condition of what is chosen where there is a choice, best first. */
      choose: z.array(z.string()).default([]),
      /** Words of conditions that hold on the way: what stands under another is skipped. */
      holds: z.array(z.string()).default([]),
      /** By parameter. Where none is given, the first value that earlier output suggests. */
      values: z.record(z.string(), z.coerce.string()).default({}),
      /**
       * What a text tells people to type in its comments (`remove --dryrun to execute`): once a step ran a command that
       * matches `after`, a regular expression, `types` is typed for it.
       */
      /** What is typed in place of a step that failed: a step is known by a regular expression over its commands. */
      instead: z.array(z.strictObject({ of: z.string(), types: z.string() })).default([]),
      obeys: z.array(z.strictObject({ after: z.string(), types: z.string() })).default([]),
    })
    .default({ choose: [], holds: [], values: {}, obeys: [], instead: [] }),
  /** What must be true at the end. Default: the alert has resolved, if one began it. */
  goal: z.array(check).default([]),
  /**
   * Regular expressions: what runbook.md's own looks must have shown. Other texts that are rehearsed may look elsewhere.
   */
  shows: z.array(z.string()).default([]),
  /** What must be true all the time: harm, when it is not. */
  keeps: z.array(check).default([]),
  /** How long the goal may take to come true after the last step. */
  within: duration.default(30 * 60_000),
  /** What comes of it with the system's own runbook. */
  expect: z.enum(VERDICTS).default('recovers'),
})

export const scenarioFile = z.strictObject({
  scenarios: z.array(scenario).min(1),
})

type Read = z.output<typeof scenario>

/** One rehearsal, as data. */
export type Scenario = Omit<Read, 'begin'> & { begin: 'alert' | 'manual' }

/** What a scenario asks of a file: of its own runbook a little more. */
export function goalFor({ goal, shows }: Pick<Scenario, 'goal' | 'shows'>, file: string): Check[] {
  const isOwn = file.split(/[/\\]/).at(-1) === OWN_RUNBOOK
  const seen = isOwn ? shows : []
  return [
    ...seen.map((name): Check => ({ subject: 'saw', name, database: null, facts: { value: { atLeast: 1 } } })),
    ...goal,
  ]
}

export const withBeginning = (read: Read): Scenario => ({
  ...read,
  begin: read.begin ?? (read.faults.length > 0 ? 'alert' : 'manual'),
})

/** A scenario that nobody wrote: whatever is not said is as in a file. It rehearses whatever it is played on. */
export function madeScenario(written: Omit<z.input<typeof scenario>, 'rehearses'>): Scenario {
  return withBeginning(scenario.parse({ ...written, rehearses: { any: 'any' } }))
}
