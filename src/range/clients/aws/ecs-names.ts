import type { WorkloadSpec } from '../../system/system.ts'
import { type Instance, type Release, type Workload, workloadOf } from '../../world/world.ts'
import { clusterOf } from './arn.ts'
import { type AwsRequest, AwsServiceError, option } from './request.ts'

/** How ECS finds what a command names: clusters, services, families and tasks of the region it was asked in. */

/** The part after the last slash: services, tasks and clusters may be named by their ARN. */
export const shortName = (nameOrArn: string) => nameOrArn.split('/').at(-1) ?? nameOrArn

/** Green task sets belong to the service of the blue one. */
function isGreen({ system }: AwsRequest, spec: WorkloadSpec): boolean {
  return system.aws.blueGreen.some((b) => b.green === spec.name)
}

function inRegion(request: AwsRequest): WorkloadSpec[] {
  const { system, region } = request
  if (system.ecs === undefined) return []
  return system.workloads.filter((w) => (w.region ?? system.region) === region)
}

/** The cluster that the command names, with what runs in it. @throws AwsServiceError where there is none */
export function checkCluster(request: AwsRequest, given = option(request, 'cluster') ?? 'default'): string {
  const cluster = shortName(given)
  if (!inRegion(request).some((w) => clusterOf(request.system, w) === cluster))
    throw new AwsServiceError('ClusterNotFoundException', 'Cluster not found.')
  return cluster
}

export function clusterNames(request: AwsRequest): string[] {
  return [...new Set(inRegion(request).map((w) => clusterOf(request.system, w)))]
}

/** Services of a cluster, a green task set not counted. */
export function servicesIn(request: AwsRequest, cluster: string): Workload[] {
  return inRegion(request)
    .filter((w) => clusterOf(request.system, w) === cluster && !isGreen(request, w))
    .map((w) => workloadOf(request.world, w.name))
}

export function serviceNamed(request: AwsRequest, cluster: string, name: string): Workload | null {
  return servicesIn(request, cluster).find((w) => w.name === shortName(name)) ?? null
}

/** A service's task sets: itself, and what CodeDeploy starts beside it. */
export function taskSets(request: AwsRequest, workload: Workload): Workload[] {
  const green = request.system.aws.blueGreen.find((b) => b.blue === workload.name)?.green
  return green === undefined ? [workload] : [workload, workloadOf(request.world, green)]
}

/** Workloads whose tasks are of a family. */
export function ofFamily(request: AwsRequest, family: string): Workload[] {
  return inRegion(request)
    .filter((w) => (w.family ?? w.name) === family)
    .map((w) => workloadOf(request.world, w.name))
}

export function families(request: AwsRequest): string[] {
  return [...new Set(inRegion(request).map((w) => w.family ?? w.name))].sort()
}

/** A family's revisions, oldest first: those of every workload of it. */
export function revisionsOf(request: AwsRequest, family: string): Release[] {
  const known = new Map<string, Release>()
  for (const workload of ofFamily(request, family))
    for (const release of workload.releases) known.set(release.id, release)
  return [...known.values()].sort((a, b) => a.revision - b.revision)
}

/** `family`, `family:revision` or its ARN. @throws AwsServiceError where there is none */
export function taskDefinition(request: AwsRequest, given: string): { family: string; release: Release } {
  const [family = '', revision] = shortName(given).split(':')
  if (revision !== undefined && !/^\d+$/.test(revision))
    throw new AwsServiceError('ClientException', `Invalid revision number. Number: ${revision}`)
  const release = revisionsOf(request, family)
    .filter((r) => revision === undefined || r.revision === Number(revision))
    .at(-1)
  if (release === undefined) throw new AwsServiceError('ClientException', 'Unable to describe task definition.')
  return { family, release }
}

export function findTask(
  request: AwsRequest,
  cluster: string,
  nameOrArn: string,
): { workload: Workload; instance: Instance } | null {
  const id = shortName(nameOrArn)
  for (const workload of servicesIn(request, cluster).flatMap((w) => taskSets(request, w))) {
    const instance = [...workload.instances, ...workload.stopped].find((i) => i.id === id)
    if (instance !== undefined) return { workload, instance }
  }
  return null
}
