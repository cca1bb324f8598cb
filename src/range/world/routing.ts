import type { System } from '../system/system.ts'
import type { DnsRecord, ZoneState } from './aws-state.ts'
import { record } from './tracks.ts'
import { serving, type World } from './world.ts'

/**
 * Which workload answers the users: a name in DNS leads to a load balancer, its listener divides the requests between
 * target groups. Noted as each workload's part of the users' requests.
 */

const ALIAS_TTL_MS = 60_000

export function createRouting(world: World, system: System): void {
  for (const zone of system.aws.zones) {
    const records = zone.records.map(
      (r): DnsRecord => ({
        name: withDot(r.name),
        type: r.type,
        ttl: r.alias === undefined ? (r.ttl ?? 300) : null,
        values: r.values,
        alias: r.alias === undefined ? null : { zone: ALIAS_ZONE, name: withDot(r.alias), evaluate: true },
        set: r.set ?? null,
        failover: r.failover ?? null,
        weight: r.weight ?? null,
        healthCheck: r.healthCheck ?? null,
      }),
    )
    world.aws.zones[zone.id] = { id: zone.id, name: withDot(zone.name), records, believed: structuredClone(records) }
  }
  for (const balancer of system.aws.balancers)
    for (const listener of balancer.listeners)
      world.aws.listeners[`${balancer.name}/${listener.port}`] = { forward: { ...listener.forward } }
}

/** The zone that names of load balancers in us-east-1 belong to; records only repeat it. */
const ALIAS_ZONE = 'Z35SXDOTRQ7X7K'

export function withDot(name: string): string {
  return name.endsWith('.') ? name : `${name}.`
}

/** How long resolvers believe what a zone said before. */
export function timeToLive(records: readonly DnsRecord[]): number {
  return Math.max(0, ...records.map((r) => (r.ttl === null ? ALIAS_TTL_MS : r.ttl * 1_000)))
}

/** `regami-alb-1f0a.us-east-1.elb.amazonaws.com` */
export function balancerHost(
  system: System,
  balancer: { name: string; id: string; region?: string | undefined },
): string {
  return `${balancer.name}-${Number.parseInt(balancer.id.slice(0, 8), 16)}.${balancer.region ?? system.region}.elb.amazonaws.com`
}

/** Where a name leads now, with each workload's part of the requests. Null where DNS does not decide it. */
export function routeOf(world: World, system: System, origin: string): { workload: string; part: number }[] | null {
  const { hostname, port } = new URL(origin)
  const name = withDot(hostname)
  const records = Object.values(world.aws.zones).flatMap((zone) => zone.believed.filter((r) => r.name === name))
  const addresses = records.filter((r) => r.alias !== null || r.type === 'CNAME')
  if (addresses.length === 0) return null
  const at = Number(port === '' ? 443 : port)
  return chosen(world, system, addresses, at).flatMap(({ record: r, part }) => {
    const target = r.alias?.name ?? withDot(r.values[0] ?? '')
    return behind(world, system, target, at).map((b) => ({ workload: b.workload, part: b.part * part }))
  })
}

/** Failover and weights, as Route 53 decides them. */
function chosen(
  world: World,
  system: System,
  records: readonly DnsRecord[],
  port: number,
): { record: DnsRecord; part: number }[] {
  const primary = records.find((r) => r.failover === 'PRIMARY')
  const secondary = records.find((r) => r.failover === 'SECONDARY')
  if (primary !== undefined || secondary !== undefined) {
    const well = [primary, secondary].find((r) => r !== undefined && isWell(world, system, r, port))
    const taken = well ?? primary ?? secondary
    return taken === undefined ? [] : [{ record: taken, part: 1 }]
  }
  const total = records.reduce((sum, r) => sum + (r.weight ?? 1), 0)
  return total === 0 ? [] : records.map((r) => ({ record: r, part: (r.weight ?? 1) / total }))
}

/** Has what an alias points at someone who serves, and does its health check find so? */
function isWell(world: World, system: System, r: DnsRecord, port: number): boolean {
  if (r.healthCheck !== null && !passes(world, system, r.healthCheck)) return false
  if (r.alias?.evaluate !== true) return true
  return behind(world, system, r.alias.name, port).some(
    (b) => b.part > 0 && serving(world.workloads[b.workload] ?? { instances: [] }).length > 0,
  )
}

/** What a health check of Route 53 finds now; one that nobody made finds all well. */
export function passes(world: World, system: System, id: string): boolean {
  const check = system.aws.healthChecks.find((c) => c.id === id)
  const balancer = system.aws.balancers.find((b) => b.name === check?.balancer)
  if (check === undefined || balancer === undefined) return true
  return behind(world, system, balancerHost(system, balancer), check.port).some(
    (b) => b.part > 0 && serving(world.workloads[b.workload] ?? { instances: [] }).length > 0,
  )
}

/** What a load balancer forwards to. */
function behind(world: World, system: System, host: string, port: number): { workload: string; part: number }[] {
  const wanted = host.replace(/\.$/, '').replace(/^dualstack\./, '')
  const balancer = system.aws.balancers.find((b) => balancerHost(system, b) === wanted)
  const listener = balancer?.listeners.find((l) => l.port === port)
  if (balancer === undefined || listener === undefined) return []
  const { forward } = world.aws.listeners[`${balancer.name}/${listener.port}`] ?? { forward: {} }
  const total = Object.values(forward).reduce((a, b) => a + b, 0)
  return Object.entries(forward).flatMap(([group, weight]) => {
    const workload = system.ecs?.targetGroups.find((g) => g.name === group)?.workload
    return workload === undefined || weight === 0 ? [] : [{ workload, part: weight / total }]
  })
}

/** Notes each workload's part. Call it after every change of DNS, of listeners, or of who serves. */
export function recordRouting(world: World, system: System): void {
  if (system.aws.balancers.length === 0) return
  const parts = new Map<string, number>()
  for (const group of system.ecs?.targetGroups ?? []) parts.set(group.workload, 0)
  for (const host of system.hosts) {
    if (host.kind !== 'service') continue
    const routes = routeOf(world, system, host.origin) ?? [{ workload: host.of ?? '', part: 1 }]
    for (const { workload, part } of routes) parts.set(workload, Math.max(parts.get(workload) ?? 0, part))
  }
  for (const [workload, part] of parts) record(world, `traffic/${workload}`, part)
}

/** Resolvers have forgotten what a zone said before. */
export function believeZone(zone: ZoneState): void {
  zone.believed = structuredClone(zone.records)
}
