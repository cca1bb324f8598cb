import * as z from 'zod'
import { duration } from './duration.ts'
import { name } from './name.ts'

/** What somebody, or a fault, does to things of AWS. */
const awsDeed = z.strictObject({
  /** Another policy of a bucket: the text, or none. */
  policy: z.strictObject({ bucket: name, text: z.string().nullable() }).optional(),
  /** A new object: `:name` in its key stands for a value, `:now` for the time. */
  put: z.strictObject({ bucket: name, key: z.string(), bytes: z.number().int().positive() }).optional(),
  /** The newest objects of a prefix are deleted, or overwritten with rubbish. */
  objects: z
    .strictObject({
      bucket: name,
      prefix: z.string(),
      count: z.number().int().positive(),
      how: z.enum(['deleted', 'spoilt']),
      which: z.enum(['newest', 'oldest']).default('newest'),
    })
    .optional(),
  /** It does not answer; or it takes back the key it knows now. */
  provider: z.strictObject({ name, how: z.enum(['down', 'up', 'refuses-key']) }).optional(),
  database: z
    .strictObject({
      name,
      status: z.string().optional(),
      up: z.boolean().optional(),
      /** Part of the normal speed at which the replica follows. */
      follows: z.number().min(0).optional(),
      /** Rows that were written so long ago or later are spoilt. */
      spoilt: duration.optional(),
    })
    .optional(),
  /** A certificate is not renewed. */
  certificate: z.strictObject({ id: z.string(), left: duration, reason: z.string() }).optional(),
  /** A replica was made a database of its own some time ago. */
  promoted: name.optional(),
  /** Somebody had scaled it, and it has settled. */
  scaled: z.strictObject({ workload: name, to: z.number().int().min(0) }).optional(),
  /** A record of a failover pair leads to another load balancer. */
  rerouted: z.strictObject({ zone: z.string(), set: z.string(), balancer: name }).optional(),
})
export type AwsDeed = z.output<typeof awsDeed>

/** What a program, a route, a task or a workflow of system.yaml does besides what it prints. */
export const deed = z.strictObject({
  /** Notes that it was done: a fault may wait for it. */
  mark: z.string().optional(),
  /** Statements on a database of the system; `:name` stands for a value, bound and never pasted. */
  sql: z.strictObject({ database: name, text: z.string() }).optional(),
  /** Has the schema at so many of its migrations. */
  migrate: z.strictObject({ database: name, to: z.number().int().min(0) }).optional(),
  /** Puts tasks on a queue. */
  enqueue: z.strictObject({ queue: name, tasks: z.number().int().positive() }).optional(),
  /** Rolls a version out: `:name` stands for a value. */
  deploy: z.strictObject({ workload: name, version: z.string() }).optional(),
  /** Makes or changes a thing, as commands do: an object in a bucket, an invalidation. */
  thing: z
    .strictObject({
      kind: z.string(),
      name: z.string(),
      state: z.string(),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    })
    .optional(),
  /** Has one of the team's tasks run. */
  task: z.string().optional(),
  /** Something in AWS. */
  aws: awsDeed.optional(),
  /** What nothing brings back: the world notes it against the command. */
  loses: z.strictObject({ of: z.string(), text: z.string() }).optional(),
})

export type Deed = z.output<typeof deed>
