import { rollOut, scale } from '../../world/change.ts'
import { type Release, releaseOf, type Workload, workloadOf } from '../../world/world.ts'
import { Unanswerable } from '../client.ts'
import { clusterArn, serviceArn } from './arn.ts'
import {
  checkCluster,
  clusterNames,
  serviceNamed,
  servicesIn,
  shortName,
  taskDefinition,
  taskSets,
} from './ecs-names.ts'
import { serviceView } from './ecs-views.ts'
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

function service(request: AwsRequest, name: string): Workload {
  const cluster = checkCluster(request)
  const found = serviceNamed(request, cluster, name)
  if (found === null) throw new AwsServiceError('ServiceNotFoundException', 'Service not found.')
  return found
}

const describeServices: Operation = (request) => {
  const cluster = checkCluster(request)
  const { world, system, place } = request
  const services: Json[] = []
  const failures: Json[] = []
  for (const name of optionList(request, 'services')) {
    const workload = serviceNamed(request, cluster, name)
    if (workload === null) failures.push({ arn: serviceArn(place, cluster, shortName(name)), reason: 'MISSING' })
    else services.push(serviceView(world, system, workload))
  }
  return { services, failures }
}

const listServices: Operation = (request) => {
  const cluster = checkCluster(request)
  return { serviceArns: servicesIn(request, cluster).map(({ name }) => serviceArn(request.place, cluster, name)) }
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
  const forced = isSet(request, 'force-new-deployment')
  // CodeDeploy's services take another definition, or a new deployment, from CodeDeploy alone.
  if (taskSets(request, workload).length > 1 && (wanted !== null || forced)) {
    throw new AwsServiceError(
      'InvalidParameterException',
      'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.',
    )
  }

  scene.write()
  if (limits?.maximumPercent !== undefined) workload.surge = `${Math.max(0, Number(limits.maximumPercent) - 100)}%`
  if (limits?.minimumHealthyPercent !== undefined)
    workload.unavailable = `${Math.max(0, 100 - Number(limits.minimumHealthyPercent))}%`
  if (desired !== null && Number(desired) !== workload.desired)
    scale(world, system, workload.name, Number(desired), scene.command)
  rollOut(world, system, workload.name, release, scene.command, forced)
  return { service: serviceView(world, system, workload) }
}

function updatedRelease(request: AwsRequest, workload: Workload, wanted: string): Release {
  let found: { family: string; release: Release }
  try {
    found = taskDefinition(request, wanted)
  } catch (error) {
    if (error instanceof AwsServiceError && error.message.startsWith('Unable'))
      throw new AwsServiceError('ClientException', 'TaskDefinition not found.')
    throw error
  }
  const own = workload.releases.find((r) => r.id === found.release.id)
  if (own === undefined) throw new Unanswerable(`running the task definition ${wanted} in the service ${workload.name}`)
  return own
}

const describeClusters: Operation = (request) => {
  const { place } = request
  const wanted = request.call.options.clusters ?? ['default']
  const known = clusterNames(request)
  return {
    clusters: wanted
      .map(shortName)
      .filter((c) => known.includes(c))
      .map((cluster) => {
        const workloads = servicesIn(request, cluster)
        const all = workloads.flatMap((w) => taskSets(request, w)).flatMap((w) => w.instances)
        return {
          clusterArn: clusterArn(place, cluster),
          clusterName: cluster,
          status: 'ACTIVE',
          registeredContainerInstancesCount: 0,
          runningTasksCount: all.filter((i) => i.state === 'ready' || i.state === 'sick').length,
          pendingTasksCount: all.filter((i) => i.state === 'pending' || i.state === 'starting').length,
          activeServicesCount: workloads.length,
          statistics: [],
          tags: [],
          settings: [{ name: 'containerInsights', value: 'disabled' }],
          capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
          defaultCapacityProviderStrategy: [],
        }
      }),
    failures: wanted
      .filter((c) => !known.includes(shortName(c)))
      .map((c) => ({ arn: clusterArn(place, shortName(c)), reason: 'MISSING' })),
  }
}

const listClusters: Operation = (request) => ({
  clusterArns: clusterNames(request).map((c) => clusterArn(request.place, c)),
})

/** Every 15 s, 40 times, as the real waiter. */
const waitServicesStable: Operation = (request) => {
  const cluster = checkCluster(request)
  const names = optionList(request, 'services')
  for (let attempt = 1; ; attempt++) {
    const workloads = names.map((name) => serviceNamed(request, cluster, name))
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
  const view = serviceView(world, system, workloadOf(world, workload.name)) as {
    deployments: Json[]
    runningCount: number
    desiredCount: number
  }
  return view.deployments.length === 1 && view.runningCount === view.desiredCount
}

export const ECS_SERVICES: Record<string, Operation> = {
  'ecs describe-clusters': describeClusters,
  'ecs describe-services': describeServices,
  'ecs list-clusters': listClusters,
  'ecs list-services': listServices,
  'ecs update-service': updateService,
  'ecs wait services-stable': waitServicesStable,
}
