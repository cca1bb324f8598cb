import type { System } from '../../system/system.ts'

/** The names AWS gives things: `arn:aws:ecs:eu-west-1:123456789012:task/cluster/id`. */
export function arn(system: System, service: string, rest: string): string {
  return `arn:aws:${service}:${system.region}:${system.account}:${rest}`
}

export function clusterName(system: System): string {
  return system.ecs?.cluster ?? 'default'
}

export function clusterArn(system: System): string {
  return arn(system, 'ecs', `cluster/${clusterName(system)}`)
}

export function serviceArn(system: System, name: string): string {
  return arn(system, 'ecs', `service/${clusterName(system)}/${name}`)
}

export function taskArn(system: System, id: string): string {
  return arn(system, 'ecs', `task/${clusterName(system)}/${id}`)
}

/** @param family - `family:revision`. */
export function taskDefinitionArn(system: System, family: string): string {
  return arn(system, 'ecs', `task-definition/${family}`)
}

export function targetGroupArn(system: System, group: { name: string; id: string }): string {
  return arn(system, 'elasticloadbalancing', `targetgroup/${group.name}/${group.id}`)
}
