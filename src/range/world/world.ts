import type { AwsState } from './aws-state.ts'

/**
 * The state of a simulated production: plain JSON, so that it is a row in the database and survives a crash.
 * Times are milliseconds since 1970 of the *virtual* clock. `System` says what it is made of, and is no part of it.
 */
export interface World {
  system: string
  seed: number
  /** When it began: traffic and noise count from here, so that the same seed tells the same story on any day. */
  origin: number
  now: number
  /** Numbers events and things, in order of birth. */
  counter: number
  workloads: Record<string, Workload>
  caches: Record<string, CacheState>
  queues: Record<string, QueueState>
  databases: Record<string, DatabaseState>
  aws: AwsState
  /** What will happen, soonest first. */
  agenda: Happening[]
  /** How quantities went over time: steps, oldest first. */
  tracks: Record<string, Track>
  alarms: Record<string, AlarmState>
  faults: ActiveFault[]
  /** What the platform reports about its workloads, oldest first. */
  notices: Notice[]
  /** Transitions of alarms that were not delivered yet. */
  outbox: AlarmTransition[]
  violations: Violation[]
  /** What commands made: snapshots and the like, by kind and name. */
  things: Record<string, Thing>
  /** What the system's `facts` counted last, by name. */
  facts: Record<string, number>
  /** What was carried out, by the mark it leaves: when it last was. */
  marks: Record<string, number>
  /** Statements that wait for the database, oldest first: the world itself is no part of it. */
  pendingSql: PendingSql[]
  files: Record<string, { bytes: number; modifiedAt: number }>
  disks: Record<string, { sizeGb: number; usedGb: number }>
  autoscalers: Record<string, { min: number; max: number; target: number }>
  /** Secrets and ConfigMaps of a cluster, by kind and name. */
  bundles: Record<string, Record<string, string>>
}

export interface PendingSql {
  database: string
  /** `:name` stands for a value. */
  text: string
  values: Record<string, string>
}

/** `[from, value]`: the value holds until the next step. */
export type Track = [number, number][]

export interface Workload {
  name: string
  desired: number
  /** As in system.yaml, until a command changes it. */
  surge: string
  unavailable: string
  releases: Release[]
  /** Id of the wanted one. */
  release: string
  /** One more with every rollout; instances of an older one are to go. */
  generation: number
  /** Oldest first; the last one is the newest. */
  rollouts: Rollout[]
  /** Alive, oldest first. */
  instances: Instance[]
  /** Gone within the last hour, oldest first. */
  stopped: Instance[]
  paused: boolean
  /** How many the fault took out of service that nothing has replaced yet. */
  lostToFault: number
  /** The last command that changed it: whom to blame for a broken invariant. */
  lastCommand: string | null
  createdAt: number
}

/** A version of what runs: a ReplicaSet's template, a revision of a task definition. */
export interface Release {
  id: string
  /** Kubernetes gives a release that comes back a new one. */
  revision: number
  image: string
  env: Record<string, string>
  cpu: string
  memory: string
  cause: string | null
  createdAt: number
  /** Kubernetes' restart annotation: what makes a restarted template another one. */
  restartedAt: string | null
}

export interface Rollout {
  id: string
  generation: number
  release: string
  startedAt: number
  finishedAt: number | null
  forced: boolean
}

/** Sick ones serve, but badly. Draining ones finish what they have. */
export type InstanceState = 'pending' | 'starting' | 'ready' | 'sick' | 'draining' | 'stopped'

export interface Instance {
  /** 32 hexadecimal digits. */
  id: string
  /** A pod's name. */
  name: string
  release: string
  generation: number
  state: InstanceState
  ip: string
  node: string
  createdAt: number
  startedAt: number | null
  readyAt: number | null
  sickAt: number | null
  drainingAt: number | null
  stoppedAt: number | null
  /** Why it cannot start, or why it was stopped. */
  reason: string | null
  /** What it read when it began: versions of secrets, values of parameters. */
  read?: Record<string, string>
}

export type Happening =
  | { at: number; n: number; kind: 'instance'; workload: string; instance: string }
  | { at: number; n: number; kind: 'evaluate'; alarm: string }
  | { at: number; n: number; kind: 'thing'; thing: string; state: string }
  | { at: number; n: number; kind: 'flow' }
  | { at: number; n: number; kind: 'aws'; what: string; id: string }
  | { at: number; n: number; kind: 'forget' }

export interface AlarmState {
  state: 'ok' | 'pending' | 'firing'
  /** Since when it is in this state. */
  since: number
  /** When the condition began to hold; null while it does not. */
  activeAt: number | null
  value: number | null
  reason: string
}

export interface AlarmTransition {
  /** Ascending. */
  n: number
  alarm: string
  status: 'firing' | 'resolved'
  startsAt: number
  endsAt: number | null
  value: number | null
  /** Given when the system was broken. */
  runbookUrl: string | null
}

export interface ActiveFault {
  name: string
  at: number
  /** bad-deploy: the image that carries the defect, and whose it is. */
  image: string | null
  workload: string | null
  runbookUrl: string | null
  /** trouble: since when what mends it has held, by its place among the fault's cures. */
  cures?: Record<string, number>
}

export interface Notice {
  n: number
  at: number
  workload: string
  kind: 'rollout' | 'started' | 'ready' | 'stopped' | 'draining' | 'unhealthy' | 'pull-failed' | 'scaled' | 'steady'
  instances: string[]
  release: string
  detail: string
}

export interface Violation {
  at: number
  invariant: 'minimum-serving' | 'nothing-lost' | 'single-writer' | 'locked-out' | 'within-reach'
  /** The workload, queue, cache or database that suffered. */
  workload: string
  /** The command that did it. */
  command: string
  text: string
}

export interface Thing {
  kind: string
  name: string
  state: string
  createdAt: number
  fields: Record<string, string | number | boolean>
}

export interface DatabaseState {
  name: string
  /** Sessions that belong to no workload's pool. */
  leaked: LeftSession[]
  /** How many of its migrations it has. */
  migrated: number
  instanceClass: string
  storageGb: number
  /** Of it used when the world began, less and more what came and went; growth comes on top. */
  usedGb: number
  /** Dead rows, by table. */
  dead: Record<string, number>
  vacuumedAt: Record<string, number>
  analyzedAt: Record<string, number>
  /** pg_stat_statements was reset: nothing from before counts. */
  statementsSince: number | null
}

export interface LeftSession {
  pid: number
  application: string
  since: number
  state?: 'active' | 'idle' | 'idle in transaction'
  query?: string
  wait?: { type: string; event: string } | null
  blockedBy?: string | null
  table?: string | null
}

/** A Redis: what it holds, by key. Keys of a family are counted, the others are kept. */
export interface CacheState {
  name: string
  /** Since when the primary does not answer; null while it does. */
  downSince: number | null
  /** Bytes. */
  maxMemory: number
  nodeType: string
  replicas: number
  /** Which member is the primary, from 1. */
  primary: number
  policy: string
  families: Record<string, KeyFamily>
  keys: Record<string, StoredKey>
  evicted: number
  expired: number
  /** Keys that `FLUSHALL`, `DEL` and the like took. */
  removed: number
}

/** Keys numbered `first`…`next - 1`, without the removed ones. */
export interface KeyFamily {
  first: number
  next: number
  /** Ascending. */
  removed: number[]
  /** Part of a key that is to be made next. */
  carry: number
  /** Of those a command gave a time to live: when they go, by number. */
  expiring: Record<string, number>
}

export type StoredKey = { expiresAt: number | null } & (
  | { type: 'string'; value: string }
  | { type: 'list'; items: string[] }
  | { type: 'set'; items: string[] }
  | { type: 'hash'; fields: Record<string, string> }
)

/**
 * Tasks that wait. They are acknowledged when they are done, not when they begin: what a worker had when it died still
 * waits. At all times `begun + arrived = waiting + done + lost`.
 */
export interface QueueState {
  name: string
  begun: number
  waiting: number
  arrived: number
  done: number
  /** Purged, flushed or deleted. */
  lost: number
  /** Refused by a broker that was down or full. */
  refused: number
  arrivalCarry: number
  doneCarry: number
  /** No worker takes from it: `control cancel_consumer`. */
  cancelled: boolean
}

/** Instances that take requests. */
export function serving(workload: Pick<Workload, 'instances'>): Instance[] {
  return workload.instances.filter((i) => i.state === 'ready' || i.state === 'sick')
}

export function releaseOf(workload: Workload, id: string = workload.release): Release {
  const release = workload.releases.find((r) => r.id === id)
  if (release === undefined) throw new Error(`${workload.name} has no release ${id}`)
  return release
}

export function workloadOf(world: World, name: string): Workload {
  const workload = world.workloads[name]
  if (workload === undefined) throw new Error(`the world has no workload ${name}`)
  return workload
}
