/** What AWS keeps of a production beside its workloads: plain JSON, like the rest of the world. Times are milliseconds. */
export interface AwsState {
  /** By identifier, which a command may change. */
  rds: Record<string, DatabaseInstance>
  buckets: Record<string, BucketState>
  secrets: Record<string, SecretState>
  parameters: Record<string, ParameterState>
  certificates: Record<string, CertificateState>
  zones: Record<string, ZoneState>
  /** By `balancer/port`. */
  listeners: Record<string, ListenerState>
  deployments: Record<string, BlueGreenDeployment>
  /** By workload. */
  scaling: Record<string, ScalingState>
  /** Tasks that no service runs, oldest first. */
  tasks: StandaloneTask[]
  /** Revisions registered for families that no service runs, beside the one of system.yaml. */
  families: Record<string, FamilyRevision[]>
  rules: Record<string, { enabled: boolean }>
  providers: Record<string, { downSince: number | null; refused: string | null }>
  /** Which instance the applications write to, and what it held at the last look, by the database of system.yaml. */
  inUse: Record<string, { id: string; lineage: [history: string, rows: number][] }>
  /** Part of the requests that a need fails now, by `workload/need`. */
  unmet: Record<string, number>
  /** How messages went out, oldest first. */
  published: { topic: string; at: number; subject: string; message: string }[]
}

/** One RDS instance. */
export interface DatabaseInstance {
  id: string
  /** The database of system.yaml it is, or came from. */
  of: string
  region: string
  /** As RDS says it: `available`, `modifying`, `rebooting`… */
  status: string
  /** Does it answer? */
  up: boolean
  class: string
  storageGb: number
  multiAz: boolean
  /** 0 or 1: where the primary of a Multi-AZ pair is. */
  zone: number
  host: string
  /** Counts the passwords it has had; secrets hold one of them. */
  password: string
  passwordSince: number
  retentionDays: number
  protected: boolean
  replicaOf: string | null
  createdAt: number
  /** What it holds: rows of each history, in the order they were taken over. The last one is its own. */
  lineage: [history: string, rows: number][]
  /** Rows a second that are being written, since `settledAt`. */
  rate: number
  settledAt: number
  /** Part of normal speed at which a replica follows; 1 is as fast as the primary writes and more. */
  follows: number
  /** It holds rows that a fault spoilt: those of a history after so many. */
  spoilt: { history: string; after: number } | null
  lastCommand: string | null
}

/** Objects that were touched since the world began have versions of their own; others are as system.yaml says. */
export interface BucketState {
  name: string
  policy: string | null
  versioning: boolean
  /** By key, oldest version first. */
  touched: Record<string, ObjectVersion[]>
}

export interface ObjectVersion {
  id: string
  at: number
  bytes: number
  etag: string
  /** A delete marker. */
  marker: boolean
  /** Someone overwrote it with rubbish. */
  spoilt: boolean
  text: string | null
}

export interface SecretState {
  name: string
  /** Oldest first; the last one is AWSCURRENT. */
  versions: { id: string; at: number; value: string }[]
  deletedAt: number | null
}

export interface ParameterState {
  name: string
  type: string
  /** Oldest first. */
  versions: { value: string; at: number }[]
}

export interface CertificateState {
  id: string
  status: string
  notAfter: number
  renewal: string | null
  /** Why the renewal failed. */
  reason: string | null
}

export interface DnsRecord {
  name: string
  type: string
  ttl: number | null
  values: string[]
  alias: { zone: string; name: string; evaluate: boolean } | null
  set: string | null
  failover: 'PRIMARY' | 'SECONDARY' | null
  weight: number | null
  healthCheck: string | null
}

export interface ZoneState {
  id: string
  name: string
  records: DnsRecord[]
  /** What resolvers still believe: the records as they were a time to live ago. */
  believed: DnsRecord[]
}

export interface ListenerState {
  /** Weights, by target group's name. */
  forward: Record<string, number>
}

export interface BlueGreenDeployment {
  id: string
  application: string
  status: 'InProgress' | 'Succeeded' | 'Stopped' | 'Failed'
  creator: string
  description: string
  /** Task definition it brings, and the one it replaces. */
  release: string
  createdAt: number
  finishedAt: number | null
  rollbackOf: string | null
  /** CodeDeploy itself does not move. */
  stuck: boolean
}

export interface ScalingState {
  min: number
  max: number
  suspended: boolean
  /** Minutes in a row that were too busy, or idle. */
  busy: number
  idle: number
}

export interface FamilyRevision {
  revision: number
  image: string
  command: string[]
}

export interface StandaloneTask {
  id: string
  family: string
  revision: number
  command: string[]
  group: string
  createdAt: number
  startedAt: number
  stoppedAt: number
  exitCode: number
  /** What it wrote to its log. */
  output: string[]
}
