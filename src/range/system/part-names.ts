import type { System } from './system.ts'

/** The names a runbook would call the system's parts by: what tells which system it is about. */
export function partNames(system: System): string[] {
  const hosts = system.hosts.filter((host) => host.kind === 'service').map((host) => new URL(host.origin).host)
  const names = [...system.workloads, ...system.databases, ...system.caches, ...system.alarms].map((part) => part.name)
  return [...new Set([...names, ...hosts, ...(system.ecs === undefined ? [] : [system.ecs.cluster])])]
}
