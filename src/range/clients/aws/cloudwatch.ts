import type { MetricSpec, System } from '../../system/system.ts'
import { cloudwatchMetric } from '../../world/alarms.ts'
import { datapoints } from '../../world/datapoints.ts'
import { Unanswerable } from '../client.ts'
import { arn } from './arn.ts'
import { epoch } from './ecs-views.ts'
import type { Json } from './json.ts'
import {
  type AwsRequest,
  AwsServiceError,
  AwsUsageError,
  type Operation,
  option,
  optionList,
  structure,
} from './request.ts'

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
      StateReasonData: JSON.stringify({
        version: '1.0',
        queryDate: new Date(world.now).toISOString(),
        statistic: spec.statistic,
        period: spec.period / 1_000,
        recentDatapoints: current.value === null ? [] : [current.value],
        threshold: spec.threshold,
      }),
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
  const wanted = {
    namespace: option(request, 'namespace') ?? '',
    metric: metricName,
    dimensions: Object.fromEntries(dimensions.map((d) => [d.Name, String(d.Value)])),
  }
  const metric = cloudwatchMetric(system, wanted)
  if (metric === undefined) {
    // CloudWatch has nothing of a thing that is not there, and says so with an empty list.
    if (isKnownOfOthers(system, wanted)) return { Label: metricName, Datapoints: [] }
    throw new Unanswerable(
      `the metric ${wanted.namespace} ${metricName} of ${dimensions.map((d) => `${d.Name}=${d.Value}`).join(',') || 'nothing'}`,
    )
  }
  if (regionOf(request, metric) !== request.region) return { Label: metricName, Datapoints: [] }
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

/** Does the system have the metric, of things that are called otherwise? */
function isKnownOfOthers(
  system: System,
  wanted: { namespace: string; metric: string; dimensions: Record<string, string> },
): boolean {
  const keys = Object.keys(wanted.dimensions).sort().join()
  return system.metrics.some(
    (m) => m.namespace === wanted.namespace && m.name === wanted.metric && Object.keys(m.labels).sort().join() === keys,
  )
}

/** A metric is in the region of what it is of. */
function regionOf({ world, system }: AwsRequest, metric: MetricSpec): string {
  const id = metric.labels.DBInstanceIdentifier
  const instance = id === undefined ? undefined : world.aws.rds[id]
  const workload = system.workloads.find((w) => w.name === metric.of)
  return instance?.region ?? workload?.region ?? system.region
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

export const CLOUDWATCH: Record<string, Operation> = {
  'cloudwatch describe-alarms': describeAlarms,
  'cloudwatch get-metric-statistics': getMetricStatistics,
}
