import { lookAtScaling } from '../../world/scaling.ts'
import { arn } from './arn.ts'
import { epoch } from './ecs-views.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, type Operation, option, optionList, structure } from './request.ts'

/** Application Auto Scaling, of ECS services. */

function resourceOf(request: AwsRequest, workload: string): string {
  const spec = request.system.workloads.find((w) => w.name === workload)
  return `service/${spec?.cluster ?? request.system.ecs?.cluster}/${workload}`
}

const inRegion = (request: AwsRequest) =>
  request.system.aws.scaling.filter((s) => {
    const spec = request.system.workloads.find((w) => w.name === s.workload)
    return (spec?.region ?? request.system.region) === request.region
  })

const describeTargets: Operation = (request) => {
  const ids = optionList(request, 'resource-ids')
  return {
    ScalableTargets: inRegion(request)
      .filter((s) => ids.length === 0 || ids.includes(resourceOf(request, s.workload)))
      .map((s): Json => {
        const state = request.world.aws.scaling[s.workload]
        const suspended = state?.suspended ?? false
        return {
          ServiceNamespace: 'ecs',
          ResourceId: resourceOf(request, s.workload),
          ScalableDimension: 'ecs:service:DesiredCount',
          MinCapacity: state?.min ?? s.min,
          MaxCapacity: state?.max ?? s.max,
          RoleARN: `arn:aws:iam::${request.system.account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
          CreationTime: epoch(request.world.origin - 200 * 86_400_000),
          SuspendedState: {
            DynamicScalingInSuspended: suspended,
            DynamicScalingOutSuspended: suspended,
            ScheduledScalingSuspended: false,
          },
          ScalableTargetARN: arn(request.place, 'application-autoscaling', `scalable-target/0ec5${s.workload}`),
        }
      }),
  }
}

const registerTarget: Operation = (request) => {
  const { world, system, scene } = request
  const id = option(request, 'resource-id') ?? ''
  const spec = inRegion(request).find((s) => resourceOf(request, s.workload) === id)
  const state = spec === undefined ? undefined : world.aws.scaling[spec.workload]
  if (spec === undefined || state === undefined)
    throw new AwsServiceError('ValidationException', `ECS service doesn't exist: ${id}`)
  const min = Number(option(request, 'min-capacity') ?? state.min)
  const max = Number(option(request, 'max-capacity') ?? state.max)
  if (min > max)
    throw new AwsServiceError('ValidationException', 'Maximum capacity cannot be less than minimum capacity')
  const suspend = structure(request, 'suspended-state') as { DynamicScalingOutSuspended?: boolean } | null
  scene.write()
  Object.assign(state, { min, max })
  if (suspend?.DynamicScalingOutSuspended !== undefined) state.suspended = suspend.DynamicScalingOutSuspended
  const workload = world.workloads[spec.workload]
  if (workload !== undefined) workload.lastCommand = scene.command
  // Its limits hold at once, whatever the metric says.
  lookAtScaling(world, system)
  return { ScalableTargetARN: arn(request.place, 'application-autoscaling', `scalable-target/0ec5${spec.workload}`) }
}

const describePolicies: Operation = (request) => ({
  ScalingPolicies: inRegion(request).map((s) => ({
    PolicyARN: arn(
      request.place,
      'autoscaling',
      `scalingPolicy:1f0c:resource/ecs/${resourceOf(request, s.workload)}:policyName/${s.policy}`,
    ),
    PolicyName: s.policy,
    ServiceNamespace: 'ecs',
    ResourceId: resourceOf(request, s.workload),
    ScalableDimension: 'ecs:service:DesiredCount',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: s.target,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    },
    Alarms: [],
    CreationTime: epoch(request.world.origin - 200 * 86_400_000),
  })),
})

export const SCALING: Record<string, Operation> = {
  'application-autoscaling describe-scalable-targets': describeTargets,
  'application-autoscaling describe-scaling-policies': describePolicies,
  'application-autoscaling register-scalable-target': registerTarget,
}
