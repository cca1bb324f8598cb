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

export const ELASTICACHE: Record<string, Operation> = {
  'elasticache describe-replication-groups': describeReplicationGroups,
  'elasticache increase-replica-count': increaseReplicaCount,
  'elasticache modify-replication-group': modifyReplicationGroup,
  'elasticache test-failover': testFailover,
  'elasticache wait replication-group-available': waitAvailable,
}
