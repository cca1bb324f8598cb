import { schedule } from '../../world/agenda.ts'
import type { DatabaseInstance } from '../../world/aws-state.ts'
import { addInstance, lineageAt, settleDatabases, specOfDatabase } from '../../world/database-instances.ts'
import type { Thing } from '../../world/world.ts'
import { Unanswerable } from '../client.ts'
import { found } from './rds.ts'
import { instanceView, iso, latestRestorable, SNAPSHOT_MS, snapshotView } from './rds-views.ts'
import { type AwsRequest, AwsServiceError, AwsUsageError, isSet, type Operation, option } from './request.ts'

/** Snapshots, and new instances made of them or of a point in time. */

const MINUTE = 60_000
const RESTORE_MS = 14 * MINUTE
const REPLICA_MS = 12 * MINUTE

const IDENTIFIER = /^[A-Za-z](-?[A-Za-z0-9])*$/

function checkIdentifier(name: string, what: string): void {
  if (IDENTIFIER.test(name) && name.length <= 255) return
  throw new AwsServiceError(
    'InvalidParameterValue',
    `The parameter ${what} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
  )
}

const createDbSnapshot: Operation = (request) => {
  const { world, system, scene } = request
  const instance = found(request, option(request, 'db-instance-identifier'))
  const name = option(request, 'db-snapshot-identifier') ?? ''
  if (world.things[`snapshot/${name}`] !== undefined)
    throw new AwsServiceError(
      'DBSnapshotAlreadyExists',
      `Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
    )
  checkIdentifier(name, 'DBSnapshotIdentifier')
  if (!instance.up || instance.status !== 'available')
    throw new AwsServiceError(
      'InvalidDBInstanceState',
      `Instance ${instance.id} is not currently in the available state.`,
    )
  scene.write()
  const thing: Thing = {
    kind: 'snapshot',
    name,
    state: 'creating',
    createdAt: world.now,
    fields: {
      database: instance.id,
      type: 'manual',
      region: instance.region,
      lineage: JSON.stringify(lineageAt(world, system, instance, world.now)),
      storageGb: instance.storageGb,
      password: instance.password,
    },
  }
  world.things[`snapshot/${name}`] = thing
  schedule(world, { at: world.now + SNAPSHOT_MS, kind: 'thing', thing: `snapshot/${name}`, state: 'available' })
  return { DBSnapshot: snapshotView(world, system, thing) }
}

/** Snapshots of the region. */
function snapshots(request: AwsRequest): Thing[] {
  const { world, system, region } = request
  return Object.values(world.things)
    .filter((t) => t.kind === 'snapshot')
    .filter((t) => {
      const spec = system.databases.find((d) => d.name === t.fields.database)
      return String(t.fields.region ?? spec?.region ?? system.region) === region
    })
    .sort((a, b) => a.createdAt - b.createdAt)
}

const describeDbSnapshots: Operation = (request) => {
  const { world, system } = request
  const name = option(request, 'db-snapshot-identifier')
  const database = option(request, 'db-instance-identifier')
  const type = option(request, 'snapshot-type')
  const all = snapshots(request).filter(
    (t) =>
      (name === null || t.name === name) &&
      (database === null || t.fields.database === database) &&
      (type === null || (t.fields.type ?? 'manual') === type),
  )
  if (name !== null && all.length === 0)
    throw new AwsServiceError('DBSnapshotNotFound', `DBSnapshot ${name} not found.`)
  return { DBSnapshots: all.map((t) => snapshotView(world, system, t)) }
}

const deleteDbSnapshot: Operation = (request) => {
  const { world, system, scene } = request
  const thing = snapshotNamed(request, option(request, 'db-snapshot-identifier') ?? '')
  if (thing.fields.type === 'automated')
    throw new AwsServiceError('InvalidDBSnapshotState', 'Cannot delete an automated snapshot.')
  scene.write()
  delete world.things[`snapshot/${thing.name}`]
  return { DBSnapshot: snapshotView(world, system, { ...thing, state: 'deleted' }) }
}

function snapshotNamed(request: AwsRequest, name: string): Thing {
  const short = name.startsWith('arn:') ? name.split(':snapshot:').at(-1) : name
  const thing = snapshots(request).find((t) => t.name === short)
  if (thing === undefined) throw new AwsServiceError('DBSnapshotNotFound', `DBSnapshot not found: ${name}`)
  return thing
}

/** Every 15 s, 60 times. The real one takes *not found* for success; so does this. */
const waitSnapshot: Operation = (request) => {
  const name = option(request, 'db-snapshot-identifier')
  const database = option(request, 'db-instance-identifier')
  for (let attempt = 1; ; attempt++) {
    const left = snapshots(request).filter(
      (t) =>
        (name === null || t.name === name) &&
        (database === null || t.fields.database === database) &&
        t.state !== 'available',
    )
    if (left.length === 0) return null
    if (attempt === 60) throw new AwsUsageError('Waiter DBSnapshotCompleted failed: Max attempts exceeded')
    request.scene.wait(15_000)
  }
}

/** What a restored instance takes from elsewhere: the range has one network, so that these change nothing. */
const TAKEN = new Set([
  'db-instance-identifier',
  'db-snapshot-identifier',
  'source-db-instance-identifier',
  'target-db-instance-identifier',
  'restore-time',
  'use-latest-restorable-time',
  'no-use-latest-restorable-time',
  'db-instance-class',
  'multi-az',
  'no-multi-az',
  'publicly-accessible',
  'no-publicly-accessible',
  'db-subnet-group-name',
  'vpc-security-group-ids',
  'availability-zone',
  'deletion-protection',
  'no-deletion-protection',
  'copy-tags-to-snapshot',
  'region',
])

function checkNew(request: AwsRequest, id: string): void {
  const other = Object.keys(request.call.options).find((name) => !TAKEN.has(name))
  if (other !== undefined) throw new Unanswerable(`aws rds ${request.call.operation} --${other}`)
  checkIdentifier(id, 'DBInstanceIdentifier')
  if (request.world.aws.rds[id] !== undefined)
    throw new AwsServiceError('DBInstanceAlreadyExists', 'DB instance already exists')
  const groups = request.call.options['vpc-security-group-ids'] ?? []
  const bad = groups.find((g) => !(request.system.ecs?.securityGroups ?? []).includes(g))
  if (bad !== undefined)
    throw new AwsServiceError('InvalidParameterValue', `Invalid security group , groupId= ${bad}, groupName=.`)
}

function made(request: AwsRequest, from: DatabaseInstance, id: string, lineage: [string, number][], password: string) {
  const { world, system, scene, region } = request
  const instance = addInstance(world, system, {
    id,
    from,
    lineage,
    region,
    class: option(request, 'db-instance-class') ?? from.class,
    multiAz: isSet(request, 'multi-az'),
    password,
    replicaOf: null,
    command: scene.command,
    takes: RESTORE_MS,
  })
  instance.retentionDays = from.retentionDays
  if (isSet(request, 'deletion-protection')) instance.protected = true
  return { DBInstance: instanceView(world, system, instance) }
}

const restoreFromSnapshot: Operation = (request) => {
  const { world, system, scene } = request
  const id = option(request, 'db-instance-identifier') ?? ''
  const thing = snapshotNamed(request, option(request, 'db-snapshot-identifier') ?? '')
  checkNew(request, id)
  if (thing.state !== 'available')
    throw new AwsServiceError('InvalidDBSnapshotState', `Snapshot ${thing.name} is not in available state.`)
  const from = sourceOf(request, String(thing.fields.database))
  scene.write()
  settleDatabases(world, system)
  const lineage = JSON.parse(String(thing.fields.lineage)) as [string, number][]
  return made(request, from, id, lineage, String(thing.fields.password ?? from.password))
}

/** The instance a snapshot is of; one that was deleted is as its specification says. */
function sourceOf({ world, system }: AwsRequest, database: string): DatabaseInstance {
  const of = world.aws.rds[database]?.of ?? database
  const instance =
    world.aws.rds[database] ?? Object.values(world.aws.rds).find((i) => i.of === of && i.replicaOf === null)
  if (instance === undefined) throw new Unanswerable(`a snapshot of ${database}, which is gone, in ${system.name}`)
  return instance
}

const restoreToTime: Operation = (request) => {
  const { world, system, scene } = request
  const source = found(request, option(request, 'source-db-instance-identifier'))
  const id = option(request, 'target-db-instance-identifier') ?? ''
  checkNew(request, id)
  const given = option(request, 'restore-time')
  const latest = latestRestorable(world, source)
  if (given === null && !isSet(request, 'use-latest-restorable-time'))
    throw new AwsServiceError(
      'InvalidParameterCombination',
      'Must specify either RestoreTime or UseLatestRestorableTime.',
    )
  const at = given === null ? latest : Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(given) ? given : `${given}Z`)
  if (Number.isNaN(at)) throw new AwsUsageError(`Invalid timestamp "${given}": unable to parse it`)
  const earliest = world.origin - source.retentionDays * 86_400_000
  if (at > latest)
    throw new AwsServiceError(
      'InvalidParameterValue',
      `The specified instance cannot be restored to a time later than ${iso(latest)} because its backups are not complete to that time. Please restore to a time before or equal to ${iso(latest)}.`,
    )
  if (at < earliest)
    throw new AwsServiceError(
      'InvalidParameterValue',
      `The specified instance cannot be restored to a time earlier than ${iso(earliest)} because its backup retention period has passed.`,
    )
  scene.write()
  settleDatabases(world, system)
  // Rows come at an even pace: what was there at a time follows from what is there now.
  const rate = specOfDatabase(system, source).writesPerSecond
  const lineage = source.lineage.map(([history, rows]): [string, number] => [history, rows])
  const own = lineage.at(-1)
  if (own !== undefined) own[1] = Math.max(0, own[1] - (rate * (wroteUntil(world, source) - at)) / 1_000)
  return made(request, source, id, lineage, source.password)
}

/** Until when rows were written: what came to a stop is older than now. */
function wroteUntil(world: AwsRequest['world'], source: DatabaseInstance): number {
  const track = world.tracks[`rds/${source.id}/rate`]
  const last = track?.at(-1)
  return source.rate > 0 || last === undefined || last[1] > 0 ? world.now : last[0]
}

const createReplica: Operation = (request) => {
  const { world, system, scene, region } = request
  const given = option(request, 'source-db-instance-identifier')
  const source = found(request, given)
  const id = option(request, 'db-instance-identifier') ?? ''
  checkIdentifier(id, 'DBInstanceIdentifier')
  if (world.aws.rds[id] !== undefined)
    throw new AwsServiceError('DBInstanceAlreadyExists', 'DB instance already exists')
  if (source.retentionDays === 0)
    throw new AwsServiceError(
      'InvalidDBInstanceState',
      `Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.`,
    )
  scene.write()
  settleDatabases(world, system)
  const instance = addInstance(world, system, {
    id,
    from: source,
    lineage: source.lineage.map(([h, r]): [string, number] => [h, r]),
    region,
    class: option(request, 'db-instance-class') ?? source.class,
    multiAz: false,
    password: source.password,
    replicaOf: source.id,
    command: scene.command,
    takes: REPLICA_MS,
  })
  instance.retentionDays = 0
  return { DBInstance: instanceView(world, system, instance) }
}

export const RDS_RESTORE: Record<string, Operation> = {
  'rds create-db-instance-read-replica': createReplica,
  'rds create-db-snapshot': createDbSnapshot,
  'rds delete-db-snapshot': deleteDbSnapshot,
  'rds describe-db-snapshots': describeDbSnapshots,
  'rds restore-db-instance-from-db-snapshot': restoreFromSnapshot,
  'rds restore-db-instance-to-point-in-time': restoreToTime,
  'rds wait db-snapshot-completed': waitSnapshot,
  'rds wait db-snapshot-available': waitSnapshot,
}
