import { cloudwatchMetric } from '../../world/alarms.ts'
import { datapoints } from '../../world/datapoints.ts'
import { deployFaults } from '../../world/defects.ts'
import { logLines } from '../../world/logs.ts'
import { random } from '../../world/random.ts'
import { Unanswerable } from '../client.ts'
import { arn, targetGroupArn } from './arn.ts'
import { epoch } from './ecs-views.ts'
import type { Json } from './json.ts'
import { matchLogPattern } from './log-pattern.ts'
import {
  type AwsRequest,
  AwsServiceError,
  AwsUsageError,
  type Operation,
  option,
  optionList,
  structure,
} from './request.ts'

const describeTargetHealth: Operation = (request) => {
  const { world, system } = request
  const wanted = option(request, 'target-group-arn') ?? ''
  const group = system.ecs?.targetGroups.find((g) => targetGroupArn(system, g) === wanted)
  if (group === undefined) {
    if (!/^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[^/]+\/[0-9a-f]+$/.test(wanted)) {
      throw new AwsServiceError('ValidationError', `'${wanted}' is not a valid target group ARN`)
    }
    throw new AwsServiceError('TargetGroupNotFound', 'One or more target groups not found')
  }
  const workload = world.workloads[group.workload]
  const probed = deployFaults(system, group.workload).some((f) => f.defect.failsProbe)
  const targets = (workload?.instances ?? []).filter((i) => i.state !== 'pending')
  return {
    TargetHealthDescriptions: targets.map((instance, i) => {
      const health: Record<string, Json> =
        instance.state === 'starting'
          ? {
              State: 'initial',
              Reason: 'Elb.RegistrationInProgress',
              Description: 'Target registration is in progress',
            }
          : instance.state === 'draining'
            ? {
                State: 'draining',
                Reason: 'Target.DeregistrationInProgress',
                Description: 'Target deregistration is in progress',
              }
            : instance.state === 'sick' && probed
              ? {
                  State: 'unhealthy',
                  Reason: 'Target.ResponseCodeMismatch',
                  Description: 'Health checks failed with these codes: [503]',
                }
              : { State: 'healthy' }
      return {
        Target: { Id: instance.ip, Port: group.port, AvailabilityZone: `${system.region}${i % 2 === 0 ? 'a' : 'b'}` },
        HealthCheckPort: String(group.port),
        TargetHealth: health,
        AdministrativeOverride: {
          State: 'no_override',
          Reason: 'AdministrativeOverride.NoOverride',
          Description: 'No override is currently active on target',
        },
      }
    }),
  }
}

const describeTargetGroups: Operation = (request) => {
  const { system } = request
  const names = optionList(request, 'names')
  const groups = (system.ecs?.targetGroups ?? []).filter((g) => names.length === 0 || names.includes(g.name))
  if (names.length > 0 && groups.length === 0)
    throw new AwsServiceError('TargetGroupNotFound', 'One or more target groups not found')
  return {
    TargetGroups: groups.map((g) => ({
      TargetGroupArn: targetGroupArn(system, g),
      TargetGroupName: g.name,
      Protocol: 'HTTP',
      Port: g.port,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 15,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      HealthCheckPath: g.path,
      Matcher: { HttpCode: '200' },
      TargetType: 'ip',
    })),
  }
}

const MOST_EVENTS = 10_000

const filterLogEvents: Operation = (request) => {
  const { world, system } = request
  const name = option(request, 'log-group-name') ?? ''
  const workload = Object.values(world.workloads).find((w) =>
    system.workloads.some((s) => s.name === w.name && s.log.group === name),
  )
  const spec = system.workloads.find((s) => s.name === workload?.name)
  if (workload === undefined || spec === undefined)
    throw new AwsServiceError('ResourceNotFoundException', 'The specified log group does not exist.')
  for (const unknown of ['log-stream-names', 'log-stream-name-prefix', 'log-group-identifier']) {
    if (request.call.options[unknown] !== undefined) throw new Unanswerable(`aws logs filter-log-events --${unknown}`)
  }
  const from = Number(option(request, 'start-time') ?? world.now - 24 * 3_600_000)
  const to = Number(option(request, 'end-time') ?? world.now)
  if (to < from) throw new AwsServiceError('InvalidParameterException', 'End time should not be less than start time')
  const matches = matchLogPattern(option(request, 'filter-pattern') ?? '')
  const limit = Number(option(request, 'max-items') ?? option(request, 'limit') ?? MOST_EVENTS)
  const events = [...workload.stopped, ...workload.instances]
    .flatMap((instance) =>
      logLines(world, system, workload, instance, Math.max(from, world.origin - 2 * 86_400_000), to),
    )
    .filter((line) => matches(line.text))
    .sort((a, b) => a.at - b.at)
    .slice(0, limit)
  return {
    events: events.map((line) => ({
      logStreamName: `${spec.log.stream ?? 'ecs'}/${spec.container}/${line.instance.id}`,
      timestamp: line.at,
      message: line.text,
      ingestionTime: line.at + 900,
      eventId: `39${Math.floor(random(world.seed, line.instance.id, line.at) * 1e15)}${line.at}`,
    })),
    searchedLogStreams: [],
  }
}

const describeLogGroups: Operation = (request) => {
  const { system, world } = request
  const prefix = option(request, 'log-group-name-prefix') ?? ''
  const groups = system.workloads.flatMap((w) => (w.log.group?.startsWith(prefix) ? [w.log.group] : [])).sort()
  return {
    logGroups: groups.map((name) => ({
      logGroupName: name,
      creationTime: world.origin - 300 * 86_400_000,
      retentionInDays: 30,
      metricFilterCount: 0,
      arn: arn(system, 'logs', `log-group:${name}:*`),
      storedBytes: Math.floor(1e9 * (1 + random(name))),
      logGroupClass: 'STANDARD',
      logGroupArn: arn(system, 'logs', `log-group:${name}`),
    })),
  }
}

const describeAlarms: Operation = (request) => {
  const { world, system } = request
  const names = optionList(request, 'alarm-names')
  const prefix = option(request, 'alarm-name-prefix') ?? ''
  const state = option(request, 'state-value')
  const alarms: Json[] = []
  for (const spec of system.alarms) {
    const current = world.alarms[spec.name]
    if (
      spec.kind !== 'cloudwatch' ||
      current === undefined ||
      !spec.name.startsWith(prefix) ||
      (names.length > 0 && !names.includes(spec.name))
    )
      continue
    const value = current.state === 'firing' ? 'ALARM' : 'OK'
    if (state !== null && state !== value) continue
    alarms.push({
      AlarmName: spec.name,
      AlarmArn: arn(system, 'cloudwatch', `alarm:${spec.name}`),
      AlarmDescription: spec.description,
      AlarmConfigurationUpdatedTimestamp: epoch(world.origin - 90 * 86_400_000),
      ActionsEnabled: true,
      OKActions: [],
      AlarmActions: [arn(system, 'sns', `${system.name}-alarms`)],
      InsufficientDataActions: [],
      StateValue: value,
      StateReason: current.reason,
      StateUpdatedTimestamp: epoch(current.since),
      MetricName: spec.metric,
      Namespace: spec.namespace,
      Statistic: spec.statistic,
      Dimensions: Object.entries(spec.dimensions).map(([Name, Value]) => ({ Name, Value })),
      Period: spec.period / 1_000,
      EvaluationPeriods: spec.evaluationPeriods,
      DatapointsToAlarm: spec.datapointsToAlarm ?? spec.evaluationPeriods,
      Threshold: spec.threshold,
      ComparisonOperator: spec.comparison,
      TreatMissingData: 'notBreaching',
      StateTransitionedTimestamp: epoch(current.since),
    })
  }
  return { MetricAlarms: alarms, CompositeAlarms: [] }
}

const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const

const getMetricStatistics: Operation = (request) => {
  const { world, system } = request
  const metricName = option(request, 'metric-name') ?? ''
  const given = structure(request, 'dimensions')
  const dimensions = (given === null ? [] : Array.isArray(given) ? given : [given]) as {
    Name: string
    Value: string | number
  }[]
  const statistics = optionList(request, 'statistics')
  const unknown = statistics.find((s) => !STATISTICS.some((known) => known === s))
  if (unknown !== undefined) {
    throw new AwsServiceError(
      'InvalidParameterValue',
      `The parameter Statistics.member.1 has a value that is not one of: SampleCount, Average, Sum, Minimum, Maximum: ${unknown}`,
    )
  }
  const period = Number(option(request, 'period')) * 1_000
  if (period % 60_000 !== 0 || period === 0)
    throw new AwsServiceError('InvalidParameterValue', 'The parameter Period must be a multiple of 60.')
  const from = time(request, 'start-time')
  const to = time(request, 'end-time')
  if (from >= to)
    throw new AwsServiceError(
      'InvalidParameterCombination',
      'The parameter StartTime must be less than the parameter EndTime.',
    )
  const metric = cloudwatchMetric(system, {
    namespace: option(request, 'namespace') ?? '',
    metric: metricName,
    dimensions: Object.fromEntries(dimensions.map((d) => [d.Name, String(d.Value)])),
  })
  if (metric === undefined)
    throw new Unanswerable(
      `the metric ${option(request, 'namespace')} ${metricName} of ${dimensions.map((d) => `${d.Name}=${d.Value}`).join(',') || 'nothing'}`,
    )
  const points = datapoints(world, system, metric, { from, to, period })
  return {
    Label: metricName,
    Datapoints: points.map((point) => ({
      Timestamp: new Date(point.at).toISOString().replace('.000', ''),
      ...Object.fromEntries(STATISTICS.filter((s) => statistics.includes(s)).map((s) => [s, point[s]])),
      Unit: metric.unit,
    })),
  }
}

/** ISO 8601, or seconds since 1970. */
function time(request: AwsRequest, name: string): number {
  const text = option(request, name) ?? ''
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1_000
    : Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`)
  if (Number.isNaN(ms)) throw new AwsUsageError(`Invalid timestamp "${text}": unable to parse it`)
  return ms
}

export const OBSERVABILITY: Record<string, Operation> = {
  'elbv2 describe-target-health': describeTargetHealth,
  'elbv2 describe-target-groups': describeTargetGroups,
  'logs filter-log-events': filterLogEvents,
  'logs describe-log-groups': describeLogGroups,
  'cloudwatch describe-alarms': describeAlarms,
  'cloudwatch get-metric-statistics': getMetricStatistics,
}
