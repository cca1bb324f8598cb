import * as z from 'zod'

/**
 * What must be true of the world, as people write it: one subject, and what is said of it.
 *
 *     { workload: stratum-api, healthy: true, version: 2.14.1, serving: { atLeast: 6 } }
 *     { alarm: HighErrorRate, state: ok }
 *     { world: caches/stratum-redis/nodeType, is: cache.r6g.xlarge }
 */
export interface Check {
  subject: Subject
  /** Name of the thing; for `world` a path, for `sql` a query, for `did` and `saw` a regular expression. */
  name: string
  /** sql: which database. */
  database: string | null
  /** What is said of each fact. For `world` and `sql` there is one, called `value`. */
  facts: Record<string, Comparison>
}

export interface Comparison {
  is?: Literal | undefined
  not?: Literal | undefined
  atLeast?: number | undefined
  atMost?: number | undefined
  /** Other than, or as, it was when the run began. */
  changed?: boolean | undefined
}

export type Literal = string | number | boolean | null

/** What can be said of each kind of thing. `world`, `sql`, `did` and `saw` stand for themselves. */
const FACTS = {
  alarm: ['state'],
  workload: ['healthy', 'version', 'revision', 'replicas', 'serving', 'rollouts'],
  queue: ['waiting', 'lost', 'cancelled'],
  cache: ['up', 'memory', 'nodeType', 'primary', 'lost'],
  database: ['connections'],
  thing: ['state'],
} as const

export type Subject = keyof typeof FACTS | 'world' | 'sql' | 'did' | 'saw'

const SUBJECTS: readonly Subject[] = [...(Object.keys(FACTS) as (keyof typeof FACTS)[]), 'world', 'sql', 'did', 'saw']

const literal = z.union([z.string(), z.number(), z.boolean(), z.null()])
const bounds = {
  is: literal.optional(),
  not: literal.optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  changed: z.boolean().optional(),
}
const comparison = z.strictObject(bounds).refine((c) => Object.keys(c).length > 0, { error: 'says nothing' })
const fact = z.union([literal.transform((is): Comparison => ({ is })), comparison])
const single = z.strictObject(bounds)

/** Reads a check. Problems name the field inside it. */
export const check = z.record(z.string(), z.unknown()).transform((written, context): Check => {
  // With a query, `database` says where it is asked.
  const subjects = SUBJECTS.filter((subject) => subject in written && !(subject === 'database' && 'sql' in written))
  const [subject] = subjects
  if (subject === undefined || subjects.length > 1) {
    const found = subjects.length > 1 ? `names ${subjects.join(' and ')}` : 'names nothing to look at'
    context.addIssue({ code: 'custom', message: `${found}: say one of ${SUBJECTS.join(', ')}` })
    return z.NEVER
  }
  const { [subject]: name, ...rest } = written
  if (typeof name !== 'string' || name === '') {
    context.addIssue({ code: 'custom', path: [subject], message: 'must be a text' })
    return z.NEVER
  }
  const { database = null, ...said } = subject === 'sql' ? rest : { ...rest }
  if (subject === 'sql' && typeof database !== 'string') {
    context.addIssue({ code: 'custom', message: 'sql wants "database": the name of one' })
    return z.NEVER
  }
  const facts =
    subject in FACTS ? readFacts(subject as keyof typeof FACTS, said, context) : readSingle(subject, said, context)
  if (facts === null) return z.NEVER
  return { subject, name, database: subject === 'sql' ? (database as string) : null, facts }
})

type Context = z.RefinementCtx<Record<string, unknown>>

function readFacts(
  subject: keyof typeof FACTS,
  said: Record<string, unknown>,
  context: Context,
): Record<string, Comparison> | null {
  const known: readonly string[] = FACTS[subject]
  const facts: Record<string, Comparison> = {}
  for (const [name, value] of Object.entries(said)) {
    if (!known.includes(name)) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `nothing is known of it: say one of ${known.join(', ')}`,
      })
      return null
    }
    const parsed = fact.safeParse(value)
    if (!parsed.success) {
      const message = 'must be a value, or { is, not, atLeast, atMost, changed }'
      context.addIssue({ code: 'custom', path: [name], message })
      return null
    }
    facts[name] = parsed.data
  }
  if (Object.keys(facts).length > 0) return facts
  context.addIssue({ code: 'custom', message: `says nothing of the ${subject}: say one of ${known.join(', ')}` })
  return null
}

/** `did` and `saw` say enough by themselves. */
function readSingle(
  subject: Subject,
  said: Record<string, unknown>,
  context: Context,
): Record<string, Comparison> | null {
  const parsed = single.safeParse(said)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    context.addIssue({ code: 'custom', path: [...(issue?.path ?? [])], message: issue?.message ?? 'is not understood' })
    return null
  }
  if (Object.keys(parsed.data).length > 0) return { value: parsed.data }
  if (subject === 'did' || subject === 'saw') return { value: { atLeast: 1 } }
  context.addIssue({ code: 'custom', message: `${subject} wants one of is, not, atLeast, atMost, changed` })
  return null
}
