import type { NeedSpec, System, WorkloadSpec } from '../system/system.ts'
import { defectOf } from './defects.ts'
import { HEX, pick, random, randomText } from './random.ts'
import { specOf } from './rollout.ts'
import { valueAt } from './tracks.ts'
import { type Instance, releaseOf, type Workload, type World } from './world.ts'

export interface LogLine {
  at: number
  instance: Instance
  text: string
}

/** About one line per instance in this time; production would write more, and say no more with it. */
const EVERY = 5_000

/**
 * What an instance wrote within [from, to), oldest first. Lines are made when someone looks, from the seed: the same
 * ones whoever looks, and however often.
 */
export function logLines(
  world: World,
  system: System,
  workload: Workload,
  instance: Instance,
  from: number,
  to: number,
): LogLine[] {
  const spec = specOf(system, workload.name)
  const begin = instance.startedAt ?? Number.POSITIVE_INFINITY
  const end = Math.min(to, world.now + 1, instance.stoppedAt ?? Number.POSITIVE_INFINITY)
  const lines: LogLine[] = []
  if (begin >= from && begin < end)
    lines.push(line(world, spec, instance, begin, 'INFO', `starting ${releaseOf(workload, instance.release).image}`, 0))
  // Slots count from the world's begin, so that the same seed writes the same lines on any day.
  const first = Math.floor((Math.max(from, begin) - world.origin) / EVERY)
  for (let slot = first; world.origin + slot * EVERY < end; slot++) {
    const at = world.origin + slot * EVERY + Math.floor(random(world.seed, instance.id, slot, 'at') * EVERY)
    if (at < Math.max(from, begin + 1) || at >= end) continue
    lines.push(lineAt(world, system, spec, workload, instance, at, slot))
  }
  return lines
}

function lineAt(
  world: World,
  system: System,
  spec: WorkloadSpec,
  workload: Workload,
  instance: Instance,
  at: number,
  slot: number,
): LogLine {
  const key = [world.seed, instance.id, slot] as const
  if (instance.readyAt === null || at < instance.readyAt)
    return line(world, spec, instance, at, 'INFO', 'waiting for application startup', slot)
  const endpoints = spec.traffic?.endpoints ?? []
  const said = troubleLine(world, system, spec.name, at, key)
  if (said !== null) return line(world, spec, instance, at, said.level, fill(said.text, key), slot)
  if (endpoints.length === 0)
    return line(
      world,
      spec,
      instance,
      at,
      'INFO',
      fill(pick(spec.log.lines.length > 0 ? spec.log.lines : ['idle'], ...key, 'line'), key),
      slot,
    )

  const endpoint = weighted(endpoints, random(...key, 'endpoint'))
  const fault =
    instance.sickAt !== null && at >= instance.sickAt ? defectOf(world, system, workload, instance.release) : null
  const failing = fault?.defect.errors[endpoint.path] ?? 0
  const request = `${endpoint.method} ${endpoint.path}`
  if (fault !== null && random(...key, 'failed') < failing) {
    const message = fill(pick(fault.defect.logs, ...key, 'message'), key)
    return line(world, spec, instance, at, 'ERROR', `${request} ${fault.defect.status} ${message}`, slot)
  }
  const unmet = unmetNeed(world, spec, endpoint.path, at, random(...key, 'unmet'))
  if (unmet !== null) {
    const message = fill(pick(unmet.logs, ...key, 'message'), key)
    return line(world, spec, instance, at, 'ERROR', `${request} ${unmet.status} ${message}`, slot)
  }
  if (random(...key, 'failed') < (spec.traffic?.errorShare ?? 0))
    return line(world, spec, instance, at, 'ERROR', `${request} 502 upstream closed the connection`, slot)
  const own = spec.log.lines
  if (own.length > 0 && random(...key, 'own') < 0.2)
    return line(world, spec, instance, at, 'INFO', fill(pick(own, ...key, 'line'), key), slot)
  const ms = Math.round(endpoint.latencyMs * (0.6 + 0.8 * random(...key, 'ms')))
  return line(world, spec, instance, at, 'INFO', `${request} ${endpoint.method === 'POST' ? 201 : 200} ${ms}ms`, slot)
}

/** What a request needs and does not get at a time, that instances log. */
function unmetNeed(world: World, spec: WorkloadSpec, path: string, at: number, chance: number): NeedSpec | null {
  const found = spec.needs.find(
    (n) =>
      n.logs.length > 0 &&
      (n.paths === undefined || n.paths.includes(path)) &&
      chance < valueAt(world, `unmet/${spec.name}/${n.on}`, at) * n.share,
  )
  return found ?? null
}

/** What a trouble makes an instance say at a time; a third of its lines. */
function troubleLine(
  world: World,
  system: System,
  workload: string,
  at: number,
  key: readonly (string | number)[],
): { level: string; text: string } | null {
  for (const active of world.faults) {
    const fault = system.faults.find((f) => f.name === active.name)
    if (fault?.kind !== 'trouble' || fault.logs?.workload !== workload || at < active.at) continue
    const track = world.tracks[`fault/${fault.name}`] ?? []
    const left = track.findLast(([from]) => from <= at)?.[1] ?? 0
    if (left === 0 || random(...key, 'trouble', fault.name) > 0.35) continue
    const text = pick(fault.logs.lines, ...key, 'trouble line')
    const [, level, rest] = /^(INFO|WARNING|ERROR) (.*)$/s.exec(text) ?? []
    return { level: level ?? 'ERROR', text: rest ?? text }
  }
  return null
}

function line(
  world: World,
  spec: WorkloadSpec,
  instance: Instance,
  at: number,
  level: string,
  message: string,
  slot: number,
): LogLine {
  const time = new Date(at).toISOString()
  const request = randomText(HEX, 12, world.seed, instance.id, slot, 'request')
  const text =
    spec.log.format === 'json'
      ? JSON.stringify({ timestamp: time, level, logger: spec.container, message, request_id: request })
      : `${time} ${level} [${spec.container}] request_id=${request} ${message}`
  return { at, instance, text }
}

function weighted<T extends { share: number }>(list: readonly T[], at: number): T {
  let left = at
  for (const item of list) {
    left -= item.share
    if (left < 0) return item
  }
  const last = list.at(-1)
  if (last === undefined) throw new Error('weighted: the list is empty')
  return last
}

/** `{n}` in a message becomes a number, `{id}` eight hexadecimal digits. */
function fill(template: string, key: readonly (string | number)[]): string {
  return template
    .replaceAll('{n}', () => String(1 + Math.floor(random(...key, 'n') * 4_000)))
    .replaceAll('{id}', () => randomText(HEX, 8, ...key, 'fill'))
}
