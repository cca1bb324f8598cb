import * as z from 'zod'
import { duration } from './duration.ts'
import { labels, name, share } from './name.ts'

/** What of AWS a system has beside services, databases and caches: the `aws` section of system.yaml. */

/** Objects of one kind, numbered: `<prefix><n><suffix>`. The newest came just before the world began. */
const objectFamily = z.strictObject({
  prefix: z.string(),
  suffix: z.string().default(''),
  count: z.number().int().min(0),
  bytes: z.number().int().positive(),
  /** How many are uploaded in an hour. */
  perHour: z.number().positive(),
})

const bucket = z.strictObject({
  name,
  region: z.string().optional(),
  versioned: z.boolean().default(false),
  families: z.array(objectFamily).default([]),
  objects: z
    .array(
      z.strictObject({ key: z.string(), bytes: z.number().int().min(0), age: duration, text: z.string().optional() }),
    )
    .default([]),
  /** It holds what another bucket held so long ago. */
  copyOf: z.strictObject({ bucket: name, age: duration }).optional(),
  policy: z.string().optional(),
})

const secret = z.strictObject({
  name,
  region: z.string().optional(),
  value: z.string(),
  /** The database whose password it holds. */
  database: name.optional(),
  /** The provider that knows it. */
  provider: name.optional(),
  age: duration.default(90 * 86_400_000),
})

const parameter = z.strictObject({
  name: z.string().startsWith('/'),
  type: z.enum(['String', 'StringList', 'SecureString']).default('String'),
  value: z.string(),
})

const certificate = z.strictObject({
  /** The last part of its ARN. */
  id: z.string(),
  region: z.string().optional(),
  domain: z.string(),
  alternatives: z.array(z.string()).default([]),
  status: z.enum(['ISSUED', 'PENDING_VALIDATION', 'EXPIRED', 'FAILED']).default('ISSUED'),
  /** Until it ends. */
  left: duration.default(200 * 86_400_000),
  /** The CNAME that proves who owns the domain. */
  validation: z.strictObject({ name: z.string(), value: z.string() }),
})

const distribution = z.strictObject({
  id: z.string(),
  domain: z.string(),
  aliases: z.array(z.string()).default([]),
  origin: z.string(),
  /** Id of a certificate. */
  certificate: z.string().optional(),
})

const record = z.strictObject({
  name: z.string(),
  type: z.enum(['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'NS', 'SOA']),
  ttl: z.number().int().positive().optional(),
  values: z.array(z.string()).default([]),
  /** The DNS name of a load balancer or distribution. */
  alias: z.string().optional(),
  set: z.string().optional(),
  failover: z.enum(['PRIMARY', 'SECONDARY']).optional(),
  weight: z.number().int().min(0).optional(),
  healthCheck: z.string().optional(),
})

const zone = z.strictObject({ id: z.string(), name: z.string(), records: z.array(record).default([]) })

/** Route 53 asks a load balancer itself whether somebody answers. */
const healthCheck = z.strictObject({
  id: z.string(),
  balancer: name,
  port: z.number().int().default(443),
  path: z.string(),
})

const balancer = z.strictObject({
  name,
  id: z.string(),
  region: z.string().optional(),
  listeners: z.array(
    z.strictObject({
      id: z.string(),
      port: z.number().int(),
      protocol: z.enum(['HTTP', 'HTTPS']).default('HTTPS'),
      /** Weights of target groups, by their name. */
      forward: z.record(z.string(), z.number().int().min(0)),
    }),
  ),
})

/** CodeDeploy's blue and green: two workloads of the range, one service of ECS. */
const blueGreen = z.strictObject({
  application: name,
  group: name,
  blue: name,
  green: name,
  /** `balancer/listener port` whose weights it moves. */
  listener: z.strictObject({ balancer: name, port: z.number().int() }),
})

const scaling = z.strictObject({
  workload: name,
  min: z.number().int().min(0),
  max: z.number().int().positive(),
  /** Percent of CPU. */
  target: z.number().positive(),
  policy: name,
  suspended: z.boolean().default(false),
})

/** A family of task definitions that no service runs: migrations, one-off jobs. */
const taskFamily = z.strictObject({
  family: name,
  container: name,
  repository: name,
  version: z.string(),
  revision: z.number().int().positive().default(1),
  /** What it runs when nothing else is said. */
  command: z.array(z.string()),
  /** The workload whose container it is like: its programs, its database. */
  like: name,
  logGroup: z.string(),
  takes: duration.default(35_000),
  networkMode: z.enum(['awsvpc', 'bridge']).default('awsvpc'),
})

/** A company whose API the system calls. */
const provider = z.strictObject({
  name,
  /** Keys it knows match this. */
  keys: z.string().default('.'),
})

/** A task that the cluster starts by itself, as EventBridge's rules and Scheduler's schedules do. */
const rule = z.strictObject({
  name,
  /** `rate(1 hour)`, `cron(0 4 * * ? *)` */
  schedule: z.string(),
  description: z.string().default(''),
  enabled: z.boolean().default(true),
})

export const aws = z.strictObject({
  buckets: z.array(bucket).default([]),
  secrets: z.array(secret).default([]),
  parameters: z.array(parameter).default([]),
  certificates: z.array(certificate).default([]),
  distributions: z.array(distribution).default([]),
  zones: z.array(zone).default([]),
  balancers: z.array(balancer).default([]),
  healthChecks: z.array(healthCheck).default([]),
  blueGreen: z.array(blueGreen).default([]),
  scaling: z.array(scaling).default([]),
  taskFamilies: z.array(taskFamily).default([]),
  providers: z.array(provider).default([]),
  rules: z.array(rule).default([]),
  topics: z.array(name).default([]),
})

/** What a workload's requests need beside its own instances, and which of them fail without it. */
export const need = z.strictObject({
  /** A database, cache, bucket or provider. */
  on: name,
  /** Absent: all of them. */
  paths: z.array(z.string()).optional(),
  /** Part of those that fail. */
  share: share.default(1),
  /** 200: there is a fallback answer, which nobody calls an error. */
  status: z.number().int().default(503),
  /** What instances log then. */
  logs: z.array(z.string()).default([]),
  /** Instances use it only while this parameter had that value when they began. */
  when: z.strictObject({ parameter: z.string(), is: z.string() }).optional(),
})

/** What belongs to AWS of a workload. */
export const awsOfWorkload = {
  region: z.string().optional(),
  cluster: name.optional(),
  /** Its family of task definitions, when it is not called as the service is. */
  family: name.optional(),
  /** Secrets its tasks read when they start, by the variable they arrive in. */
  secrets: labels,
  /** Which database it writes to; the variable or secret whose value decides when it names another. */
  database: z.strictObject({ name, env: z.string().optional(), secret: name.optional() }).optional(),
  needs: z.array(need).default([]),
  /** Instances that began while the parameter had that value only read. */
  readOnly: z.strictObject({ parameter: z.string(), is: z.string() }).optional(),
}

/** What belongs to AWS of a database. */
export const awsOfDatabase = {
  region: z.string().optional(),
  /** Rows that applications write in a second, on a normal day. */
  writesPerSecond: z.number().min(0).default(0),
  /** Percent, on a normal day. */
  cpu: z.number().positive().default(28),
  /** The name of the secret with its password. */
  secret: name.optional(),
}

export type AwsSpec = z.output<typeof aws>
export type BucketSpec = AwsSpec['buckets'][number]
export type ObjectFamilySpec = BucketSpec['families'][number]
export type NeedSpec = z.output<typeof need>
export type TaskFamilySpec = AwsSpec['taskFamilies'][number]
export type BlueGreenSpec = AwsSpec['blueGreen'][number]
