import type { System, WorkloadSpec } from '../system/system.ts'
import { deployFaults } from './defects.ts'
import { random } from './random.ts'
import { specOf } from './rollout.ts'
import { changesWithin, valueAt } from './tracks.ts'
import type { World } from './world.ts'
import { trafficShare } from './writers.ts'

/** Requests that were answered, of one endpoint and with one status. */
export interface RequestCount {
  method: string
  endpoint: string
  status: number
  count: number
}

const MINUTE = 60_000

/**
 * How many requests a workload answered between two times, by endpoint and status.
 *
 * Traffic is a function of time, not something that is stored: it is steady within a minute and between two changes
 * of what serves, so that a window of five minutes is a handful of pieces.
 */
export function countRequests(world: World, system: System, name: string, from: number, to: number): RequestCount[] {
  const spec = specOf(system, name)
  const { traffic } = spec
  if (traffic === undefined || to <= from) return []
  const active = new Set(world.faults.map((f) => f.name))
  const faults = deployFaults(system, name).filter((f) => active.has(f.name))
  const needs = spec.needs.map((need) => ({ need, key: `unmet/${name}/${need.on}` }))
  const outages = system.faults.filter((f) => f.impact?.workload === name && active.has(f.name))
  const counts: RequestCount[] = []
  // By endpoint, then by status: this is asked for every rule, every few seconds, over five minutes.
  const known = traffic.endpoints.map(() => new Map<number, RequestCount>())
  const add = (i: number, status: number, count: number) => {
    if (count <= 0) return
    const found = known[i]?.get(status)
    if (found !== undefined) {
      found.count += count
      return
    }
    const { method = 'GET', path: endpoint = '' } = traffic.endpoints[i] ?? {}
    const first = { method, endpoint, status, count }
    known[i]?.set(status, first)
    counts.push(first)
  }

  const keys = [
    `${name}/serving`,
    `traffic/${name}`,
    ...needs.map(({ key }) => key),
    ...faults.map((f) => `${name}/sick/${f.name}`),
    ...outages.map((f) => `fault/${f.name}`),
  ]
  for (const [start, end] of pieces(world, keys, from, to)) {
    const requests = (requestsPerSecond(world, spec, start) * trafficShare(world, name, start) * (end - start)) / 1_000
    const nobodyServes = valueAt(world, `${name}/serving`, start) === 0
    for (const [i, { method, path, share }] of traffic.endpoints.entries()) {
      const all = requests * share
      if (nobodyServes) {
        add(i, 503, all)
        continue
      }
      let failed = 0
      for (const fault of faults) {
        const part = valueAt(world, `${name}/sick/${fault.name}`, start) * (fault.defect.errors[path] ?? 0)
        add(i, fault.defect.status, all * part)
        failed += part
      }
      for (const { name: fault, impact } of outages) {
        const part = valueAt(world, `fault/${fault}`, start) * (impact?.errors[path] ?? 0) * Math.max(0, 1 - failed)
        add(i, impact?.status ?? 503, all * part)
        failed += part
      }
      for (const { need, key } of needs) {
        if (need.status < 400 || (need.paths !== undefined && !need.paths.includes(path))) continue
        const part = valueAt(world, key, start) * need.share * Math.max(0, 1 - failed)
        add(i, need.status, all * part)
        failed += part
      }
      const rest = Math.max(0, 1 - failed)
      add(i, 502, all * rest * traffic.errorShare)
      add(i, 404, all * rest * 0.004)
      add(i, method === 'POST' ? 201 : 200, all * rest * (1 - traffic.errorShare - 0.004))
    }
  }
  return counts
}

/** Part of a workload's requests at a time that are answered with 5xx: 0…1. */
export function errorShareAt(world: World, system: System, name: string, at: number): number {
  const counts = countRequests(world, system, name, at, at + 1)
  const all = counts.reduce((sum, c) => sum + c.count, 0)
  const bad = counts.reduce((sum, c) => sum + (c.status >= 500 ? c.count : 0), 0)
  return all === 0 ? 0 : bad / all
}

/** Requests per second: a day's curve with its top in the early afternoon (UTC), and a little noise by the minute. */
function requestsPerSecond(world: World, spec: WorkloadSpec, at: number): number {
  const hour = ((at / 3_600_000) % 24) - 14
  const curve = 1 + 0.25 * Math.cos((hour / 24) * 2 * Math.PI)
  const minute = Math.floor((at - world.origin) / MINUTE)
  return (spec.traffic?.perSecond ?? 0) * curve * (0.97 + 0.06 * random(world.seed, spec.name, 'traffic', minute))
}

function* pieces(world: World, keys: readonly string[], from: number, to: number): Generator<[number, number]> {
  const cuts = changesWithin(world, keys, from, to)
  const firstMinute = world.origin + (Math.floor((from - world.origin) / MINUTE) + 1) * MINUTE
  for (let at = firstMinute; at < to; at += MINUTE) cuts.push(at)
  cuts.sort((a, b) => a - b)
  let start = from
  for (const cut of cuts) {
    if (cut > start) yield [start, cut]
    start = cut
  }
  if (to > start) yield [start, to]
}
