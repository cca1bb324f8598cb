import * as z from 'zod'
import { name } from './name.ts'

/** What a program, a route, a task or a workflow of system.yaml does besides what it prints. */
export const deed = z.strictObject({
  /** Notes that it was done: a fault may wait for it. */
  mark: z.string().optional(),
  /** Statements on a database of the system; `:name` stands for a value, bound and never pasted. */
  sql: z.strictObject({ database: name, text: z.string() }).optional(),
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
  /** What nothing brings back: the world notes it against the command. */
  loses: z.strictObject({ of: z.string(), text: z.string() }).optional(),
})

export type Deed = z.output<typeof deed>
