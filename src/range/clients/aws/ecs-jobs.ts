import type { TaskFamilySpec } from '../../system/system.ts'
import type { StandaloneTask } from '../../world/aws-state.ts'
import { HEX, randomText } from '../../world/random.ts'
import { workloadOf } from '../../world/world.ts'
import { runInContainer } from '../container.ts'
import { arn, clusterArn, clusterOf, placeOf, taskDefinitionArn } from './arn.ts'
import { checkCluster, shortName } from './ecs-names.ts'
import { epoch } from './ecs-views.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, type Operation, option, structure } from './request.ts'

/** Task definitions that no service runs, and the tasks that `run-task` makes of them: migrations, one-off jobs. */

const PENDING_MS = 20_000

export function jobFamily({ system }: AwsRequest, family: string): TaskFamilySpec | null {
  return system.aws.taskFamilies.find((f) => f.family === family) ?? null
}

interface JobRevision {
  revision: number
  image: string
  command: string[]
}

/** Oldest first. */
export function jobRevisions({ system, world }: AwsRequest, family: string): JobRevision[] {
  const spec = system.aws.taskFamilies.find((f) => f.family === family)
  if (spec === undefined) return []
  const first = { revision: spec.revision, image: `${spec.repository}:${spec.version}`, command: spec.command }
  return [first, ...(world.aws.families[family] ?? [])]
}

export function registerJob(request: AwsRequest, spec: TaskFamilySpec, image: string, command: string[]): Json {
  request.scene.write()
  const known = jobRevisions(request, spec.family)
  const revision = (known.at(-1)?.revision ?? 0) + 1
  const list = request.world.aws.families[spec.family] ?? []
  request.world.aws.families[spec.family] = [...list, { revision, image, command }]
  return jobDefinitionView(request, spec, `${spec.family}:${revision}`)
}

export function jobDefinitionView(request: AwsRequest, spec: TaskFamilySpec, given: string): Json {
  const found = revisionNamed(request, spec, given)
  const place = placeOf(request.system, workloadSpec(request, spec))
  return {
    taskDefinitionArn: taskDefinitionArn(place, `${spec.family}:${found.revision}`),
    containerDefinitions: [
      {
        name: spec.container,
        image: found.image,
        cpu: 0,
        portMappings: [],
        essential: true,
        command: found.command,
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': spec.logGroup, 'awslogs-region': place.region, 'awslogs-stream-prefix': 'ecs' },
        },
        systemControls: [],
      },
    ],
    family: spec.family,
    taskRoleArn: `arn:aws:iam::${request.system.account}:role/${spec.family}-task`,
    executionRoleArn: `arn:aws:iam::${request.system.account}:role/${spec.family}-execution`,
    networkMode: spec.networkMode,
    revision: found.revision,
    volumes: [],
    status: 'ACTIVE',
    requiresAttributes: [],
    placementConstraints: [],
    compatibilities: ['EC2', 'FARGATE'],
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
  }
}

function revisionNamed(request: AwsRequest, spec: TaskFamilySpec, given: string): JobRevision {
  const [, revision] = shortName(given).split(':')
  if (revision !== undefined && !/^\d+$/.test(revision))
    throw new AwsServiceError('ClientException', `Invalid revision number. Number: ${revision}`)
  const found = jobRevisions(request, spec.family).findLast(
    (r) => revision === undefined || r.revision === Number(revision),
  )
  if (found === undefined) throw new AwsServiceError('ClientException', 'Unable to describe task definition.')
  return found
}

function workloadSpec({ system }: AwsRequest, spec: TaskFamilySpec) {
  return system.workloads.find((w) => w.name === spec.like) ?? {}
}

interface Overrides {
  containerOverrides?: { name?: string; command?: string[] }[]
}

/** Runs it at once; what it printed and how it ended shows when its time has passed. */
const runTask: Operation = async (request) => {
  const cluster = checkCluster(request)
  const { world, scene } = request
  const given = option(request, 'task-definition') ?? ''
  const spec = jobFamily(request, shortName(given).split(':')[0] ?? '')
  if (spec === null) throw new AwsServiceError('ClientException', 'TaskDefinition not found.')
  const { revision, command: usual } = revisionNamed(request, spec, given)
  const network = structure(request, 'network-configuration') as { awsvpcConfiguration?: { subnets?: Json } } | null
  if (spec.networkMode !== 'awsvpc' && network?.awsvpcConfiguration !== undefined)
    throw new AwsServiceError(
      'InvalidParameterException',
      'Network Configuration is not valid for the given networkMode of this task definition.',
    )
  if (spec.networkMode === 'awsvpc' && network?.awsvpcConfiguration === undefined)
    throw new AwsServiceError(
      'InvalidParameterException',
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    )
  if (network?.awsvpcConfiguration !== undefined) checkSubnets(request, network.awsvpcConfiguration.subnets ?? null)
  const overrides = structure(request, 'overrides') as Overrides | null
  const own = overrides?.containerOverrides?.[0]
  if (own?.name !== undefined && own.name !== spec.container)
    throw new AwsServiceError(
      'InvalidParameterException',
      `Override for container named ${own.name} is not a container in the TaskDefinition.`,
    )
  const argv = own?.command ?? usual
  scene.write()
  const ran = await runInContainer(scene, workloadOf(world, spec.like), null, argv)
  world.counter += 1
  const task: StandaloneTask = {
    id: randomText(HEX, 32, world.seed, spec.family, world.counter),
    family: spec.family,
    revision,
    command: [...argv],
    group: `family:${spec.family}`,
    createdAt: world.now,
    startedAt: world.now + PENDING_MS,
    stoppedAt: world.now + PENDING_MS + spec.takes,
    exitCode: ran?.exitCode ?? 1,
    output: `${ran?.stdout ?? ''}${ran?.stderr ?? ''}`.split('\n').filter((line) => line !== ''),
  }
  world.aws.tasks.push(task)
  return { tasks: [jobTaskView(request, cluster, task)], failures: [] }
}

function checkSubnets({ system }: AwsRequest, given: Json): void {
  const subnets = (Array.isArray(given) ? given : [given]).map(String)
  const known: readonly string[] = system.ecs?.subnets ?? []
  const unknown = subnets.flatMap((s) => s.split(',')).find((s) => !known.includes(s.trim()))
  if (unknown === undefined) return
  if (!/^subnet-[0-9a-f]{8,17}$/.test(unknown))
    throw new AwsServiceError('InvalidParameterException', `Invalid subnet ID: ${unknown}`)
  throw new AwsServiceError(
    'InvalidParameterException',
    `Error retrieving subnet information for [${unknown}]: The subnet ID '${unknown}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
  )
}

export function jobTask(request: AwsRequest, nameOrArn: string): StandaloneTask | null {
  return request.world.aws.tasks.find((t) => t.id === shortName(nameOrArn)) ?? null
}

function lastStatus(now: number, task: StandaloneTask): string {
  if (now >= task.stoppedAt) return 'STOPPED'
  return now >= task.startedAt ? 'RUNNING' : 'PROVISIONING'
}

/** One of them, as `describe-tasks` and `run-task` show it. */
export function jobTaskView(request: AwsRequest, cluster: string, task: StandaloneTask): Json {
  const { system, world, place } = request
  const status = lastStatus(world.now, task)
  const stopped = status === 'STOPPED'
  const spec = system.aws.taskFamilies.find((f) => f.family === task.family)
  const taskArn = arn(place, 'ecs', `task/${cluster}/${task.id}`)
  return {
    attachments: [],
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    availabilityZone: `${place.region}a`,
    clusterArn: clusterArn(place, cluster),
    containers: [
      {
        containerArn: arn(place, 'ecs', `container/${cluster}/${task.id}/${task.id.slice(0, 8)}`),
        taskArn,
        name: spec?.container ?? 'app',
        image: `${spec?.repository}:${spec?.version}`,
        lastStatus: status === 'PROVISIONING' ? 'PENDING' : status,
        ...(stopped ? { exitCode: task.exitCode } : {}),
        networkInterfaces: [],
        cpu: '0',
      },
    ],
    cpu: '256',
    createdAt: epoch(task.createdAt),
    desiredStatus: stopped ? 'STOPPED' : 'RUNNING',
    enableExecuteCommand: false,
    group: task.group,
    healthStatus: 'UNKNOWN',
    lastStatus: status,
    launchType: 'FARGATE',
    memory: '512',
    overrides: {
      containerOverrides: [{ name: spec?.container ?? 'app', command: task.command }],
      inferenceAcceleratorOverrides: [],
    },
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    ...(world.now >= task.startedAt ? { startedAt: epoch(task.startedAt) } : {}),
    ...(stopped
      ? {
          stopCode: 'EssentialContainerExited',
          stoppedAt: epoch(task.stoppedAt),
          stoppedReason: 'Essential container in task exited',
        }
      : {}),
    tags: [],
    taskArn,
    taskDefinitionArn: taskDefinitionArn(place, `${task.family}:${task.revision}`),
    version: 1,
  }
}

/** Tasks of a cluster that no service runs. */
export function jobTasks(request: AwsRequest, cluster: string, stopped: boolean): StandaloneTask[] {
  const { system, world } = request
  return world.aws.tasks.filter((t) => {
    const spec = system.aws.taskFamilies.find((f) => f.family === t.family)
    const home = system.workloads.find((w) => w.name === spec?.like)
    return clusterOf(system, home ?? {}) === cluster && world.now >= t.stoppedAt === stopped
  })
}

export const ECS_JOBS: Record<string, Operation> = { 'ecs run-task': runTask }
