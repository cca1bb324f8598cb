import * as z from 'zod'
import { name } from './name.ts'

/**
 * Something that is true of a world or not. Faults say with it what mends them; whoever judges a drill, what must be
 * so at its end. *Since* always means: since the fault began.
 */
export interface Condition {
  /** Every serving instance runs with this variable: as given, or matching a regular expression. */
  env?: { workload: string; name: string; is?: string | undefined; matches?: string | undefined } | undefined
  /** Every serving instance runs this version. */
  version?: { workload: string; is: string } | undefined
  /** Every serving instance was started since. */
  restarted?: string | undefined
  /** How many serve. */
  serving?: { workload: string; atLeast?: number | undefined; atMost?: number | undefined } | undefined
  /** How many are wanted: what was scaled stays scaled. */
  desired?: { workload: string; atLeast?: number | undefined; atMost?: number | undefined } | undefined
  /** A key is in a cache. */
  key?: { cache: string; name: string } | undefined
  /** What a query of the system's `facts` counted last. */
  fact?: { name: string; atLeast?: number | undefined; atMost?: number | undefined } | undefined
  /** A command, a route or a task that leaves this mark was carried out since. */
  marked?: string | undefined
  /** The schema is at this revision. */
  revision?: { database: string; is: string } | undefined
  /** Sessions of an application are as many. */
  sessions?: { database: string; application: string; atMost: number } | undefined
  /** What a command made, by kind and name: it is there, with this state and these fields. */
  thing?:
    | { is: string; state?: string | undefined; fields?: Record<string, string | number | boolean> | undefined }
    | undefined
  /** A database has storage or a class of machine. */
  database?: { name: string; storageAtLeastGb?: number | undefined; class?: string | undefined } | undefined
  /** Anything the world holds: a path as `aws/secrets`, `~1` for a `/` in a name; `length` counts a list. */
  world?:
    | {
        path: string
        is?: string | number | boolean | undefined
        atLeast?: number | undefined
        atMost?: number | undefined
      }
    | undefined
  not?: Condition | undefined
  all?: Condition[] | undefined
  any?: Condition[] | undefined
}

const bounds = { atLeast: z.number().optional(), atMost: z.number().optional() }

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z
    .strictObject({
      env: z
        .strictObject({ workload: name, name: z.string(), is: z.string().optional(), matches: z.string().optional() })
        .optional(),
      version: z.strictObject({ workload: name, is: z.string() }).optional(),
      restarted: name.optional(),
      serving: z.strictObject({ workload: name, ...bounds }).optional(),
      desired: z.strictObject({ workload: name, ...bounds }).optional(),
      key: z.strictObject({ cache: name, name: z.string() }).optional(),
      fact: z.strictObject({ name: z.string(), ...bounds }).optional(),
      marked: z.string().optional(),
      revision: z.strictObject({ database: name, is: z.string() }).optional(),
      sessions: z.strictObject({ database: name, application: z.string(), atMost: z.number().int() }).optional(),
      thing: z
        .strictObject({
          is: z.string(),
          state: z.string().optional(),
          fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
        })
        .optional(),
      database: z
        .strictObject({ name, storageAtLeastGb: z.number().optional(), class: z.string().optional() })
        .optional(),
      world: z
        .strictObject({ path: z.string(), is: z.union([z.string(), z.number(), z.boolean()]).optional(), ...bounds })
        .optional(),
      not: condition.optional(),
      all: z.array(condition).optional(),
      any: z.array(condition).optional(),
    })
    .refine((given) => Object.keys(given).length > 0, 'says nothing'),
)
