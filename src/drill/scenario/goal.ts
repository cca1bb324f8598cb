import type { System } from '../../range/system/system.ts'
import { gaugeAt } from '../../range/world/metrics.ts'
import { releaseOf, serving, type World } from '../../range/world/world.ts'
import type { Check, Comparison, Literal } from './check.ts'

/** What checks are made of. */
export interface Situation {
  world: World
  system: System
  /** Commands that ended well since the run began, as they were typed. */
  succeeded: readonly string[]
  /** Lines that commands of the run have shown. */
  shown: readonly string[]
  /** First column of the first row; null when there is none. @throws Error in PostgreSQL's words. */
  query(database: string, text: string): Promise<Literal>
}

/** What was seen of a check's facts. */
export type Seen = Record<string, Literal>

/**
 * Looks at what a check is about.
 * @throws Error when it cannot be seen: a database that does not answer.
 */
export async function look(check: Check, situation: Situation): Promise<Seen> {
  if (check.subject !== 'sql') return glance(check, situation)
  return { value: await situation.query(check.database ?? '', check.name) }
}

/** What can be seen without asking a database: of SQL nothing. */
export function glance(check: Check, situation: Omit<Situation, 'query'>): Seen {
  const { world, system, succeeded, shown } = situation
  switch (check.subject) {
    case 'world':
      return { value: at(world, check.name) }
    case 'sql':
      return {}
    case 'did': {
      const pattern = new RegExp(check.name)
      return { value: succeeded.filter((command) => pattern.test(command)).length }
    }
    case 'saw': {
      const pattern = new RegExp(check.name)
      return { value: shown.filter((line) => pattern.test(line)).length }
    }
    case 'alarm':
      return { state: world.alarms[check.name]?.state ?? null }
    case 'workload':
      return workloadFacts(world, system, check.name)
    case 'queue': {
      const queue = world.queues[check.name]
      return { waiting: queue?.waiting ?? null, lost: queue?.lost ?? null, cancelled: queue?.cancelled ?? null }
    }
    case 'cache':
      return cacheFacts(world, check.name)
    case 'database':
      return { connections: connections(world, system, check.name) }
    case 'thing':
      return { state: world.things[check.name]?.state ?? null }
  }
}

function workloadFacts(world: World, system: System, name: string): Seen {
  const workload = world.workloads[name]
  if (workload === undefined) return {}
  const spec = system.workloads.find((one) => one.name === name)
  const release = releaseOf(workload)
  const up = serving(workload)
  const isSteady = workload.rollouts.every((rollout) => rollout.finishedAt !== null)
  const allNew = workload.instances.every((i) => i.state === 'ready' && i.release === workload.release)
  return {
    healthy: isSteady && allNew && up.length === workload.desired,
    version: release.image.slice(`${spec?.repository}:`.length),
    revision: release.revision,
    replicas: workload.desired,
    serving: up.length,
    rollouts: workload.generation,
  }
}

function cacheFacts(world: World, name: string): Seen {
  const cache = world.caches[name]
  if (cache === undefined) return {}
  const used = world.tracks[`cache/${name}/used`]?.at(-1)?.[1] ?? 0
  return {
    up: cache.downSince === null,
    memory: used / cache.maxMemory,
    nodeType: cache.nodeType,
    primary: cache.primary,
    lost: cache.removed,
  }
}

function connections(world: World, system: System, name: string): number {
  const metric = { name: 'goal', labels: {}, source: 'connections' as const, of: name, jitter: 0, unit: 'None' }
  return gaugeAt(world, system, metric, world.now)
}

/** `caches/stratum-redis/nodeType`; `length` counts a list. `~1` stands for `/` in a name, as in JSON Pointer. */
function at(world: World, path: string): Literal {
  let value: unknown = world
  for (const part of path.split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value) && key === 'length') value = value.length
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, key))
      value = (value as Record<string, unknown>)[key]
    else return null
  }
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Literal)
}

/**
 * Why a check does not hold, in words; null when it does.
 *
 * @param before - What was seen of it when the run began.
 */
export function unmet(check: Check, seen: Seen, before: Seen | null): string | null {
  for (const [fact, wanted] of Object.entries(check.facts)) {
    const why = compare(seen[fact] ?? null, wanted, before?.[fact] ?? null)
    if (why !== null) return `${nameOf(check, fact)} ${why}`
  }
  return null
}

function nameOf(check: Check, fact: string): string {
  if (check.subject === 'did') return `what was done by "${check.name}"`
  if (check.subject === 'saw') return `what was shown of "${check.name}"`
  if (check.subject === 'sql') return `in ${check.database}, "${shorten(check.name)}"`
  if (check.subject === 'world') return check.name
  return `${check.subject} ${check.name}: ${fact}`
}

const shorten = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 80)

function compare(value: Literal, wanted: Comparison, before: Literal): string | null {
  const found = `is ${show(value)}`
  if (wanted.is !== undefined && !same(value, wanted.is)) return `${found}, not ${show(wanted.is)}`
  if (wanted.not !== undefined && same(value, wanted.not)) return `${found}, and should not be`
  const number = typeof value === 'number' ? value : Number(value)
  if (wanted.atLeast !== undefined && !(value !== null && number >= wanted.atLeast))
    return `${found}, less than ${wanted.atLeast}`
  if (wanted.atMost !== undefined && !(value !== null && number <= wanted.atMost))
    return `${found}, more than ${wanted.atMost}`
  if (wanted.changed === true && same(value, before)) return `${found}, as before`
  if (wanted.changed === false && !same(value, before)) return `${found}, and was ${show(before)}`
  return null
}

/** What databases and YAML write differently is the same: `1` and `"1"`, `t` and `true`. */
function same(a: Literal, b: Literal): boolean {
  const plain = (value: Literal) => (value === 't' ? 'true' : value === 'f' ? 'false' : String(value))
  return plain(a) === plain(b)
}

const show = (value: Literal) =>
  value === null ? 'not there' : typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value)
