import type { MetricSpec, System } from '../system/system.ts'
import { gaugeAt } from './metrics.ts'
import { countRequests } from './traffic.ts'
import type { World } from './world.ts'

/** One period of a CloudWatch metric, by its statistics' names. */
export interface Datapoint {
  at: number
  SampleCount: number
  Average: number
  Sum: number
  Minimum: number
  Maximum: number
}

/**
 * A metric's periods within [from, to), oldest first. Counts of requests have one sample a request, each worth 1, as
 * load balancers report them; gauges have one a minute.
 */
export function datapoints(
  world: World,
  system: System,
  metric: MetricSpec,
  { from, to, period }: { from: number; to: number; period: number },
): Datapoint[] {
  const result: Datapoint[] = []
  for (let start = Math.floor(from / period) * period; start < to; start += period) {
    const end = Math.min(start + period, world.now)
    if (end <= start) break
    const point =
      metric.source === 'requests'
        ? requestPoint(world, system, metric, start, end)
        : gaugePoint(world, system, metric, start, end)
    if (point !== null) result.push(point)
  }
  return result
}

function requestPoint(world: World, system: System, metric: MetricSpec, start: number, end: number): Datapoint | null {
  const total = countRequests(world, system, metric.of ?? '', start, end)
    .filter((c) => metric.statusClass === undefined || Math.floor(c.status / 100) === metric.statusClass)
    .reduce((sum, c) => sum + c.count, 0)
  const count = Math.floor(total)
  return count === 0 ? null : { at: start, SampleCount: count, Average: 1, Sum: count, Minimum: 1, Maximum: 1 }
}

function gaugePoint(world: World, system: System, metric: MetricSpec, start: number, end: number): Datapoint {
  const values: number[] = []
  for (let t = start; t < end; t += 60_000) values.push(gaugeAt(world, system, metric, t))
  const sum = values.reduce((a, b) => a + b, 0)
  return {
    at: start,
    SampleCount: values.length,
    Average: sum / values.length,
    Sum: sum,
    Minimum: Math.min(...values),
    Maximum: Math.max(...values),
  }
}
