import type { CacheSpec } from '../../system/system.ts'
import { schedule } from '../../world/agenda.ts'
import { randomText } from '../../world/random.ts'
import type { CacheState, World } from '../../world/world.ts'
import { Unanswerable } from '../client.ts'
import { arn } from './arn.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, AwsUsageError, isSet, type Operation, option } from './request.ts'

/** From the call until a replica serves as primary. */
const FAILOVER_MS = 90_000
/** A node of another type, or one more, is built beside the others. */
const MODIFY_MS = 8 * 60_000

/** Memory that a node type gives to Redis, in MB. */
const NODE_MEMORY: Record<string, number> = {
  'cache.t3.micro': 512,
  'cache.t3.small': 1_402,
  'cache.t3.medium': 3_164,
  'cache.t4g.micro': 512,
  'cache.t4g.small': 1_402,
  'cache.t4g.medium': 3_164,
  'cache.m6g.large': 6_530,
  'cache.m6g.xlarge': 13_213,
  'cache.r6g.large': 13_388,
  'cache.r6g.xlarge': 26_961,
  'cache.r6g.2xlarge': 54_097,
  'cache.r7g.large': 13_388,
  'cache.r7g.xlarge': 26_961,
}

/** A node is up again. */
const REBOOT_MS = 75_000

const isChanging = (world: World, name: string) => world.things[`cache-change/${name}`]?.state === 'modifying'

function group(request: AwsRequest): { spec: CacheSpec; state: CacheState } {
  const wanted = option(request, 'replication-group-id') ?? ''
  const spec = request.system.caches.find((c) => c.name === wanted)
  const state = request.world.caches[wanted]
  if (spec === undefined || state === undefined)
    throw new AwsServiceError('ReplicationGroupNotFoundFault', `ReplicationGroup ${wanted} not found.`)
  return { spec, state }
}

/** What is to be changed happens when the change is through. */
function begin(request: AwsRequest, spec: CacheSpec, took: number, fields: Record<string, string | number>): Json {
  const { world, scene } = request
  if (isChanging(world, spec.name))
    throw new AwsServiceError('InvalidReplicationGroupState', 'Replication group must be in available state to modify.')
  scene.write()
  const key = `cache-change/${spec.name}`
  world.things[key] = { kind: 'cache-change', name: spec.name, state: 'modifying', createdAt: world.now, fields }
  schedule(world, { at: world.now + took, kind: 'thing', thing: key, state: 'done' })
  return { ReplicationGroup: cacheView(request, spec) }
}

const testFailover: Operation = (request) => {
  const { spec, state } = group(request)
  const node = option(request, 'node-group-id')
  if (node !== '0001') throw new AwsServiceError('NodeGroupNotFoundFault', `NodeGroup ${node} not found.`)
  if (state.replicas === 0)
    throw new AwsServiceError(
      'InvalidReplicationGroupState',
      'Automatic failover must be enabled to test failover for a replication group.',
    )
  return begin(request, spec, FAILOVER_MS, { failover: 1 })
}

const MODIFIABLE = new Set(['replication-group-id', 'apply-immediately', 'no-apply-immediately', 'cache-node-type'])

const modifyReplicationGroup: Operation = (request) => {
  const { spec } = group(request)
  const other = Object.keys(request.call.options).find((name) => !MODIFIABLE.has(name))
  if (other !== undefined) throw new Unanswerable(`aws elasticache modify-replication-group --${other}`)
  const type = option(request, 'cache-node-type')
  if (type === null) throw new Unanswerable('aws elasticache modify-replication-group without anything to change')
  const memory = NODE_MEMORY[type]
  if (memory === undefined)
    throw new AwsServiceError('InvalidParameterValue', `The parameter CacheNodeType is invalid: ${type}`)
  if (!isSet(request, 'apply-immediately')) throw new Unanswerable('a change in the next maintenance window')
  return begin(request, spec, MODIFY_MS, { nodeType: type, maxMemory: memory * 1_048_576 })
}

const increaseReplicaCount: Operation = (request) => {
  const { spec, state } = group(request)
  const count = Number(option(request, 'new-replica-count') ?? Number.NaN)
  if (!isSet(request, 'apply-immediately'))
    throw new AwsServiceError('InvalidParameterValue', 'ApplyImmediately must be true')
  if (!(count > state.replicas && count <= 5))
    throw new AwsServiceError(
      'InvalidParameterValue',
      `The new replica count ${count} must be more than ${state.replicas}`,
    )
  return begin(request, spec, MODIFY_MS, { replicas: count })
}

/** Every 15 s, 40 times. */
const waitAvailable: Operation = (request) => {
  const { spec } = group(request)
  for (let attempt = 1; isChanging(request.world, spec.name); attempt++) {
    if (attempt === 40) throw new AwsUsageError('Waiter ReplicationGroupAvailable failed: Max attempts exceeded')
    request.scene.wait(15_000)
  }
  return null
}

const describeReplicationGroups: Operation = (request) => {
  const wanted = option(request, 'replication-group-id')
  const found = request.system.caches.filter((c) => wanted === null || c.name === wanted)
  if (wanted !== null && found.length === 0)
    throw new AwsServiceError('ReplicationGroupNotFoundFault', `ReplicationGroup ${wanted} not found.`)
  return { ReplicationGroups: found.map((c) => cacheView(request, c)) }
}

function cacheView({ system, world }: AwsRequest, spec: CacheSpec): Json {
  const domain = `${spec.name}.${randomText('abcdefghijklmnopqrstuvwxyz', 6, spec.name)}.ng.0001.${system.region.replace(/^([a-z]{2})-([a-z]).*-(\d)$/, '$1$2$3')}.cache.amazonaws.com`
  const state = world.caches[spec.name] as CacheState
  const changing = isChanging(world, spec.name)
  const members = Array.from({ length: state.replicas + 1 }, (_, i) => `${spec.name}-00${i + 1}`)
  return {
    ReplicationGroupId: spec.name,
    Description: spec.name,
    GlobalReplicationGroupInfo: {},
    Status: changing ? 'modifying' : 'available',
    PendingModifiedValues: {},
    MemberClusters: members,
    NodeGroups: [
      {
        NodeGroupId: '0001',
        Status: changing ? 'modifying' : 'available',
        PrimaryEndpoint: { Address: domain, Port: 6379 },
        ReaderEndpoint: { Address: domain.replace('.ng.', '-ro.ng.'), Port: 6379 },
        NodeGroupMembers: members.map((id, i) => ({
          CacheClusterId: id,
          CacheNodeId: '0001',
          ReadEndpoint: { Address: domain.replace(spec.name, id), Port: 6379 },
          PreferredAvailabilityZone: `${system.region}${'abc'[i % 3]}`,
          CurrentRole: i + 1 === state.primary ? 'primary' : 'replica',
        })),
      },
    ],
    AutomaticFailover: state.replicas > 0 ? 'enabled' : 'disabled',
    MultiAZ: state.replicas > 0 ? 'enabled' : 'disabled',
    SnapshotRetentionLimit: 1,
    SnapshotWindow: '03:00-04:00',
    ClusterEnabled: false,
    CacheNodeType: state.nodeType,
    AuthTokenEnabled: false,
    TransitEncryptionEnabled: true,
    AtRestEncryptionEnabled: true,
    ARN: arn(system, 'elasticache', `replicationgroup:${spec.name}`),
    ReplicationGroupCreateTime: iso(world.origin - 300 * 86_400_000),
    Engine: 'redis',
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** Nodes of groups are clusters too, by their own names; a cache of one node is called as its cluster. */
function clusters(request: AwsRequest): { id: string; spec: CacheSpec }[] {
  if (request.region !== request.system.region) return []
  return request.system.caches.flatMap((spec) => {
    const state = request.world.caches[spec.name]
    if (spec.replicas === 0 && state?.replicas === 0) return [{ id: spec.name, spec }]
    return Array.from({ length: (state?.replicas ?? 0) + 1 }, (_, i) => ({ id: `${spec.name}-00${i + 1}`, spec }))
  })
}

function cluster(request: AwsRequest): { id: string; spec: CacheSpec } {
  const wanted = option(request, 'cache-cluster-id') ?? ''
  const found = clusters(request).find((c) => c.id === wanted)
  if (found === undefined) throw new AwsServiceError('CacheClusterNotFound', `CacheCluster not found: ${wanted}`)
  return found
}

function clusterView(request: AwsRequest, { id, spec }: { id: string; spec: CacheSpec }): Json {
  const { world, system } = request
  const state = world.caches[spec.name] as CacheState
  const thing = world.things[`cache-change/${spec.name}`]
  const status =
    thing?.state === 'modifying'
      ? thing.fields.reboot === undefined
        ? 'modifying'
        : 'rebooting cluster nodes'
      : 'available'
  return {
    CacheClusterId: id,
    ClientDownloadLandingPage: 'https://console.aws.amazon.com/elasticache/home#client-download:',
    CacheNodeType: state.nodeType,
    Engine: 'redis',
    EngineVersion: spec.engineVersion,
    CacheClusterStatus: status,
    NumCacheNodes: 1,
    PreferredAvailabilityZone: `${request.region}a`,
    CacheClusterCreateTime: iso(world.origin - 300 * 86_400_000),
    PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
    PendingModifiedValues: {},
    CacheSecurityGroups: [],
    CacheParameterGroup: {
      CacheParameterGroupName: 'default.redis7',
      ParameterApplyStatus: 'in-sync',
      CacheNodeIdsToReboot: [],
    },
    CacheSubnetGroupName: 'private',
    ...(isSet(request, 'show-cache-node-info')
      ? {
          CacheNodes: [
            {
              CacheNodeId: '0001',
              CacheNodeStatus: status,
              CacheNodeCreateTime: iso(world.origin - 300 * 86_400_000),
              Endpoint: { Address: spec.host, Port: 6379 },
              ParameterGroupStatus: 'in-sync',
              CustomerAvailabilityZone: `${request.region}a`,
            },
          ],
        }
      : {}),
    AutoMinorVersionUpgrade: true,
    SecurityGroups: (system.ecs?.securityGroups ?? []).map((g) => ({ SecurityGroupId: g, Status: 'active' })),
    ...(spec.replicas === 0 ? {} : { ReplicationGroupId: spec.name }),
    SnapshotRetentionLimit: 1,
    SnapshotWindow: '03:00-04:00',
    AuthTokenEnabled: false,
    TransitEncryptionEnabled: false,
    AtRestEncryptionEnabled: true,
    ARN: arn(request.place, 'elasticache', `cluster:${id}`),
    ReplicationGroupLogDeliveryEnabled: false,
    LogDeliveryConfigurations: [],
    NetworkType: 'ipv4',
    IpDiscovery: 'ipv4',
  }
}

const describeCacheClusters: Operation = (request) => {
  if (option(request, 'cache-cluster-id') !== null) return { CacheClusters: [clusterView(request, cluster(request))] }
  return { CacheClusters: clusters(request).map((c) => clusterView(request, c)) }
}

/** A node that does not answer comes up again, empty: nothing of a cache without replicas outlives it. */
const rebootCacheCluster: Operation = (request) => {
  const found = cluster(request)
  const nodes = request.call.options['cache-node-ids-to-reboot'] ?? []
  if (nodes.some((n) => n !== '0001'))
    throw new AwsServiceError('InvalidParameterValue', `CacheNodeId ${nodes.find((n) => n !== '0001')} is invalid`)
  begin(request, found.spec, REBOOT_MS, { reboot: 1 })
  return { CacheCluster: clusterView(request, found) }
}

const modifyCacheCluster: Operation = (request) => {
  const found = cluster(request)
  const type = option(request, 'cache-node-type')
  if (type === null) throw new Unanswerable('aws elasticache modify-cache-cluster without --cache-node-type')
  if (found.spec.replicas > 0)
    throw new AwsServiceError(
      'InvalidParameterCombination',
      'Modifying the node type of a cluster that belongs to a replication group is done with ModifyReplicationGroup.',
    )
  const memory = NODE_MEMORY[type]
  if (memory === undefined)
    throw new AwsServiceError('InvalidParameterValue', `The parameter CacheNodeType is invalid: ${type}`)
  if (!isSet(request, 'apply-immediately')) throw new Unanswerable('a change in the next maintenance window')
  begin(request, found.spec, MODIFY_MS, { nodeType: type, maxMemory: memory * 1_048_576 })
  return { CacheCluster: clusterView(request, found) }
}

/** Every 15 s, 40 times. */
const waitClusterAvailable: Operation = (request) => {
  const { spec } = cluster(request)
  for (let attempt = 1; isChanging(request.world, spec.name); attempt++) {
    if (attempt === 40) throw new AwsUsageError('Waiter CacheClusterAvailable failed: Max attempts exceeded')
    request.scene.wait(15_000)
  }
  return null
}

export const ELASTICACHE: Record<string, Operation> = {
  'elasticache describe-cache-clusters': describeCacheClusters,
  'elasticache modify-cache-cluster': modifyCacheCluster,
  'elasticache reboot-cache-cluster': rebootCacheCluster,
  'elasticache wait cache-cluster-available': waitClusterAvailable,
  'elasticache describe-replication-groups': describeReplicationGroups,
  'elasticache increase-replica-count': increaseReplicaCount,
  'elasticache modify-replication-group': modifyReplicationGroup,
  'elasticache test-failover': testFailover,
  'elasticache wait replication-group-available': waitAvailable,
}
