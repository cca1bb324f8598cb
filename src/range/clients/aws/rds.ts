import { schedule } from '../../world/agenda.ts'
import type { DatabaseInstance } from '../../world/aws-state.ts'
import {
  beginWork,
  hostOf,
  missingFrom,
  promote,
  settleDatabases,
  specOfDatabase,
} from '../../world/database-instances.ts'
import { resizeStorage } from '../../world/databases.ts'
import type { Violation } from '../../world/world.ts'
import { Unanswerable } from '../client.ts'
import { instanceView } from './rds-views.ts'
import { type AwsRequest, AwsServiceError, AwsUsageError, isSet, type Operation, option } from './request.ts'

/** RDS instances: looked at, changed, rebooted, promoted, deleted. */

const MINUTE = 60_000
const CLASSES =
  /^db\.(t3|t4g|m5|m6g|m6i|m7g|r5|r6g|r6i|r7g)\.(micro|small|medium|large|xlarge|[248]xlarge|1[26]xlarge)$/

export function found(request: AwsRequest, id: string | null): DatabaseInstance {
  const name = id?.startsWith('arn:') ? (id.split(':').at(-1) ?? '') : (id ?? '')
  const instance = request.world.aws.rds[name.toLowerCase()]
  if (instance === undefined || (instance.region !== request.region && !id?.startsWith('arn:')))
    throw new AwsServiceError('DBInstanceNotFound', `DBInstance ${id} not found.`)
  return instance
}

function available(instance: DatabaseInstance): void {
  if (instance.status !== 'available')
    throw new AwsServiceError('InvalidDBInstanceState', `Instance ${instance.id} is not in available state.`)
}

const describeDbInstances: Operation = (request) => {
  const { world, system, region } = request
  const wanted = option(request, 'db-instance-identifier')
  if (wanted !== null) return { DBInstances: [instanceView(world, system, found(request, wanted))] }
  const all = Object.values(world.aws.rds).filter((i) => i.region === region)
  return { DBInstances: all.map((i) => instanceView(world, system, i)) }
}

const MODIFIABLE = new Set([
  'db-instance-identifier',
  'apply-immediately',
  'no-apply-immediately',
  'db-instance-class',
  'allocated-storage',
  'max-allocated-storage',
  'master-user-password',
  'new-db-instance-identifier',
  'backup-retention-period',
  'multi-az',
  'no-multi-az',
  'deletion-protection',
  'no-deletion-protection',
  'copy-tags-to-snapshot',
])

const modifyDbInstance: Operation = (request) => {
  const { world, system, scene } = request
  const other = Object.keys(request.call.options).find((name) => !MODIFIABLE.has(name))
  if (other !== undefined) throw new Unanswerable(`aws rds modify-db-instance --${other}`)
  const instance = found(request, option(request, 'db-instance-identifier'))
  available(instance)
  const now = isSet(request, 'apply-immediately')
  const type = option(request, 'db-instance-class')
  const storage = option(request, 'allocated-storage')
  const password = option(request, 'master-user-password')
  const name = option(request, 'new-db-instance-identifier')
  const retention = option(request, 'backup-retention-period')
  if (type !== null && !CLASSES.test(type))
    throw new AwsServiceError('InvalidParameterValue', `Invalid DB Instance class: ${type}`)
  if (storage !== null) checkStorage(instance, Number(storage))
  if (password !== null) checkPassword(password)
  if (name !== null && world.aws.rds[name] !== undefined)
    throw new AwsServiceError('DBInstanceAlreadyExists', `DB instance already exists`)

  scene.write()
  instance.lastCommand = scene.command
  if (isSet(request, 'deletion-protection')) instance.protected = true
  if (isSet(request, 'no-deletion-protection')) instance.protected = false
  if (retention !== null) instance.retentionDays = Number(retention)
  if (password !== null) {
    instance.password = password
    instance.passwordSince = world.now
    beginWork(world, instance, { status: 'resetting-master-credentials', takes: 40_000, done: 'database-ready' })
  }
  // What is not wanted at once waits for the maintenance window, days from now.
  if (now && isSet(request, 'multi-az')) instance.multiAz = true
  if (now && isSet(request, 'no-multi-az')) instance.multiAz = false
  if (now && type !== null && type !== instance.class) {
    instance.class = type
    const state = world.databases[instance.id]
    if (state !== undefined) state.instanceClass = type
    // A Multi-AZ pair changes its standby first, and then fails over to it.
    const work = instance.multiAz ? { takes: 9 * MINUTE, down: 50_000 } : { takes: 7 * MINUTE, down: 5 * MINUTE }
    beginWork(world, instance, { status: 'modifying', done: 'database-ready', ...work })
  }
  if (now && storage !== null && Number(storage) !== instance.storageGb) {
    instance.storageGb = Number(storage)
    resizeStorage(world, system, instance.id, Number(storage))
    beginWork(world, instance, { status: 'modifying', takes: 3 * MINUTE, done: 'database-ready' })
  }
  const shown = instanceView(world, system, instance)
  if (name !== null && now) {
    rename(request, instance, name)
    beginWork(world, instance, { status: 'renaming', takes: 3 * MINUTE, down: 3 * MINUTE, done: 'database-ready' })
  }
  return { DBInstance: shown }
}

function checkStorage(instance: DatabaseInstance, gb: number): void {
  if (gb < instance.storageGb)
    throw new AwsServiceError(
      'InvalidParameterValue',
      `The requested storage size ${gb} GB is less than the current storage size ${instance.storageGb} GB. Storage size cannot be decreased.`,
    )
  if (gb > instance.storageGb && gb < instance.storageGb * 1.1)
    throw new AwsServiceError(
      'InvalidParameterCombination',
      `New storage size for ${instance.id} must be at least 10% greater than the current size.`,
    )
}

function checkPassword(password: string): void {
  if (password.length < 8 || password.length > 128)
    throw new AwsServiceError(
      'InvalidParameterValue',
      'The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.',
    )
  if (/[/@" ]|[^\x20-\x7e]/.test(password))
    throw new AwsServiceError(
      'InvalidParameterValue',
      `The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`,
    )
}

/** Everything that spoke of it by its name speaks of the new one; so does its endpoint. */
function rename({ world, system }: AwsRequest, instance: DatabaseInstance, name: string): void {
  const before = instance.id
  delete world.aws.rds[before]
  world.aws.rds[name] = instance
  instance.id = name
  instance.host = hostOf(name, instance.region, specOfDatabase(system, instance))
  for (const other of Object.values(world.aws.rds)) if (other.replicaOf === before) other.replicaOf = name
  for (const used of Object.values(world.aws.inUse)) if (used.id === before) used.id = name
}

const rebootDbInstance: Operation = (request) => {
  const { world, system, scene } = request
  const instance = found(request, option(request, 'db-instance-identifier'))
  available(instance)
  const failover = isSet(request, 'force-failover')
  if (failover && !instance.multiAz)
    throw new AwsServiceError(
      'InvalidParameterCombination',
      'ForceFailover cannot be specified since the instance is not configured for either MultiAZ or High Availability',
    )
  scene.write()
  instance.lastCommand = scene.command
  const down = failover ? 35_000 : 80_000
  const done = failover ? 'database-failed-over' : 'database-ready'
  beginWork(world, instance, { status: 'rebooting', takes: down, down, done })
  return { DBInstance: instanceView(world, system, instance) }
}

const promoteReadReplica: Operation = (request) => {
  const { world, system, scene } = request
  const instance = found(request, option(request, 'db-instance-identifier'))
  if (instance.replicaOf === null)
    throw new AwsServiceError('InvalidDBInstanceState', `DB Instance is not a read replica: ${instance.id}`)
  available(instance)
  scene.write()
  instance.lastCommand = scene.command
  const retention = option(request, 'backup-retention-period')
  instance.retentionDays = retention === null ? 1 : Number(retention)
  promote(world, system, instance)
  beginWork(world, instance, { status: 'modifying', takes: 6 * MINUTE, down: 90_000, done: 'database-ready' })
  return { DBInstance: instanceView(world, system, instance) }
}

const deleteDbInstance: Operation = (request) => {
  const { world, system, scene } = request
  const instance = found(request, option(request, 'db-instance-identifier'))
  const last = option(request, 'final-db-snapshot-identifier')
  const without = isSet(request, 'skip-final-snapshot')
  if (instance.protected)
    throw new AwsServiceError(
      'InvalidParameterCombination',
      'Cannot delete protected DB Instance, please disable deletion protection and try again.',
    )
  if (last === null && !without)
    throw new AwsServiceError(
      'InvalidParameterCombination',
      'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.',
    )
  scene.write()
  settleDatabases(world, system)
  instance.lastCommand = scene.command
  if (last !== null) keepSnapshot(request, instance, last)
  else {
    const only = rowsNowhereElse(request, instance)
    if (only > 0 && Object.values(world.aws.inUse).some((used) => used.id === instance.id))
      note(
        request,
        instance,
        `${instance.id} was deleted without a last snapshot, and with it ${only} rows that nothing else holds`,
      )
  }
  instance.status = 'deleting'
  instance.up = false
  schedule(world, { at: world.now + 5 * MINUTE, kind: 'aws', what: 'database-gone', id: instance.id })
  return { DBInstance: instanceView(world, system, instance) }
}

function keepSnapshot({ world }: AwsRequest, instance: DatabaseInstance, name: string): void {
  world.things[`snapshot/${name}`] = {
    kind: 'snapshot',
    name,
    state: 'available',
    createdAt: world.now,
    fields: {
      database: instance.id,
      type: 'manual',
      region: instance.region,
      lineage: JSON.stringify(instance.lineage),
      storageGb: instance.storageGb,
      password: instance.password,
    },
  }
}

function rowsNowhereElse({ world }: AwsRequest, instance: DatabaseInstance): number {
  const others = Object.values(world.aws.rds).filter((i) => i !== instance)
  return Math.min(...others.map((o) => missingFrom(instance.lineage, o.lineage)), Number.MAX_SAFE_INTEGER)
}

function note({ world, scene }: AwsRequest, instance: DatabaseInstance, text: string): void {
  const invariant: Violation['invariant'] = 'nothing-lost'
  world.violations.push({ at: world.now, invariant, workload: instance.id, command: scene.command, text })
}

/** Every 30 s, 60 times. */
const waitAvailable: Operation = (request) => {
  const wanted = option(request, 'db-instance-identifier')
  const BAD = ['deleted', 'deleting', 'failed', 'incompatible-restore', 'incompatible-parameters']
  for (let attempt = 1; ; attempt++) {
    const instances =
      wanted === null
        ? Object.values(request.world.aws.rds).filter((i) => i.region === request.region)
        : [instanceOrFailure(request, wanted, 'DBInstanceAvailable')]
    if (instances.every((i) => i.status === 'available')) return null
    const bad = instances.find((i) => BAD.includes(i.status))
    if (bad !== undefined)
      throw new AwsUsageError(
        `Waiter DBInstanceAvailable failed: Waiter encountered a terminal failure state: For expression "DBInstances[].DBInstanceStatus" we matched expected path: "${bad.status}" at least once`,
      )
    if (attempt === 60) throw new AwsUsageError('Waiter DBInstanceAvailable failed: Max attempts exceeded')
    request.scene.wait(30_000)
  }
}

function instanceOrFailure(request: AwsRequest, wanted: string, waiter: string): DatabaseInstance {
  try {
    return found(request, wanted)
  } catch (error) {
    if (!(error instanceof AwsServiceError)) throw error
    throw new AwsUsageError(`Waiter ${waiter} failed: An error occurred (${error.code}): ${error.message}`)
  }
}

const waitDeleted: Operation = (request) => {
  const wanted = option(request, 'db-instance-identifier') ?? ''
  for (let attempt = 1; ; attempt++) {
    if (request.world.aws.rds[wanted] === undefined) return null
    if (attempt === 60) throw new AwsUsageError('Waiter DBInstanceDeleted failed: Max attempts exceeded')
    request.scene.wait(30_000)
  }
}

/** What RDS reports of an instance, newest last: only what the range itself did. */
const describeEvents: Operation = (request) => {
  const id = option(request, 'source-identifier')
  const { world } = request
  if (id === null) throw new Unanswerable('aws rds describe-events of everything')
  const minutes = Number(option(request, 'duration') ?? 60)
  const track = world.tracks[`up/${id}`] ?? []
  return {
    Events: track
      .filter(([at]) => at >= world.now - minutes * MINUTE)
      .map(([at, up]) => ({
        SourceIdentifier: id,
        SourceType: 'db-instance',
        Message: up === 1 ? 'DB instance restarted' : 'DB instance shutdown',
        EventCategories: ['availability'],
        Date: new Date(at).toISOString(),
        SourceArn: `arn:aws:rds:${request.region}:${request.system.account}:db:${id}`,
      })),
  }
}

export const RDS: Record<string, Operation> = {
  'rds delete-db-instance': deleteDbInstance,
  'rds describe-db-instances': describeDbInstances,
  'rds describe-events': describeEvents,
  'rds modify-db-instance': modifyDbInstance,
  'rds promote-read-replica': promoteReadReplica,
  'rds reboot-db-instance': rebootDbInstance,
  'rds wait db-instance-available': waitAvailable,
  'rds wait db-instance-deleted': waitDeleted,
}
