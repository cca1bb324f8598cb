import * as z from 'zod'
import { awsOfDatabase } from './aws.ts'
import { duration } from './duration.ts'
import { name } from './name.ts'

/** One step of a schema's history, as Alembic keeps it. */
const migration = z.strictObject({
  revision: z.string().regex(/^[0-9a-z_]+$/),
  message: z.string(),
  up: z.string().default(''),
  down: z.string().default(''),
  /** What going back throws away: a fact that counts it, and words for it (`{n}` is the number). */
  loses: z.strictObject({ fact: z.string(), text: z.string() }).optional(),
  /** It does not go up, in PostgreSQL's words, while this fault is active. */
  fails: z.strictObject({ fault: z.string(), error: z.string() }).optional(),
})

/** A session that a fault leaves in a database, or a program keeps open. */
export const session = z.strictObject({
  application: z.string(),
  count: z.number().int().positive().default(1),
  state: z.enum(['active', 'idle', 'idle in transaction']).default('idle'),
  query: z.string().default('SELECT 1'),
  /** Since when it runs its query, or does nothing. */
  age: duration,
  wait: z.strictObject({ type: z.string(), event: z.string() }).optional(),
  /** Name of the application whose sessions it waits for. */
  blockedBy: z.string().optional(),
  /** The table it holds a lock on, or waits for. */
  table: z.string().optional(),
  /** How many more are opened each minute. */
  perMinute: z.number().min(0).default(0),
})

export const database = z.strictObject({
  name,
  ...awsOfDatabase,
  engine: z.enum(['postgres']),
  version: z.string(),
  instanceClass: z.string(),
  storageGb: z.number().int().positive(),
  /** Of it used at rest, in GB; and by how much it grows an hour. */
  usedGb: z.number().positive().optional(),
  growthGbPerHour: z.number().default(0),
  maxStorageGb: z.number().int().positive().optional(),
  maxConnections: z.number().int().positive(),
  multiAz: z.boolean().default(false),
  port: z.number().int().default(5432),
  database: name,
  user: name,
  replicaOf: name.optional(),
  /** Names it is reached by. */
  hosts: z.array(z.string()).default([]),
  age: duration.default(200 * 86_400_000),
  /** Automatic nightly snapshots kept. */
  snapshots: z.number().int().default(0),
  /** Tables and rows of a new world: statements of PostgreSQL. `now()` is the world's time. */
  sql: z.string().default(''),
  /** Oldest first. Before the first of `pending` is where a new world stands. */
  migrations: z.array(migration).default([]),
  /** How many of the last migrations a new world does not have yet. */
  pending: z.number().int().min(0).default(0),
  /** Rows that are dead, by table: what VACUUM clears away. */
  dead: z.record(z.string(), z.number().int().min(0)).default({}),
  /** What pg_stat_statements has, besides what is asked while the world goes on. */
  statements: z
    .array(
      z.strictObject({
        query: z.string(),
        calls: z.number().int().positive(),
        meanMs: z.number().positive(),
        rows: z.number().int().min(0),
      }),
    )
    .default([]),
})

/** A number that a query counts, after everything that changed a table. */
export const fact = z.strictObject({ name: z.string(), database: name, sql: z.string() })
