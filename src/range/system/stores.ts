import * as z from 'zod'
import { duration } from './duration.ts'
import { name } from './name.ts'

/** Many keys of one kind: `{n}` in the pattern counts them. */
const keyFamily = z.strictObject({
  pattern: z.string().includes('{n}'),
  type: z.enum(['string', 'list', 'set', 'hash']).default('string'),
  count: z.number().int().min(0),
  /** Memory of one of them. */
  bytes: z.number().int().positive(),
  /** Absent: they never expire. */
  ttl: duration.optional(),
  /** How many a second the applications make anew while there are fewer than `count`. */
  refill: z.number().min(0).default(0),
  /** Losing one is losing data: it is not made anew from anything. */
  durable: z.boolean().default(false),
})

/** One key that runbooks look at. */
const key = z.strictObject({
  name: z.string(),
  type: z.enum(['string', 'list', 'set', 'hash']),
  /** string: its value. */
  value: z.string().default(''),
  /** list, set, hash: how many items it holds. */
  items: z.number().int().min(0).default(0),
  durable: z.boolean().default(false),
})

export const cache = z.strictObject({
  name,
  host: z.string(),
  engineVersion: z.string(),
  nodeType: z.string(),
  maxMemoryMb: z.number().positive(),
  usedMemoryMb: z.number().positive(),
  replicas: z.number().int().min(0).default(1),
  policy: z
    .enum(['noeviction', 'allkeys-lru', 'volatile-lru', 'allkeys-lfu', 'volatile-lfu', 'volatile-ttl'])
    .default('noeviction'),
  families: z.array(keyFamily).default([]),
  keys: z.array(key).default([]),
})

export const queue = z.strictObject({
  name,
  /** How many wait on a normal day: batches come and go. */
  depth: z.number().min(0),
  /** The workload whose instances take from it. */
  workers: name,
  /** Tasks a second, and how long one of them keeps a worker's slot, in seconds. */
  arrivals: z.number().min(0).default(0),
  seconds: z.number().positive().default(1),
  tasks: z.array(z.string()).default([]),
})

export const celery = z.strictObject({
  /** What `-A` names. */
  app: z.string(),
  /** The cache that is the broker. */
  broker: name,
  /** Tasks one worker instance runs at a time. */
  concurrency: z.number().int().positive(),
  /** Tasks that nothing queues by itself: `celery call` may. */
  callable: z.array(z.string()).default([]),
})
