import type { MetricSpec, System } from '../system/system.ts'
import { deadRowsAt, freeStorageAt } from './databases.ts'
import { random } from './random.ts'
import { valueAt } from './tracks.ts'
import { countRequests, errorShareAt } from './traffic.ts'
import { raisedAt } from './trouble.ts'
import type { World } from './world.ts'
import { trafficShare } from './writers.ts'

/** What of a metric says its value. */
export type Metric = Pick<MetricSpec, 'name' | 'labels' | 'source' | 'of' | 'jitter' | 'unit'> & Partial<MetricSpec>

/** One line of a metric: its labels, and what it was over a span or at a time. */
export interface Series {
  labels: Record<string, string>
  /** How much a counter grew between two times. */
  increase(from: number, to: number): number
  /** A gauge's value at a time; a counter's total. */
  at(time: number): number
}

/** Counters began this long before the world did. */
const COUNTED_BEFORE = 3_600_000

/** The lines of a metric. Counters are `requests`; everything else is a gauge. */
export function seriesOf(
  world: World,
  system: System,
  metric: MetricSpec,
  window: { from: number; to: number },
): Series[] {
  if (metric.source === 'requests') return requestSeries(world, system, metric, window)
  const at = (time: number) => gaugeAt(world, system, metric, time)
  return [{ labels: metric.labels, at, increase: (from, to) => at(to) - at(from) }]
}

function requestSeries(
  world: World,
  system: System,
  metric: MetricSpec,
  window: { from: number; to: number },
): Series[] {
  const of = metric.of ?? ''
  const memo = new Map<string, Map<string, number>>()
  const countsBetween = (from: number, to: number) => {
    const key = `${from} ${to}`
    let counts = memo.get(key)
    if (counts === undefined) {
      counts = new Map(
        countRequests(world, system, of, from, to).map((c) => [`${c.method} ${c.endpoint} ${c.status}`, c.count]),
      )
      memo.set(key, counts)
    }
    return counts
  }
  const wanted = countRequests(world, system, of, window.from, window.to).filter(
    (c) => metric.statusClass === undefined || Math.floor(c.status / 100) === metric.statusClass,
  )
  return wanted.map(({ method, endpoint, status }) => {
    const key = `${method} ${endpoint} ${status}`
    return {
      labels: { ...metric.labels, endpoint, method, status_code: String(status) },
      increase: (from, to) => countsBetween(from, to).get(key) ?? 0,
      at: (time) => Math.floor(countsBetween(world.origin - COUNTED_BEFORE, time).get(key) ?? 0),
    }
  })
}

/** A gauge at a time. Units as in system.yaml: connections, bytes, percent, seconds. */
export function gaugeAt(world: World, system: System, metric: Metric, time: number): number {
  return raisedAt(world, system, metric, gaugeAtRest(world, system, metric, time), time)
}

function gaugeAtRest(world: World, system: System, metric: Metric, time: number): number {
  const of = metric.of ?? ''
  const noise =
    1 + metric.jitter * (2 * random(world.seed, metric.name, of, Math.floor((time - world.origin) / 15_000)) - 1)
  switch (metric.source) {
    case 'serving':
      return valueAt(world, `${of}/serving`, time) - valueAt(world, `${of}/unhealthy`, time)
    case 'unhealthy':
      return valueAt(world, `${of}/unhealthy`, time)
    case 'connections':
      return Math.round(connectionsAt(world, system, of, time) * noise)
    case 'max-connections':
      return system.databases.find((d) => d.name === of)?.maxConnections ?? 0
    case 'memory-used':
      return Math.round(valueAt(world, `cache/${of}/used`, time) * noise)
    case 'memory-percent':
      return (100 * valueAt(world, `cache/${of}/used`, time) * noise) / valueAt(world, `cache/${of}/max`, time)
    case 'damaged-objects':
      return valueAt(world, `bucket/${of}/damaged`, time)
    case 'memory-max':
      return valueAt(world, `cache/${of}/max`, time)
    case 'depth':
      return Math.round(valueAt(world, `queue/${of}/depth`, time) * noise)
    case 'storage-free':
      return Math.round(freeStorageAt(world, system, of, time) * noise)
    case 'disk-used': {
      const mount = metric.which ?? ''
      return valueAt(world, `disk${mount}`, time) / (world.disks[mount]?.sizeGb ?? 1)
    }
    case 'dead-rows':
      return deadRowsAt(world, system, of, metric.which ?? '', time)
    case 'fact':
      return valueAt(world, `fact/${metric.which ?? ''}`, time)
    case 'error-share':
      return 100 * errorShareAt(world, system, of, time)
    case 'unmet':
      return 100 * valueAt(world, `unmet/${of}/${metric.which ?? ''}`, time)
    case 'fallback':
      return fallbackAt(world, system, of, time)
    case 'cache-connections':
      return Math.round(valueAt(world, `up/${of}`, time) * cacheClientsAt(world, system, time) * noise)
    case 'rds-lag':
      return valueAt(world, `rds/${of === '' ? metric.labels.DBInstanceIdentifier : of}/lag`, time) * noise
    case 'availability':
      return availabilityAt(world, system, of, time)
    case 'up':
      return valueAt(world, `up/${of}`, time)
    case 'replica-lag':
      return (metric.level ?? 0.4) * noise + lagAt(world, system, of, time)
    case 'latency':
      return latencyAt(world, system, of, time) * noise
    case 'cpu':
      return cpuAt(world, system, of, time) * noise
    default:
      return (metric.level ?? 0) * noise
  }
}

/** What the workloads' pools hold: a little more than half of them is in use at any time. */
function connectionsAt(world: World, system: System, database: string, time: number): number {
  let total = 6 + valueAt(world, `database/${database}/leaked`, time)
  for (const spec of system.workloads) {
    total += valueAt(world, `${spec.name}/serving`, time) * (spec.connections[database] ?? 0) * 0.55
  }
  return total
}

/** Percent of a workload's requests with a fallback that got it: those of needs whose failing is no error. */
function fallbackAt(world: World, system: System, name: string, time: number): number {
  const needs = system.workloads.find((w) => w.name === name)?.needs.filter((n) => n.status < 400) ?? []
  return 100 * Math.max(0, ...needs.map((n) => valueAt(world, `unmet/${name}/${n.on}`, time)))
}

/** Applications hold eight connections each to a cache. */
function cacheClientsAt(world: World, system: System, time: number): number {
  return 3 + 8 * system.workloads.reduce((sum, w) => sum + valueAt(world, `${w.name}/serving`, time), 0)
}

/** Percent of a host's users who are answered: each workload's part of the requests, less what fails there. */
function availabilityAt(world: World, system: System, name: string, time: number): number {
  const all = system.workloads.filter((w) => w.name === name || (w.family ?? w.name) === name)
  const parts = all.map((w) => ({
    part: trafficShare(world, w.name, time),
    fails: errorShareAt(world, system, w.name, time),
  }))
  const whole = parts.reduce((sum, p) => sum + p.part, 0)
  return whole === 0 ? 0 : (100 * parts.reduce((sum, p) => sum + p.part * (1 - p.fails), 0)) / whole
}

/** Seconds that a replica is behind because of a fault: it loses one a second, and wins five back once it is over. */
function lagAt(world: World, system: System, database: string, time: number): number {
  let lag = 0
  for (const fault of system.faults) {
    const active = world.faults.find((f) => f.name === fault.name)
    if (fault.kind !== 'replica-lag' || fault.database !== database || active === undefined) continue
    const since = time - active.at
    if (since < 0) continue
    lag += Math.max(0, Math.min(since, fault.lasts) - 5 * Math.max(0, since - fault.lasts)) / 1_000
  }
  return lag
}

/** Seconds. Failing requests wait for their time-out before they fail. */
function latencyAt(world: World, system: System, name: string, time: number): number {
  const endpoints = system.workloads.find((w) => w.name === name)?.traffic?.endpoints ?? []
  const mean = endpoints.reduce((sum, e) => sum + e.share * e.latencyMs, 0) / 1_000
  return mean * (1 + 4 * errorShareAt(world, system, name, time))
}

/** Percent of the CPU that a workload's instances use now, with what troubles make of it. */
export function loadOf(world: World, system: System, name: string): number {
  const metric = system.metrics.find((m) => m.source === 'cpu' && m.of === name)
  if (metric === undefined) return cpuAt(world, system, name, world.now)
  return gaugeAt(world, system, metric, world.now)
}

/** Percent of what the instances reserve: the fewer serve, the busier they are. */
export function cpuAt(world: World, system: System, name: string, time: number): number {
  const spec = system.workloads.find((w) => w.name === name)
  const up = valueAt(world, `${name}/serving`, time)
  return up === 0 || spec === undefined ? 0 : Math.min(100, (42 * spec.replicas) / up)
}
