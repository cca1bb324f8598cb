import { evaluatePromql, type MetricSource } from '../promql/evaluate.ts'
import { parsePromql } from '../promql/parse.ts'
import type { AlarmSpec, MetricSpec, System } from '../system/system.ts'
import { nextNumber, schedule } from './agenda.ts'
import { type Datapoint, datapoints } from './datapoints.ts'
import { seriesOf } from './metrics.ts'
import type { AlarmState, AlarmTransition, World } from './world.ts'

const rules = new Map<string, ReturnType<typeof parsePromql>>()

/** Rules are looked at every few seconds, and never change. */
function parsedRule(expr: string): ReturnType<typeof parsePromql> {
  const parsed = rules.get(expr) ?? parsePromql(expr)
  rules.set(expr, parsed)
  return parsed
}

/** Prometheus' metrics, for its evaluator. */
export function prometheusSource(world: World, system: System): MetricSource {
  return {
    series(name, window) {
      const metrics = system.metrics.filter((m) => m.name === name && m.namespace === undefined)
      return metrics.length === 0 ? null : metrics.flatMap((m) => seriesOf(world, system, m, window))
    },
  }
}

/** Looks at an alarm's condition now, moves it on, and plans the next look. */
export function evaluateAlarm(world: World, system: System, name: string): void {
  const spec = system.alarms.find((a) => a.name === name)
  const state = world.alarms[name]
  if (spec === undefined || state === undefined) return
  if (spec.kind === 'prometheus') evaluatePrometheus(world, system, spec, state)
  else evaluateCloudwatch(world, system, spec, state)
  schedule(world, { at: world.now + (spec.kind === 'prometheus' ? spec.every : 60_000), kind: 'evaluate', alarm: name })
}

function evaluatePrometheus(
  world: World,
  system: System,
  spec: Extract<AlarmSpec, { kind: 'prometheus' }>,
  state: AlarmState,
): void {
  const result = evaluatePromql(parsedRule(spec.expr), prometheusSource(world, system), world.now)
  const value = result.kind === 'vector' ? (result.samples[0]?.value ?? null) : null
  if (value === null) {
    quiet(world, spec, state, null, '')
    return
  }
  state.value = value
  state.activeAt ??= world.now
  const held = world.now - state.activeAt
  if (held >= spec.for) fire(world, spec, state, `${spec.expr} for ${spec.for / 1_000}s`)
  else move(world, state, 'pending')
}

function evaluateCloudwatch(
  world: World,
  system: System,
  spec: Extract<AlarmSpec, { kind: 'cloudwatch' }>,
  state: AlarmState,
): void {
  const metric = cloudwatchMetric(system, spec)
  if (metric === undefined) return
  const end = Math.floor(world.now / spec.period) * spec.period
  const recent = datapoints(world, system, metric, {
    from: end - spec.evaluationPeriods * spec.period,
    to: end,
    period: spec.period,
  })
  const breaching = recent.filter((d) => breaches(spec, d))
  const last = recent.at(-1)
  state.value = last === undefined ? null : last[spec.statistic]
  const reason = reasonOf(spec, recent, breaching.length)
  if (breaching.length >= (spec.datapointsToAlarm ?? spec.evaluationPeriods)) {
    state.activeAt ??= world.now
    fire(world, spec, state, reason)
  } else quiet(world, spec, state, state.value, reason)
}

export function cloudwatchMetric(
  system: System,
  wanted: { namespace: string; metric: string; dimensions: Record<string, string> },
): MetricSpec | undefined {
  const entries = Object.entries(wanted.dimensions)
  return system.metrics.find(
    (m) =>
      m.namespace === wanted.namespace &&
      m.name === wanted.metric &&
      Object.keys(m.labels).length === entries.length &&
      entries.every(([key, value]) => m.labels[key] === value),
  )
}

function breaches(spec: Extract<AlarmSpec, { kind: 'cloudwatch' }>, datapoint: Datapoint): boolean {
  const value = datapoint[spec.statistic]
  switch (spec.comparison) {
    case 'GreaterThanThreshold':
      return value > spec.threshold
    case 'GreaterThanOrEqualToThreshold':
      return value >= spec.threshold
    case 'LessThanThreshold':
      return value < spec.threshold
    case 'LessThanOrEqualToThreshold':
      return value <= spec.threshold
  }
}

/** CloudWatch's own words. */
function reasonOf(spec: Extract<AlarmSpec, { kind: 'cloudwatch' }>, recent: Datapoint[], breaching: number): string {
  const words = {
    GreaterThanThreshold: 'greater than',
    GreaterThanOrEqualToThreshold: 'greater than or equal to',
    LessThanThreshold: 'less than',
    LessThanOrEqualToThreshold: 'less than or equal to',
  }[spec.comparison]
  const values = recent.map((d) => d[spec.statistic].toFixed(1)).join(', ')
  const crossed = breaching === recent.length ? 'were' : 'were not all'
  return `Threshold Crossed: ${recent.length} datapoints [${values}] ${crossed} ${words} the threshold (${spec.threshold.toFixed(1)}).`
}

function fire(world: World, spec: AlarmSpec, state: AlarmState, reason: string): void {
  state.reason = reason
  if (state.state === 'firing') return
  move(world, state, 'firing')
  world.outbox.push(transition(world, spec, state, 'firing'))
}

function quiet(world: World, spec: AlarmSpec, state: AlarmState, value: number | null, reason: string): void {
  state.value = value
  state.reason = reason
  if (state.state === 'firing') world.outbox.push(transition(world, spec, state, 'resolved'))
  state.activeAt = null
  move(world, state, 'ok')
}

function move(world: World, state: AlarmState, to: AlarmState['state']): void {
  if (state.state === to) return
  state.state = to
  state.since = world.now
}

function transition(world: World, spec: AlarmSpec, state: AlarmState, status: 'firing' | 'resolved'): AlarmTransition {
  return {
    n: nextNumber(world),
    alarm: spec.name,
    status,
    startsAt: state.since,
    endsAt: status === 'resolved' ? world.now : null,
    value: state.value,
    // A drill breaks one thing at a time: whatever fires is to be met with its runbook.
    runbookUrl: world.faults.find((f) => f.runbookUrl !== null)?.runbookUrl ?? null,
  }
}
