import type { System } from '../../system/system.ts'

/** Where something is: an account, and a region of it. A system is in its main region. */
export interface Place {
  region: string
  account: string
}

/** The names AWS gives things: `arn:aws:ecs:eu-west-1:123456789012:task/cluster/id`. */
export function arn(place: Place, service: string, rest: string): string {
  return `arn:aws:${service}:${place.region}:${place.account}:${rest}`
}

export function placeOf(system: System, thing: { region?: string | undefined }): Place {
  return { region: thing.region ?? system.region, account: system.account }
}

/** The cluster that a workload runs in. */
export function clusterOf(system: System, workload: { cluster?: string | undefined }): string {
  return workload.cluster ?? system.ecs?.cluster ?? 'default'
}

export function clusterArn(place: Place, cluster: string): string {
  return arn(place, 'ecs', `cluster/${cluster}`)
}

export function serviceArn(place: Place, cluster: string, name: string): string {
  return arn(place, 'ecs', `service/${cluster}/${name}`)
}

/** Of a task that a workload of system.yaml runs. */
export function taskArn(system: System, id: string, workload?: string): string {
  const spec = system.workloads.find((w) => w.name === workload)
  return arn(placeOf(system, spec ?? {}), 'ecs', `task/${clusterOf(system, spec ?? {})}/${id}`)
}

/** @param family - `family:revision`. */
export function taskDefinitionArn(place: Place, family: string): string {
  return arn(place, 'ecs', `task-definition/${family}`)
}

export function targetGroupArn(
  system: System,
  group: { name: string; id: string; region?: string | undefined },
): string {
  return arn(placeOf(system, group), 'elasticloadbalancing', `targetgroup/${group.name}/${group.id}`)
}
