import { AppError } from '../../core/errors.ts'
import { readYaml } from '../../core/read-yaml.ts'
import { type FaultSpec, type System, systemSchema } from './system.ts'

/**
 * Reads a system from the text of its system.yaml.
 *
 * @param file - Named in errors.
 * @throws AppError `bad-system` with file, line and field of the first thing that is wrong.
 */
export function readSystem(file: string, text: string): System {
  const { value: system, lineOf } = readYaml(text, systemSchema, ({ line, path, message }) =>
    refusal(
      file,
      line,
      path.join('.'),
      message,
      path.length === 0 ? 'mend the YAML' : 'see another system.yaml under examples/',
    ),
  )
  for (const { path, message } of danglingNames(system)) {
    throw refusal(file, lineOf(path), path.join('.'), message, 'names must be those of the same file')
  }
  return system
}

function refusal(file: string, line: number, field: string, message: string, hint: string): AppError {
  return new AppError('bad-system', `${file}:${line}: ${field === '' ? '' : `${field}: `}${message}`, hint)
}

interface Problem {
  path: (string | number)[]
  message: string
}

/** What the schema cannot see: names that lead nowhere, shares that do not add up. */
function* danglingNames(system: System): Generator<Problem> {
  const workloads = new Set(system.workloads.map((w) => w.name))
  const things = new Set([
    ...workloads,
    ...[...system.databases, ...system.caches, ...system.queues, ...system.aws.buckets].map((t) => t.name),
    ...system.workloads.flatMap((w) => (w.family === undefined ? [] : [w.family])),
  ])
  const nowhere = (kind: string, name: string) => `there is no ${kind} "${name}"`

  if (system.platform === 'kubernetes' && !system.kubernetes)
    yield { path: ['platform'], message: 'kubernetes wants a "kubernetes" section' }
  if (system.platform === 'ecs' && !system.ecs) yield { path: ['platform'], message: 'ecs wants an "ecs" section' }
  for (const [i, workload] of system.workloads.entries()) {
    // What stands by with none has its minimum from when it serves.
    if (workload.replicas > 0 && workload.minimum > workload.replicas)
      yield { path: ['workloads', i, 'minimum'], message: 'is more than replicas' }
    const total = workload.traffic?.endpoints.reduce((sum, e) => sum + e.share, 0) ?? 1
    if (Math.abs(total - 1) > 0.001)
      yield { path: ['workloads', i, 'traffic'], message: `the shares make ${Number(total.toFixed(3))}, not 1` }
  }
  for (const [i, metric] of system.metrics.entries()) {
    if (metric.of !== undefined && !things.has(metric.of))
      yield { path: ['metrics', i, 'of'], message: nowhere('thing', metric.of) }
    const byLabel = metric.source === 'rds-lag' && metric.labels.DBInstanceIdentifier !== undefined
    const free = metric.source === 'disk-used' || metric.source === 'fact' || byLabel
    if (free && !byLabel && metric.which === undefined)
      yield { path: ['metrics', i, 'which'], message: `${metric.source} wants "which"` }
    if (!free && (metric.source === 'level' ? metric.level === undefined : metric.of === undefined)) {
      yield {
        path: ['metrics', i, 'source'],
        message: metric.source === 'level' ? 'level wants "level"' : `${metric.source} wants "of"`,
      }
    }
  }
  for (const [i, queue] of system.queues.entries()) {
    if (!workloads.has(queue.workers))
      yield { path: ['queues', i, 'workers'], message: nowhere('workload', queue.workers) }
  }
  if (system.celery !== undefined && !system.caches.some((c) => c.name === system.celery?.broker))
    yield { path: ['celery', 'broker'], message: nowhere('cache', system.celery.broker) }
  for (const [i, target] of (system.ecs?.targetGroups ?? []).entries()) {
    if (!workloads.has(target.workload))
      yield { path: ['ecs', 'targetGroups', i, 'workload'], message: nowhere('workload', target.workload) }
  }
  for (const [i, host] of system.hosts.entries()) {
    if (host.kind === 'service' && !workloads.has(host.of ?? ''))
      yield { path: ['hosts', i], message: nowhere('workload', host.of ?? '') }
  }
  for (const [i, fault] of system.faults.entries()) {
    yield* danglingFault(system, fault, i)
    if (!system.alarms.some((a) => a.name === fault.alarm))
      yield { path: ['faults', i, 'alarm'], message: nowhere('alarm', fault.alarm) }
  }
}

function* danglingFault(system: System, fault: FaultSpec, i: number): Generator<Problem> {
  const nowhere = (field: string, kind: string, name: string) => ({
    path: ['faults', i, field],
    message: `there is no ${kind} "${name}"`,
  })
  const lacks = (things: readonly { name: string }[], name: string) => !things.some((t) => t.name === name)
  if (fault.impact !== undefined && lacks(system.workloads, fault.impact.workload))
    yield nowhere('impact', 'workload', fault.impact.workload)
  switch (fault.kind) {
    case 'bad-deploy':
      if (lacks(system.workloads, fault.workload)) yield nowhere('workload', 'workload', fault.workload)
      break
    case 'queue-backlog':
      if (lacks(system.queues, fault.queue)) yield nowhere('queue', 'queue', fault.queue)
      break
    case 'cache-memory': {
      const cache = system.caches.find((c) => c.name === fault.cache)
      if (cache === undefined) yield nowhere('cache', 'cache', fault.cache)
      else if (!cache.families.some((f) => f.pattern === fault.family))
        yield nowhere('family', 'family of keys', fault.family)
      break
    }
    case 'replica-lag':
    case 'database-connections':
      if (lacks(system.databases, fault.database)) yield nowhere('database', 'database', fault.database)
      break
    case 'trouble':
      for (const raise of fault.raises) {
        if (!system.metrics.some((m) => m.name === raise.metric)) yield nowhere('raises', 'metric', raise.metric)
      }
      break
    case 'cache-down':
      if (lacks(system.caches, fault.cache)) yield nowhere('cache', 'cache', fault.cache)
      break
  }
}
