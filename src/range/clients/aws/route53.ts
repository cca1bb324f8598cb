import type { System } from '../../system/system.ts'
import { schedule } from '../../world/agenda.ts'
import type { DnsRecord, ZoneState } from '../../world/aws-state.ts'
import { HEX, randomText } from '../../world/random.ts'
import { balancerHost, passes, timeToLive, withDot } from '../../world/routing.ts'
import type { Thing } from '../../world/world.ts'
import { Unanswerable } from '../client.ts'
import type { Json } from './json.ts'
import { iso } from './rds-views.ts'
import { type AwsRequest, AwsServiceError, type Operation, option, structure } from './request.ts'

/** Route 53: what names lead to, and how it is changed. Resolvers believe the old answer for its time to live. */

function zone(request: AwsRequest): ZoneState {
  const id = (option(request, 'hosted-zone-id') ?? option(request, 'id') ?? '').replace(/^\/hostedzone\//, '')
  const found = request.world.aws.zones[id]
  if (found === undefined) throw new AwsServiceError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`)
  return found
}

function recordView(r: DnsRecord): Json {
  return {
    Name: r.name,
    Type: r.type,
    ...(r.set === null ? {} : { SetIdentifier: r.set }),
    ...(r.weight === null ? {} : { Weight: r.weight }),
    ...(r.failover === null ? {} : { Failover: r.failover }),
    ...(r.ttl === null ? {} : { TTL: r.ttl }),
    ...(r.values.length === 0 ? {} : { ResourceRecords: r.values.map((Value) => ({ Value })) }),
    ...(r.alias === null
      ? {}
      : {
          AliasTarget: { HostedZoneId: r.alias.zone, DNSName: r.alias.name, EvaluateTargetHealth: r.alias.evaluate },
        }),
    ...(r.healthCheck === null ? {} : { HealthCheckId: r.healthCheck }),
  }
}

const listRecords: Operation = (request) => {
  const { records } = zone(request)
  const from = option(request, 'start-record-name')
  const at = from === null ? 0 : records.findIndex((r) => r.name >= withDot(from))
  const shown = at < 0 ? [] : records.slice(at, at + Number(option(request, 'max-items') ?? 300))
  return { ResourceRecordSets: shown.map(recordView) }
}

const listZones: Operation = ({ world }) => ({
  HostedZones: Object.values(world.aws.zones).map((z) => ({
    Id: `/hostedzone/${z.id}`,
    Name: z.name,
    CallerReference: `terraform-${z.id}`,
    Config: { Comment: '', PrivateZone: false },
    ResourceRecordSetCount: z.records.length,
  })),
})

interface GivenRecord {
  Name: string
  Type: string
  TTL?: number
  SetIdentifier?: string
  Failover?: 'PRIMARY' | 'SECONDARY'
  Weight?: number
  HealthCheckId?: string
  ResourceRecords?: { Value: string }[]
  AliasTarget?: { HostedZoneId: string; DNSName: string; EvaluateTargetHealth: boolean }
}

interface Change {
  Action: 'CREATE' | 'DELETE' | 'UPSERT'
  ResourceRecordSet: GivenRecord
}

const changeRecords: Operation = (request) => {
  const { world, scene } = request
  const found = zone(request)
  const batch = structure(request, 'change-batch') as { Changes?: Change[]; Comment?: string } | null
  const changes = batch?.Changes
  if (changes === undefined || changes.length === 0) throw new Unanswerable('a change batch without changes')
  let records = structuredClone(found.records)
  for (const change of changes) records = applied(found, records, change)
  scene.write()
  const names = changes.map((c) => withDot(c.ResourceRecordSet.Name))
  const believed = timeToLive(found.believed.filter((r) => names.includes(r.name)))
  found.records = records
  schedule(world, { at: world.now + PROPAGATION_MS + believed, kind: 'aws', what: 'zone', id: found.id })
  world.counter += 1
  const id = `C${randomText(HEX, 20, world.seed, found.id, world.counter).toUpperCase()}`
  const thing = { kind: 'dns-change', name: id, state: 'PENDING', createdAt: world.now, fields: {} }
  world.things[`dns-change/${id}`] = thing
  schedule(world, { at: world.now + PROPAGATION_MS, kind: 'thing', thing: `dns-change/${id}`, state: 'INSYNC' })
  return { ChangeInfo: { ...changeView(thing), ...(batch?.Comment === undefined ? {} : { Comment: batch.Comment }) } }
}

/** Until all of Route 53's servers know a change. What resolvers still believe comes on top. */
const PROPAGATION_MS = 35_000

function changeView(thing: Thing): { [key: string]: Json } {
  return { Id: `/change/${thing.name}`, Status: thing.state, SubmittedAt: iso(thing.createdAt) }
}

const invalid = (text: string) => new AwsServiceError('InvalidChangeBatch', `[${text}]`)

function applied(found: ZoneState, records: DnsRecord[], { Action, ResourceRecordSet: given }: Change): DnsRecord[] {
  const next = recordOf(given)
  if (!next.name.endsWith(found.name))
    throw invalid(`RRSet with DNS name ${next.name} is not permitted in zone ${found.name}`)
  const same = (r: DnsRecord) => r.name === next.name && r.type === next.type
  const isIt = (r: DnsRecord) => same(r) && r.set === next.set
  const present = records.find(isIt)
  if (Action === 'DELETE') {
    if (present === undefined)
      throw invalid(
        `Tried to delete resource record set [name='${next.name}', type='${next.type}'] but it was not found`,
      )
    return records.filter((r) => r !== present)
  }
  if (Action === 'CREATE' && present !== undefined)
    throw invalid(
      `Tried to create resource record set [name='${next.name}', type='${next.type}'] but it already exists`,
    )
  const others = records.filter((r) => same(r) && r !== present)
  const rival = others.find((r) => r.failover !== null && r.failover === next.failover)
  if (rival !== undefined)
    throw invalid(
      `Tried to create resource record set [name='${next.name}', type='${next.type}', set-identifier='${next.set}'] with failover ${next.failover}, but one (set-identifier='${rival.set}') exists already`,
    )
  if (others.some((r) => (r.set === null) !== (next.set === null)))
    throw invalid(
      `RRSet with DNS name ${next.name}, type ${next.type}, SetIdentifier ${next.set} cannot be created as a non-weighted set exists with the same name and type.`,
    )
  return [...records.filter((r) => r !== present), next]
}

function recordOf(given: GivenRecord): DnsRecord {
  return {
    name: withDot(given.Name),
    type: given.Type,
    ttl: given.TTL ?? null,
    values: (given.ResourceRecords ?? []).map((r) => r.Value),
    alias:
      given.AliasTarget === undefined
        ? null
        : {
            zone: given.AliasTarget.HostedZoneId,
            name: withDot(given.AliasTarget.DNSName),
            evaluate: given.AliasTarget.EvaluateTargetHealth,
          },
    set: given.SetIdentifier ?? null,
    failover: given.Failover ?? null,
    weight: given.Weight ?? null,
    healthCheck: given.HealthCheckId ?? null,
  }
}

function changeNamed(request: AwsRequest): Thing {
  const id = (option(request, 'id') ?? '').replace(/^\/change\//, '')
  const found = request.world.things[`dns-change/${id}`]
  if (found === undefined) throw new AwsServiceError('NoSuchChange', `Could not find resource with ID: ${id}`)
  return found
}

const getChange: Operation = (request) => ({ ChangeInfo: changeView(changeNamed(request)) })

/** Every 30 s, 60 times. */
const waitChanged: Operation = (request) => {
  const { name } = changeNamed(request)
  while (request.world.things[`dns-change/${name}`]?.state === 'PENDING') request.scene.wait(30_000)
  return null
}

const listHealthChecks: Operation = ({ system }) => ({
  HealthChecks: system.aws.healthChecks.map((c) => ({
    Id: c.id,
    CallerReference: `terraform-${c.id}`,
    HealthCheckConfig: {
      Type: 'HTTPS',
      ResourcePath: c.path,
      FullyQualifiedDomainName: checkedHost(system, c.balancer),
      Port: c.port,
      RequestInterval: 10,
      FailureThreshold: 3,
      MeasureLatency: false,
      Inverted: false,
      Disabled: false,
      EnableSNI: true,
    },
    HealthCheckVersion: 1,
  })),
})

function checkedHost(system: System, name: string): string {
  const balancer = system.aws.balancers.find((b) => b.name === name)
  return balancer === undefined ? name : balancerHost(system, balancer)
}

/** Where Route 53 asks from. */
const CHECKERS = ['us-east-1', 'us-west-2', 'eu-west-1']

const healthCheckStatus: Operation = (request) => {
  const { world, system } = request
  const id = option(request, 'health-check-id') ?? ''
  if (!system.aws.healthChecks.some((c) => c.id === id))
    throw new AwsServiceError('NoSuchHealthCheck', `A health check with id ${id} does not exist.`)
  const well = passes(world, system, id)
  return {
    HealthCheckObservations: CHECKERS.map((Region, i) => ({
      Region,
      IPAddress: `15.177.${10 + i}.27`,
      StatusReport: {
        Status: well ? 'Success: HTTP Status Code 200, OK' : 'Failure: HTTP Status Code 503, Service Unavailable',
        CheckedTime: iso(world.now - 4_000),
      },
    })),
  }
}

export const ROUTE53: Record<string, Operation> = {
  'route53 get-health-check-status': healthCheckStatus,
  'route53 list-health-checks': listHealthChecks,
  'route53 change-resource-record-sets': changeRecords,
  'route53 get-change': getChange,
  'route53 list-hosted-zones': listZones,
  'route53 list-resource-record-sets': listRecords,
  'route53 wait resource-record-sets-changed': waitChanged,
}
