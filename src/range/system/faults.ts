import * as z from 'zod'
import { condition } from './conditions.ts'
import { session } from './databases.ts'
import { deed } from './deeds.ts'
import { duration } from './duration.ts'
import { labels, name, share } from './name.ts'

/** A version that is broken. */
const defect = z.strictObject({
  /** From ready until it begins to fail. */
  sickAfter: z.tuple([duration, duration]),
  /** From failing until the platform replaces it; absent: it never does. */
  replacedAfter: z.tuple([duration, duration]).optional(),
  /** Does the load balancer's or kubelet's own check notice? */
  failsProbe: z.boolean().default(false),
  /** Part of an endpoint's requests that a failing instance answers with an error, by path. */
  errors: z.record(z.string(), share),
  status: z.number().int().default(500),
  /** Named by the deep health check: check → what it says. */
  health: labels,
  logs: z.array(z.string()).min(1),
})

/** What requests suffer while the fault lasts, whatever version answers them. */
const impact = z.strictObject({
  workload: name,
  errors: z.record(z.string(), share),
  status: z.number().int().default(503),
})

const common = {
  name,
  title: z.string(),
  /** Alarm that is to fire first. */
  alarm: name,
  impact: impact.optional(),
  /** What a script answers in the place of a person. */
  script: z.strictObject({
    /** Words of a remedy's title or condition, best first. */
    remedies: z.array(z.string()).default([]),
    /** Values, by parameter; `{running-task:NAME}` and `{previous-revision:NAME}` are looked up when asked for. */
    parameters: labels,
  }),
}

const badDeploy = z.strictObject({
  ...common,
  kind: z.literal('bad-deploy'),
  workload: name,
  version: z.string(),
  cause: z.string().optional(),
  /** It comes by CodeDeploy's application of this name; `workload` is its green one. */
  blueGreen: name.optional(),
  /** CodeDeploy hangs: it takes no order. */
  codedeployStuck: z.boolean().default(false),
  defect,
})

/** More tasks than before, or slower ones. */
const queueBacklog = z.strictObject({
  ...common,
  kind: z.literal('queue-backlog'),
  queue: name,
  /** Tasks put on it at once. */
  jump: z.number().int().min(0).default(0),
  arrivalsTimes: z.number().positive().default(1),
  secondsTimes: z.number().positive().default(1),
})

/** Something writes keys that nobody removes. */
const cacheMemory = z.strictObject({
  ...common,
  kind: z.literal('cache-memory'),
  cache: name,
  /** The pattern of one of its families. */
  family: z.string(),
  jump: z.number().int().min(0).default(0),
  perSecond: z.number().min(0),
})

/** The primary does not answer, and nothing has failed over by itself. */
const cacheDown = z.strictObject({ ...common, kind: z.literal('cache-down'), cache: name })

/** A program opens sessions and leaves them: idle, and nobody's. */
const databaseConnections = z.strictObject({
  ...common,
  kind: z.literal('database-connections'),
  database: name,
  sessions: z.number().int().positive(),
  /** How the sessions call themselves. */
  application: z.string(),
})

/** A large write: the replica falls behind as long as it lasts, then catches up by itself. */
const replicaLag = z.strictObject({ ...common, kind: z.literal('replica-lag'), database: name, lasts: duration })

/**
 * Something is wrong that raises metrics and fails requests until it is mended. `cures` say by what, and how much of it
 * is left then: 0 is all well, 1 nothing gained; several together multiply.
 */
const trouble = z.strictObject({
  ...common,
  kind: z.literal('trouble'),
  /** What it does to metrics, by name: `adds` to the value, or multiplies it. `of` and `labels` choose among several. */
  raises: z
    .array(
      z.strictObject({
        metric: z.string(),
        labels,
        adds: z.number().optional(),
        times: z.number().optional(),
        /** How long it takes to get there. */
        over: duration.default(0),
      }),
    )
    .default([]),
  /** What happens at once. */
  does: z.array(deed).default([]),
  sessions: z.array(z.strictObject({ database: name, ...session.shape })).default([]),
  /** Rows that die, by table: `vacuum` mends it. */
  dead: z.record(z.string(), z.number().int()).default({}),
  /** Disks that fill: GB. */
  fills: z.record(z.string(), z.number()).default({}),
  /** What instances log while it lasts, instead of some of their lines. */
  logs: z.strictObject({ workload: name, lines: z.array(z.string()).min(1) }).optional(),
  cures: z
    .array(
      z.strictObject({
        when: condition,
        /** Part of the trouble that is left. */
        leaves: share.default(0),
        /** How long it has to be so. */
        after: duration.default(0),
      }),
    )
    .default([]),
  /** It passes by itself after this long. */
  lasts: duration.optional(),
  /** What happens when it is over, mended or passed. */
  ends: z.array(deed).default([]),
  /** Workloads whose instances take no tasks while it lasts. */
  stalls: z.array(name).default([]),
})

export const fault = z.discriminatedUnion('kind', [
  badDeploy,
  queueBacklog,
  cacheMemory,
  cacheDown,
  databaseConnections,
  replicaLag,
  trouble,
])
