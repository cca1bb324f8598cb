import * as z from 'zod'
import { aws, awsOfWorkload } from './aws.ts'
import { database, fact } from './databases.ts'
import { duration } from './duration.ts'
import { fault } from './faults.ts'
import { labels, name, share } from './name.ts'
import { host, record } from './network.ts'
import { cache, celery, queue } from './stores.ts'
import { autoscaler, bundle, checkout, disk, docker, file, program, repository, task } from './tools.ts'

/**
 * The format of `examples/<system>/system.yaml`: a production as data. What it does over time is `world/`'s business;
 * here is only what it is made of. Durations are written `30s`, `5m`, `9d` and become milliseconds.
 */
/** `25%` of the wanted instances, or a number of them. */
const portion = z.string().regex(/^\d+%$|^\d+$/, 'is neither a percentage such as 25% nor a number')

const endpoint = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().startsWith('/'),
  /** Its part of the traffic; all together they make 1. */
  share,
  /** Mean, of a request that succeeds. */
  latencyMs: z.number().positive().default(60),
})

const workload = z.strictObject({
  name,
  ...awsOfWorkload,
  title: z.string().optional(),
  container: name,
  /** The image without its tag. */
  repository: name,
  port: z.number().int().optional(),
  replicas: z.number().int().min(0),
  /** Fewer serving than this, and not by the fault's doing, is harm. */
  minimum: z.number().int().min(0),
  /** How many more than wanted, and how many fewer, a rolling deployment may have. */
  surge: portion.default('25%'),
  unavailable: portion.default('25%'),
  cpu: z.string().default('500m'),
  memory: z.string().default('1Gi'),
  startup: z.strictObject({
    /** Until a machine is found for it. */
    schedule: z.tuple([duration, duration]),
    /** Image pull and start, until it is ready. */
    boot: z.tuple([duration, duration]),
    drain: duration,
  }),
  env: labels,
  /** Oldest first; the last one is running. */
  releases: z
    .array(
      z.strictObject({
        revision: z.number().int().positive(),
        version: z.string(),
        age: duration,
        cause: z.string().optional(),
      }),
    )
    .min(1),
  /** Other versions that the image registry has. */
  published: z.array(z.string()).default([]),
  traffic: z
    .strictObject({ perSecond: z.number().positive(), errorShare: share, endpoints: z.array(endpoint).min(1) })
    .optional(),
  /** Connections one instance holds, by database. */
  connections: z.record(z.string(), z.number().int().positive()).default({}),
  log: z
    .strictObject({
      group: z.string().optional(),
      stream: z.string().optional(),
      format: z.enum(['text', 'json']).default('text'),
      lines: z.array(z.string()).default([]),
    })
    .default({ format: 'text', lines: [] }),
  /** What `kubectl exec` and `ecs execute-command` find in the container. */
  programs: z.array(program).default([]),
})

/** What a metric measures. `of` names the workload, database, cache or queue. */
const METRIC_SOURCES = [
  'requests',
  'latency',
  'serving',
  'unhealthy',
  'connections',
  'max-connections',
  'memory-used',
  'memory-max',
  'depth',
  'up',
  'replica-lag',
  'cpu',
  'storage-free',
  'disk-used',
  'dead-rows',
  'fact',
  'error-share',
  'unmet',
  'fallback',
  'cache-connections',
  'memory-percent',
  'damaged-objects',
  'rds-lag',
  'availability',
  'level',
] as const

const metric = z.strictObject({
  name: z.string().regex(/^[A-Za-z_:][A-Za-z0-9_:]*$/, 'is not the name of a metric'),
  /** With one it is CloudWatch's, without one it is Prometheus'. */
  namespace: z.string().optional(),
  labels,
  source: z.enum(METRIC_SOURCES),
  of: name.optional(),
  /** requests: only answers of this class. */
  statusClass: z.number().int().min(2).max(5).optional(),
  /** disk-used: the mount; dead-rows: the table; fact: its name; unmet: what the workload needs. */
  which: z.string().optional(),
  /** level: its mean; every source: how far it strays from it, as a part of it. */
  level: z.number().optional(),
  jitter: share.default(0.03),
  unit: z.string().default('None'),
})

const prometheusAlarm = z.strictObject({
  kind: z.literal('prometheus'),
  name,
  expr: z.string(),
  for: duration,
  every: duration.default(15_000),
  labels,
  annotations: labels,
})

const cloudwatchAlarm = z.strictObject({
  kind: z.literal('cloudwatch'),
  name,
  namespace: z.string(),
  metric: z.string(),
  dimensions: labels,
  statistic: z.enum(['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount']),
  period: duration,
  evaluationPeriods: z.number().int().positive(),
  datapointsToAlarm: z.number().int().positive().optional(),
  threshold: z.number(),
  comparison: z.enum([
    'GreaterThanThreshold',
    'GreaterThanOrEqualToThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  description: z.string().default(''),
  labels,
  annotations: labels,
})

export const systemSchema = z.strictObject({
  name,
  title: z.string(),
  platform: z.enum(['kubernetes', 'ecs', 'compose']),
  /** Virtual time at which a first world begins. */
  start: z.iso.datetime(),
  region: z.string(),
  account: z.string().regex(/^\d{12}$/, 'is not an account of 12 digits'),
  timing: z
    .strictObject({ command: duration.default(1_000), watchRepeats: z.number().int().positive().default(3) })
    .default({ command: 1_000, watchRepeats: 3 }),
  parameters: labels,
  kubernetes: z
    .strictObject({ context: name, version: z.string(), namespace: name, nodes: z.array(name).min(1) })
    .optional(),
  ecs: z
    .strictObject({
      cluster: name,
      subnets: z.array(name).min(1),
      securityGroups: z.array(name).min(1),
      targetGroups: z
        .array(
          z.strictObject({
            name,
            id: z.string(),
            loadBalancer: name,
            workload: name,
            port: z.number().int(),
            path: z.string(),
            region: z.string().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
  aws: aws.prefault({}),
  /** How much of what was written last may be lost when data is restored. */
  rpo: duration.default(3_600_000),
  workloads: z.array(workload).min(1),
  databases: z.array(database).default([]),
  caches: z.array(cache).default([]),
  queues: z.array(queue).default([]),
  celery: celery.optional(),
  metrics: z.array(metric).default([]),
  alarms: z.array(z.discriminatedUnion('kind', [prometheusAlarm, cloudwatchAlarm])).default([]),
  hosts: z.array(host).default([]),
  faults: z.array(fault).default([]),
  facts: z.array(fact).default([]),
  dns: z.array(record).default([]),
  /** On the responder's own machine. */
  programs: z.array(program).default([]),
  tasks: z.array(task).default([]),
  repository: repository.optional(),
  docker: docker.optional(),
  files: z.array(file).default([]),
  disks: z.array(disk).default([]),
  checkout: z.array(checkout).default([]),
  autoscalers: z.array(autoscaler).default([]),
  bundles: z.array(bundle).default([]),
})

export type * from './aws.ts'
export type System = z.output<typeof systemSchema>
export type { Condition } from './conditions.ts'
export type { Deed } from './deeds.ts'
export type WorkloadSpec = System['workloads'][number]
export type DatabaseSpec = System['databases'][number]
export type CacheSpec = System['caches'][number]
export type KeyFamilySpec = CacheSpec['families'][number]
export type QueueSpec = System['queues'][number]
export type MetricSpec = System['metrics'][number]
export type AlarmSpec = System['alarms'][number]
export type HostSpec = System['hosts'][number]
export type FaultSpec = System['faults'][number]
export type ProgramSpec = System['programs'][number]
export type MigrationSpec = DatabaseSpec['migrations'][number]
/** A version that is broken. */
export type DeployFault = Extract<FaultSpec, { kind: 'bad-deploy' }>
/** Something that lasts until what mends it is done. */
export type TroubleFault = Extract<FaultSpec, { kind: 'trouble' }>
