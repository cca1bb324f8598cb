import { addRelease, removeInstance, rollOut, scale } from '../../world/change.ts'
import { random } from '../../world/random.ts'
import { type Release, releaseOf, type Workload } from '../../world/world.ts'
import { Unanswerable } from '../client.ts'
import { runInContainer } from '../container.ts'
import { splitWords } from '../shell/words.ts'
import { clusterArn, clusterName, serviceArn, taskArn, taskDefinitionArn } from './arn.ts'
import { serviceView, taskDefinitionView, taskView } from './ecs-views.ts'
import type { Json } from './json.ts'
import {
  type AwsRequest,
  AwsServiceError,
  AwsUsageError,
  isSet,
  type Operation,
  option,
  optionList,
  structure,
} from './request.ts'

/** The part after the last slash: services, tasks and clusters may be named by their ARN. */
const shortName = (nameOrArn: string) => nameOrArn.split('/').at(-1) ?? nameOrArn

function checkCluster(request: AwsRequest): void {
  const cluster = shortName(option(request, 'cluster') ?? 'default')
  if (cluster !== clusterName(request.system))
    throw new AwsServiceError('ClusterNotFoundException', 'Cluster not found.')
}

function workloadNamed(request: AwsRequest, name: string): Workload | null {
  return request.world.workloads[shortName(name)] ?? null
}

function service(request: AwsRequest, name: string): Workload {
  checkCluster(request)
  const found = workloadNamed(request, name)
  if (found === null) throw new AwsServiceError('ServiceNotFoundException', 'Service not found.')
  return found
}

const describeServices: Operation = (request) => {
  checkCluster(request)
  const { world, system } = request
  const services: Json[] = []
  const failures: Json[] = []
  for (const name of optionList(request, 'services')) {
    const workload = workloadNamed(request, name)
    if (workload === null) failures.push({ arn: serviceArn(system, shortName(name)), reason: 'MISSING' })
    else services.push(serviceView(world, system, workload))
  }
  return { services, failures }
}

const listServices: Operation = (request) => {
  checkCluster(request)
  return { serviceArns: Object.keys(request.world.workloads).map((name) => serviceArn(request.system, name)) }
}

const listTaskDefinitions: Operation = (request) => {
  const { world, system } = request
  const family = option(request, 'family-prefix')
  if (option(request, 'status') === 'INACTIVE') return { taskDefinitionArns: [] }
  const arns = Object.values(world.workloads)
    .filter((w) => family === null || w.name === family)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((w) => w.releases.toSorted((a, b) => a.revision - b.revision).map((r) => taskDefinitionArn(system, r.id)))
  if (option(request, 'sort') === 'DESC') arns.reverse()
  return { taskDefinitionArns: arns.slice(0, Number(option(request, 'max-items') ?? arns.length)) }
}

/** `family`, `family:revision` or its ARN. */
function taskDefinition(request: AwsRequest, given: string): { workload: Workload; release: Release } {
  const [family = '', revision] = shortName(given).split(':')
  if (revision !== undefined && !/^\d+$/.test(revision))
    throw new AwsServiceError('ClientException', `Invalid revision number. Number: ${revision}`)
  const workload = request.world.workloads[family]
  const release = workload?.releases
    .filter((r) => revision === undefined || r.revision === Number(revision))
    .reduce<Release | null>((newest, r) => (newest === null || r.revision > newest.revision ? r : newest), null)
  if (workload === undefined || release === null || release === undefined)
    throw new AwsServiceError('ClientException', 'Unable to describe task definition.')
  return { workload, release }
}

const describeTaskDefinition: Operation = (request) => {
  const { workload, release } = taskDefinition(request, option(request, 'task-definition') ?? '')
  return { taskDefinition: taskDefinitionView(request.system, workload, release), tags: [] }
}

const UNUSED_OF_A_DEFINITION = new Set(['family', 'containerDefinitions'])

const registerTaskDefinition: Operation = (request) => {
  const given = structure(request, 'cli-input-json') as { [key: string]: Json } | null
  const family = option(request, 'family') ?? (given?.family as string | undefined)
  const containers = (structure(request, 'container-definitions') ?? given?.containerDefinitions ?? null) as
    | { name?: string; image?: string; environment?: { name: string; value: string }[] }[]
    | null
  if (family === undefined) throw new AwsServiceError('ClientException', 'Family should not be null or empty.')
  if (containers === null || containers.length === 0)
    throw new AwsServiceError('ClientException', 'Container list cannot be empty.')
  const workload = request.world.workloads[family]
  const [container] = containers
  if (workload === undefined || containers.length > 1)
    throw new Unanswerable(`a task definition of the family ${family} with ${containers.length} containers`)
  if (container?.image === undefined)
    throw new AwsServiceError('ClientException', 'Container.image should not be null or empty.')
  const other = Object.keys(given ?? {}).filter(
    (key) =>
      !UNUSED_OF_A_DEFINITION.has(key) &&
      !/^(cpu|memory|networkMode|.*RoleArn|requiresCompatibilities|volumes|placementConstraints|tags|runtimePlatform)$/.test(
        key,
      ),
  )
  if (other.length > 0)
    throw new AwsUsageError(`Parameter validation failed:\nUnknown parameter in input: "${other[0]}"`)
  request.scene.write()
  const env = Object.fromEntries((container.environment ?? []).map((e) => [e.name, e.value]))
  const newest = workload.releases.reduce((a, b) => (a.revision > b.revision ? a : b))
  const release = addRelease(request.world, request.system, family, { ...newest, env }, { image: container.image })
  return { taskDefinition: taskDefinitionView(request.system, workload, release) }
}

const UPDATABLE = new Set([
  'cluster',
  'service',
  'desired-count',
  'task-definition',
  'force-new-deployment',
  'no-force-new-deployment',
  'deployment-configuration',
])

const updateService: Operation = (request) => {
  const { world, system, scene } = request
  const other = Object.keys(request.call.options).find((name) => !UPDATABLE.has(name))
  if (other !== undefined) throw new Unanswerable(`aws ecs update-service --${other}`)
  const workload = service(request, option(request, 'service') ?? '')
  const desired = option(request, 'desired-count')
  const wanted = option(request, 'task-definition')
  const release = wanted === null ? releaseOf(workload) : updatedRelease(request, workload, wanted)
  const limits = structure(request, 'deployment-configuration') as { [key: string]: Json } | null

  scene.write()
  if (limits?.maximumPercent !== undefined) workload.surge = `${Math.max(0, Number(limits.maximumPercent) - 100)}%`
  if (limits?.minimumHealthyPercent !== undefined)
    workload.unavailable = `${Math.max(0, 100 - Number(limits.minimumHealthyPercent))}%`
  if (desired !== null && Number(desired) !== workload.desired)
    scale(world, system, workload.name, Number(desired), scene.command)
  rollOut(world, system, workload.name, release, scene.command, isSet(request, 'force-new-deployment'))
  return { service: serviceView(world, system, workload) }
}

function updatedRelease(request: AwsRequest, workload: Workload, wanted: string): Release {
  let found: { workload: Workload; release: Release }
  try {
    found = taskDefinition(request, wanted)
  } catch (error) {
    if (error instanceof AwsServiceError && error.message.startsWith('Unable'))
      throw new AwsServiceError('ClientException', 'TaskDefinition not found.')
    throw error
  }
  if (found.workload !== workload)
    throw new Unanswerable(`running the task definition ${wanted} in the service ${workload.name}`)
  return found.release
}

const listTasks: Operation = (request) => {
  checkCluster(request)
  const { world, system } = request
  const name = option(request, 'service-name')
  const family = option(request, 'family')
  if (name !== null && workloadNamed(request, name) === null)
    throw new AwsServiceError('ServiceNotFoundException', 'Service not found.')
  const stopped = option(request, 'desired-status') === 'STOPPED'
  const tasks = Object.values(world.workloads)
    .filter((w) => (name === null || w.name === shortName(name)) && (family === null || w.name === family))
    .flatMap((w) =>
      stopped
        ? [...w.stopped, ...w.instances.filter((i) => i.state === 'draining')]
        : w.instances.filter((i) => i.state !== 'draining'),
    )
  return { taskArns: tasks.map((t) => taskArn(system, t.id)) }
}

function findTask(request: AwsRequest, nameOrArn: string) {
  const id = shortName(nameOrArn)
  for (const workload of Object.values(request.world.workloads)) {
    const instance = [...workload.instances, ...workload.stopped].find((i) => i.id === id)
    if (instance !== undefined) return { workload, instance }
  }
  return null
}

const describeTasks: Operation = (request) => {
  checkCluster(request)
  const tasks: Json[] = []
  const failures: Json[] = []
  for (const name of optionList(request, 'tasks')) {
    const found = findTask(request, name)
    if (found === null) failures.push({ arn: taskArn(request.system, shortName(name)), reason: 'MISSING' })
    else tasks.push(taskView(request.system, found.workload, found.instance))
  }
  return { tasks, failures }
}

const stopTask: Operation = (request) => {
  checkCluster(request)
  const found = findTask(request, option(request, 'task') ?? '')
  if (found === null) throw new AwsServiceError('InvalidParameterException', 'The referenced task was not found.')
  request.scene.write()
  removeInstance(request.world, request.system, found.workload.name, found.instance.id, request.scene.command)
  return { task: taskView(request.system, found.workload, found.instance) }
}

/** Writes what the Session Manager plugin writes, which passes the CLI's formatters. Its exit status says nothing of the command's. */
const executeCommand: Operation = (request) => {
  checkCluster(request)
  if (!isSet(request, 'interactive'))
    throw new AwsServiceError('InvalidParameterException', 'Interactive is the only mode supported currently.')
  const found = findTask(request, option(request, 'task') ?? '')
  if (found === null) throw new AwsServiceError('InvalidParameterException', 'The referenced task was not found.')
  const { workload, instance } = found
  if (instance.state === 'stopped' || instance.state === 'pending' || instance.state === 'starting') {
    throw new AwsServiceError(
      'InvalidParameterException',
      'The execute command failed because the task is not running or the container is not ready. Wait and try again or verify the container name and try again.',
    )
  }
  const line = option(request, 'command') ?? ''
  const argv = splitWords(line)
  if (argv === null) throw new Unanswerable(`--command ${line}`)
  const container = option(request, 'container')
  const answer = runInContainer(request.scene, workload, container, argv)
  if (answer === null)
    throw new AwsServiceError('InvalidParameterException', `The container name ${container} was not found in the task.`)
  if (answer.writes) request.scene.write()
  const session = `ecs-execute-command-${Math.floor(random(request.world.seed, request.world.now, line) * 16 ** 8)
    .toString(16)
    .padStart(8, '0')}${instance.id.slice(0, 9)}`
  const output = answer.stdout + answer.stderr
  return `\nThe Session Manager plugin was installed successfully. Use the AWS CLI to start a session.\n\n\nStarting session with SessionId: ${session}\n${output}\n\nExiting session with sessionId: ${session}.\n\n`
}

const describeClusters: Operation = ({ world, system, call }) => {
  const wanted = call.options.clusters ?? ['default']
  const known = wanted.filter((c) => shortName(c) === clusterName(system))
  const all = Object.values(world.workloads).flatMap((w) => w.instances)
  return {
    clusters: known.map(() => ({
      clusterArn: clusterArn(system),
      clusterName: clusterName(system),
      status: 'ACTIVE',
      registeredContainerInstancesCount: 0,
      runningTasksCount: all.filter((i) => i.state === 'ready' || i.state === 'sick').length,
      pendingTasksCount: all.filter((i) => i.state === 'pending' || i.state === 'starting').length,
      activeServicesCount: Object.keys(world.workloads).length,
      statistics: [],
      tags: [],
      settings: [],
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [],
    })),
    failures: wanted
      .filter((c) => !known.includes(c))
      .map((c) => ({ arn: clusterArn(system).replace(/[^/]+$/, shortName(c)), reason: 'MISSING' })),
  }
}

/** Every 15 s, 40 times, as the real waiter. */
const waitServicesStable: Operation = (request) => {
  checkCluster(request)
  const names = optionList(request, 'services')
  for (let attempt = 1; ; attempt++) {
    const workloads = names.map((name) => workloadNamed(request, name))
    if (workloads.includes(null)) {
      throw new AwsUsageError(
        'Waiter ServicesStable failed: Waiter encountered a terminal failure state: For expression "failures[].reason" we matched expected path: "MISSING" at least once',
      )
    }
    if (workloads.every((w) => w !== null && isStable(request, w))) return null
    if (attempt === 40) throw new AwsUsageError('Waiter ServicesStable failed: Max attempts exceeded')
    request.scene.wait(15_000)
  }
}

function isStable({ world, system }: AwsRequest, workload: Workload): boolean {
  const view = serviceView(world, system, workload) as {
    deployments: Json[]
    runningCount: number
    desiredCount: number
  }
  return view.deployments.length === 1 && view.runningCount === view.desiredCount
}

export const ECS: Record<string, Operation> = {
  'ecs describe-clusters': describeClusters,
  'ecs describe-services': describeServices,
  'ecs describe-task-definition': describeTaskDefinition,
  'ecs describe-tasks': describeTasks,
  'ecs execute-command': executeCommand,
  'ecs list-services': listServices,
  'ecs list-task-definitions': listTaskDefinitions,
  'ecs list-tasks': listTasks,
  'ecs register-task-definition': registerTaskDefinition,
  'ecs stop-task': stopTask,
  'ecs update-service': updateService,
  'ecs wait services-stable': waitServicesStable,
}
