import type { System } from '../../system/system.ts'
import { random } from '../../world/random.ts'
import { portionOf, specOf } from '../../world/rollout.ts'
import {
  type Instance,
  type Notice,
  type Release,
  type Rollout,
  releaseOf,
  type Workload,
  type World,
} from '../../world/world.ts'
import { arn, clusterArn, clusterOf, placeOf, serviceArn, targetGroupArn, taskArn, taskDefinitionArn } from './arn.ts'
import type { Json } from './json.ts'
import { secretArn } from './secret-arn.ts'

/** Seconds since 1970, as version 1 of the CLI prints what JSON services send. */
export function epoch(ms: number): number {
  return Math.round(ms) / 1_000
}

function networkConfiguration(system: System): Json {
  return {
    awsvpcConfiguration: {
      subnets: system.ecs?.subnets ?? [],
      securityGroups: system.ecs?.securityGroups ?? [],
      assignPublicIp: 'DISABLED',
    },
  }
}

/** One service, as `describe-services` and `update-service` show it. */
export function serviceView(world: World, system: System, workload: Workload): Json {
  const spec = specOf(system, workload.name)
  const place = placeOf(system, spec)
  const cluster = clusterOf(system, spec)
  const count = (states: readonly string[]) => workload.instances.filter((i) => states.includes(i.state)).length
  const groups = (system.ecs?.targetGroups ?? []).filter((g) => g.workload === workload.name)
  return {
    serviceArn: serviceArn(place, cluster, workload.name),
    serviceName: workload.name,
    clusterArn: clusterArn(place, cluster),
    loadBalancers: groups.map((g) => ({
      targetGroupArn: targetGroupArn(system, g),
      containerName: spec.container,
      containerPort: g.port,
    })),
    serviceRegistries: [],
    status: 'ACTIVE',
    desiredCount: workload.desired,
    runningCount: count(['ready', 'sick']),
    pendingCount: count(['pending', 'starting']),
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    platformFamily: 'Linux',
    taskDefinition: taskDefinitionArn(place, workload.release),
    deploymentConfiguration: deploymentConfiguration(workload),
    deployments: deployments(system, workload),
    roleArn: `arn:aws:iam::${system.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    events: serviceEvents(world, system, workload),
    createdAt: epoch(workload.createdAt),
    placementConstraints: [],
    placementStrategy: [],
    networkConfiguration: networkConfiguration(system),
    healthCheckGracePeriodSeconds: 60,
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: system.aws.blueGreen.some((b) => b.blue === workload.name) ? 'CODE_DEPLOY' : 'ECS' },
    enableECSManagedTags: true,
    propagateTags: 'SERVICE',
    enableExecuteCommand: true,
  }
}

function deploymentConfiguration(workload: Workload): Json {
  const percent = (portion: string) =>
    portion.endsWith('%')
      ? Number(portion.slice(0, -1))
      : Math.round((100 * portionOf(portion, workload.desired, 'up')) / workload.desired)
  return {
    deploymentCircuitBreaker: { enable: false, rollback: false },
    maximumPercent: 100 + percent(workload.surge),
    minimumHealthyPercent: 100 - percent(workload.unavailable),
  }
}

/** The newest is PRIMARY; an older one is ACTIVE as long as it has tasks. */
function deployments(system: System, workload: Workload): Json[] {
  const primary = workload.rollouts.at(-1)
  return workload.rollouts
    .toReversed()
    .filter(
      (r) => r === primary || workload.instances.some((i) => i.generation === r.generation && i.state !== 'draining'),
    )
    .map((rollout) => deploymentView(system, workload, rollout, rollout === primary))
}

function deploymentView(system: System, workload: Workload, rollout: Rollout, isPrimary: boolean): Json {
  const place = placeOf(system, specOf(system, workload.name))
  const own = workload.instances.filter((i) => i.generation === rollout.generation)
  const id = `ecs-svc/${rollout.id}`
  const done = rollout.finishedAt !== null
  const lastMove = Math.max(rollout.finishedAt ?? 0, rollout.startedAt, ...own.map((i) => i.readyAt ?? i.createdAt))
  return {
    id,
    status: isPrimary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: taskDefinitionArn(place, rollout.release),
    desiredCount: isPrimary ? workload.desired : own.filter((i) => i.state !== 'draining').length,
    pendingCount: own.filter((i) => i.state === 'pending' || i.state === 'starting').length,
    runningCount: own.filter((i) => i.state === 'ready' || i.state === 'sick').length,
    failedTasks: workload.stopped.filter((i) => i.generation === rollout.generation && i.sickAt !== null).length,
    createdAt: epoch(rollout.startedAt),
    updatedAt: epoch(lastMove),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    networkConfiguration: networkConfiguration(system),
    rolloutState: done ? 'COMPLETED' : 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} ${done ? 'completed' : 'in progress'}.`,
  }
}

/** Newest first, a hundred of them, in ECS' words. */
function serviceEvents(world: World, system: System, workload: Workload): Json[] {
  return world.notices
    .filter((n) => n.workload === workload.name)
    .toReversed()
    .flatMap((notice) => {
      const message = eventMessage(system, workload, notice)
      return message === null
        ? []
        : [{ id: eventId(world, notice), createdAt: epoch(notice.at), message: `(service ${workload.name})${message}` }]
    })
    .slice(0, 100)
}

function eventMessage(system: System, workload: Workload, notice: Notice): string | null {
  const tasks = notice.instances.map((id) => `(task ${id})`).join(' ')
  const group = system.ecs?.targetGroups.find((g) => g.workload === workload.name)
  const target = group === undefined ? null : `(target-group ${targetGroupArn(system, group)})`
  switch (notice.kind) {
    case 'started':
      return ` has started ${notice.instances.length} tasks: ${tasks}.`
    case 'draining':
      return ` has stopped ${notice.instances.length} running tasks: ${tasks}.`
    case 'ready':
      return target === null ? null : ` registered ${notice.instances.length} targets in ${target}`
    case 'unhealthy':
      return target === null
        ? null
        : ` (port ${group?.port}) is unhealthy in ${target} due to (reason Health checks failed with these codes: [${notice.detail}]).`
    case 'pull-failed':
      return ` was unable to start ${tasks}: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${notice.detail}: not found.`
    case 'steady':
      return ' has reached a steady state.'
    default:
      return null
  }
}

function eventId(world: World, notice: Notice): string {
  const hex = (n: number, i: number) =>
    Math.floor(random(world.seed, notice.workload, notice.n, notice.at, i) * 16 ** n)
      .toString(16)
      .padStart(n, '0')
  return `${hex(8, 0)}-${hex(4, 1)}-4${hex(3, 2)}-a${hex(3, 3)}-${hex(6, 4)}${hex(6, 5)}`
}

/** One task, as `describe-tasks` shows it. */
export function taskView(system: System, workload: Workload, instance: Instance): Json {
  const spec = specOf(system, workload.name)
  const place = placeOf(system, spec)
  const cluster = clusterOf(system, spec)
  const release = releaseOf(workload, instance.release)
  const last = {
    pending: 'PROVISIONING',
    starting: 'PENDING',
    ready: 'RUNNING',
    sick: 'RUNNING',
    draining: 'DEACTIVATING',
    stopped: 'STOPPED',
  }[instance.state]
  const going = instance.state === 'draining' || instance.state === 'stopped'
  return {
    attachments: [],
    availabilityZone: `${place.region}a`,
    clusterArn: clusterArn(place, cluster),
    connectivity: 'CONNECTED',
    containers: [
      {
        containerArn: arn(place, 'ecs', `container/${cluster}/${instance.id}/${instance.id.slice(0, 8)}`),
        taskArn: taskArn(system, instance.id, workload.name),
        name: spec.container,
        image: release.image,
        runtimeId: `${instance.id}-${instance.id.slice(0, 10)}`,
        lastStatus: last === 'DEACTIVATING' ? 'RUNNING' : last,
        ...(instance.state === 'stopped' ? { exitCode: instance.sickAt === null ? 0 : 137 } : {}),
        networkInterfaces: [{ privateIpv4Address: instance.ip }],
        healthStatus: 'UNKNOWN',
        cpu: release.cpu,
        memory: release.memory,
      },
    ],
    cpu: release.cpu,
    createdAt: epoch(instance.createdAt),
    desiredStatus: going ? 'STOPPED' : 'RUNNING',
    enableExecuteCommand: true,
    group: `service:${workload.name}`,
    healthStatus: 'UNKNOWN',
    lastStatus: last,
    launchType: 'FARGATE',
    memory: release.memory,
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    ...(instance.startedAt === null ? {} : { startedAt: epoch(instance.startedAt) }),
    startedBy: `ecs-svc/${workload.rollouts.find((r) => r.generation === instance.generation)?.id ?? '0'}`,
    ...(instance.reason === null ? {} : { stoppedReason: instance.reason }),
    ...(instance.stoppedAt === null ? {} : { stoppedAt: epoch(instance.stoppedAt) }),
    tags: [],
    taskArn: taskArn(system, instance.id, workload.name),
    taskDefinitionArn: taskDefinitionArn(place, instance.release),
    version: 3,
  }
}

/** One revision, as `describe-task-definition` shows it. */
export function taskDefinitionView(system: System, workload: Workload, release: Release): Json {
  const spec = specOf(system, workload.name)
  return {
    taskDefinitionArn: taskDefinitionArn(placeOf(system, spec), release.id),
    containerDefinitions: [
      {
        name: spec.container,
        image: release.image,
        cpu: 0,
        portMappings:
          spec.port === undefined ? [] : [{ containerPort: spec.port, hostPort: spec.port, protocol: 'tcp' }],
        essential: true,
        environment: Object.entries(release.env).map(([name, value]) => ({ name, value })),
        ...(Object.keys(spec.secrets).length === 0
          ? {}
          : {
              secrets: Object.entries(spec.secrets).map(([name, secret]) => ({
                name,
                valueFrom: secretArn(system, secret),
              })),
            }),
        mountPoints: [],
        volumesFrom: [],
        ...(spec.log.group === undefined
          ? {}
          : {
              logConfiguration: {
                logDriver: 'awslogs',
                options: {
                  'awslogs-group': spec.log.group,
                  'awslogs-region': spec.region ?? system.region,
                  'awslogs-stream-prefix': spec.log.stream ?? 'ecs',
                },
              },
            }),
        systemControls: [],
      },
    ],
    family: spec.family ?? workload.name,
    taskRoleArn: `arn:aws:iam::${system.account}:role/${workload.name}-task`,
    executionRoleArn: `arn:aws:iam::${system.account}:role/${workload.name}-execution`,
    networkMode: 'awsvpc',
    revision: release.revision,
    volumes: [],
    status: 'ACTIVE',
    requiresAttributes: [],
    placementConstraints: [],
    compatibilities: ['EC2', 'FARGATE'],
    requiresCompatibilities: ['FARGATE'],
    cpu: release.cpu,
    memory: release.memory,
    registeredAt: epoch(release.createdAt),
    registeredBy: `arn:aws:iam::${system.account}:role/deploy`,
  }
}
