import { type LogLine, logLines } from '../../world/logs.ts'
import { random } from '../../world/random.ts'
import { Unanswerable } from '../client.ts'
import { arn } from './arn.ts'
import type { Json } from './json.ts'
import { matchLogPattern } from './log-pattern.ts'
import { type AwsRequest, AwsServiceError, isSet, type Operation, option, Printed } from './request.ts'

/** CloudWatch Logs: what instances of workloads wrote, and one-off tasks. */

const MOST_EVENTS = 10_000

interface Event {
  at: number
  stream: string
  key: string
  text: string
}

const inRegion = (request: AwsRequest, thing: { region?: string | undefined }) =>
  (thing.region ?? request.system.region) === request.region

/** Names of the log groups of the region. */
function groupsOf(request: AwsRequest): string[] {
  const { system } = request
  const jobs = system.aws.taskFamilies.filter((f) =>
    inRegion(request, system.workloads.find((w) => w.name === f.like) ?? {}),
  )
  const own = system.workloads.filter((w) => inRegion(request, w)).flatMap((w) => (w.log.group ? [w.log.group] : []))
  return [...new Set([...own, ...jobs.map((f) => f.logGroup)])].sort()
}

/** What a group holds within [from, to), oldest first. @throws AwsServiceError where there is no such group */
function eventsOf(request: AwsRequest, group: string, from: number, to: number): Event[] {
  const { world, system } = request
  if (!groupsOf(request).includes(group))
    throw new AwsServiceError('ResourceNotFoundException', 'The specified log group does not exist.', 'FilterLogEvents')
  const begin = Math.max(from, world.origin - 2 * 86_400_000)
  const found: Event[] = []
  for (const spec of system.workloads) {
    const workload = world.workloads[spec.name]
    if (workload === undefined || spec.log.group !== group || !inRegion(request, spec)) continue
    const lines = [...workload.stopped, ...workload.instances].flatMap((instance): LogLine[] =>
      logLines(world, system, workload, instance, begin, to),
    )
    const stream = `${spec.log.stream ?? 'ecs'}/${spec.container}`
    for (const l of lines)
      found.push({ at: l.at, stream: `${stream}/${l.instance.id}`, key: l.instance.id, text: l.text })
  }
  for (const task of world.aws.tasks) {
    const spec = system.aws.taskFamilies.find((f) => f.family === task.family)
    if (spec?.logGroup !== group) continue
    const took = (task.stoppedAt - task.startedAt) / (task.output.length + 1)
    for (const [n, text] of task.output.entries()) {
      const at = Math.round(task.startedAt + took * (n + 1))
      if (at >= begin && at < to && at <= world.now)
        found.push({ at, stream: `ecs/${spec.container}/${task.id}`, key: task.id, text })
    }
  }
  return found.sort((a, b) => a.at - b.at)
}

const filterLogEvents: Operation = (request) => {
  const { world } = request
  const name = option(request, 'log-group-name') ?? ''
  for (const unknown of ['log-stream-names', 'log-stream-name-prefix', 'log-group-identifier']) {
    if (request.call.options[unknown] !== undefined) throw new Unanswerable(`aws logs filter-log-events --${unknown}`)
  }
  const from = Number(option(request, 'start-time') ?? world.now - 24 * 3_600_000)
  const to = Number(option(request, 'end-time') ?? world.now)
  if (to < from) throw new AwsServiceError('InvalidParameterException', 'End time should not be less than start time')
  const matches = matchLogPattern(option(request, 'filter-pattern') ?? '')
  const limit = Number(option(request, 'max-items') ?? option(request, 'limit') ?? MOST_EVENTS)
  const events = eventsOf(request, name, from, to)
    .filter((line) => matches(line.text))
    .slice(0, limit)
  return {
    events: events.map((line) => ({
      logStreamName: line.stream,
      timestamp: line.at,
      message: line.text,
      ingestionTime: line.at + 900,
      eventId: `39${Math.floor(random(world.seed, line.key, line.at) * 1e15)}${line.at}`,
    })),
    searchedLogStreams: [],
  }
}

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** `10m`, `2 hours`? The CLI knows one letter after a number; or a time. */
function sinceOf(request: AwsRequest): number {
  const text = option(request, 'since') ?? '10m'
  const [, amount, unit] = /^(\d+)([smhdw])$/.exec(text) ?? []
  if (amount !== undefined) return request.world.now - Number(amount) * (UNITS[unit ?? ''] ?? 0)
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`)
  if (Number.isNaN(at)) throw new Unanswerable(`aws logs tail --since ${text}`)
  return at
}

/** `--follow` would go on for ever: it shows what there is, and what comes in the next half minute. */
const FOLLOWED_MS = 30_000

const tail: Operation = (request) => {
  const { world } = request
  const group = request.call.positionals[0] ?? ''
  const matches = matchLogPattern(option(request, 'filter-pattern') ?? '')
  const from = sinceOf(request)
  if (isSet(request, 'follow')) request.scene.wait(FOLLOWED_MS)
  const lines = eventsOf(request, group, from, world.now + 1).filter((e) => matches(e.text))
  const format = option(request, 'format') ?? 'detailed'
  const shown = lines.map((e) => {
    if (format === 'short') return `${new Date(e.at).toISOString().slice(0, 19)} ${e.text}`
    return `${new Date(e.at).toISOString().replace('Z', '000+00:00')} ${e.stream} ${e.text}`
  })
  return new Printed(shown.map((line) => `${line}\n`).join(''))
}

const describeLogGroups: Operation = (request) => {
  const { world, place } = request
  const prefix = option(request, 'log-group-name-prefix') ?? ''
  return {
    logGroups: groupsOf(request)
      .filter((name) => name.startsWith(prefix))
      .map(
        (name): Json => ({
          logGroupName: name,
          creationTime: world.origin - 300 * 86_400_000,
          retentionInDays: 30,
          metricFilterCount: 0,
          arn: arn(place, 'logs', `log-group:${name}:*`),
          storedBytes: Math.floor(1e9 * (1 + random(name))),
          logGroupClass: 'STANDARD',
          logGroupArn: arn(place, 'logs', `log-group:${name}`),
        }),
      ),
  }
}

export const LOGS: Record<string, Operation> = {
  'logs describe-log-groups': describeLogGroups,
  'logs filter-log-events': filterLogEvents,
  'logs tail': tail,
}
