import type { DatabaseSpec } from '../../system/system.ts'
import { schedule } from '../../world/agenda.ts'
import { HEX, randomText } from '../../world/random.ts'
import type { Thing } from '../../world/world.ts'
import { arn } from './arn.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, AwsUsageError, type Operation, option } from './request.ts'

const describeDbInstances: Operation = (request) => {
  const wanted = option(request, 'db-instance-identifier')
  const found = request.system.databases.filter((d) => wanted === null || d.name === wanted)
  if (wanted !== null && found.length === 0)
    throw new AwsServiceError('DBInstanceNotFound', `DBInstance ${wanted} not found.`)
  return { DBInstances: found.map((d) => databaseView(request, d)) }
}

function databaseView({ world, system }: AwsRequest, spec: DatabaseSpec): Json {
  const replicas = system.databases.filter((d) => d.replicaOf === spec.name).map((d) => d.name)
  const resource = randomText('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 26, spec.name)
  return {
    DBInstanceIdentifier: spec.name,
    DBInstanceClass: spec.instanceClass,
    Engine: spec.engine,
    DBInstanceStatus: 'available',
    MasterUsername: spec.user,
    DBName: spec.database,
    Endpoint: {
      Address: `${spec.name}.${randomText(HEX, 12, spec.name)}.${system.region}.rds.amazonaws.com`,
      Port: spec.port,
      HostedZoneId: 'Z29XKXDKYMONMX',
    },
    AllocatedStorage: spec.storageGb,
    InstanceCreateTime: iso(world.origin - spec.age),
    PreferredBackupWindow: '02:14-02:44',
    BackupRetentionPeriod: spec.snapshots,
    DBSecurityGroups: [],
    VpcSecurityGroups: (system.ecs?.securityGroups ?? []).map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    AvailabilityZone: `${system.region}a`,
    PreferredMaintenanceWindow: 'sun:03:10-sun:03:40',
    PendingModifiedValues: {},
    LatestRestorableTime: iso(world.now - 4 * 60_000),
    MultiAZ: spec.multiAz,
    EngineVersion: spec.version,
    AutoMinorVersionUpgrade: true,
    ...(spec.replicaOf === undefined ? {} : { ReadReplicaSourceDBInstanceIdentifier: spec.replicaOf }),
    ReadReplicaDBInstanceIdentifiers: replicas,
    LicenseModel: 'postgresql-license',
    PubliclyAccessible: false,
    ...(spec.replicaOf === undefined
      ? {}
      : { StatusInfos: [{ StatusType: 'read replication', Normal: true, Status: 'replicating' }] }),
    StorageType: 'gp3',
    StorageEncrypted: true,
    DbiResourceId: `db-${resource}`,
    DBInstanceArn: arn(system, 'rds', `db:${spec.name}`),
    DeletionProtection: true,
    ...(spec.maxStorageGb === undefined ? {} : { MaxAllocatedStorage: spec.maxStorageGb }),
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** A snapshot takes its minutes. */
const SNAPSHOT_MS = 6 * 60_000

const createDbSnapshot: Operation = (request) => {
  const { world, system, scene } = request
  const database = option(request, 'db-instance-identifier') ?? ''
  const name = option(request, 'db-snapshot-identifier') ?? ''
  const spec = system.databases.find((d) => d.name === database)
  if (spec === undefined) throw new AwsServiceError('DBInstanceNotFound', `DBInstance ${database} not found.`)
  if (world.things[`snapshot/${name}`] !== undefined)
    throw new AwsServiceError(
      'DBSnapshotAlreadyExists',
      `Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
    )
  if (!/^[A-Za-z](-?[A-Za-z0-9])*$/.test(name)) {
    throw new AwsServiceError(
      'InvalidParameterValue',
      `The parameter DBSnapshotIdentifier is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    )
  }
  scene.write()
  const thing: Thing = { kind: 'snapshot', name, state: 'creating', createdAt: world.now, fields: { database } }
  world.things[`snapshot/${name}`] = thing
  schedule(world, { at: world.now + SNAPSHOT_MS, kind: 'thing', thing: `snapshot/${name}`, state: 'available' })
  return { DBSnapshot: snapshotView(request, thing) }
}

function snapshotView({ world, system }: AwsRequest, thing: Thing): Json {
  const spec = system.databases.find((d) => d.name === thing.fields.database)
  const done =
    thing.state === 'available' ? 100 : Math.min(99, Math.floor((100 * (world.now - thing.createdAt)) / SNAPSHOT_MS))
  return {
    DBSnapshotIdentifier: thing.name,
    DBInstanceIdentifier: String(thing.fields.database),
    SnapshotCreateTime: iso(thing.createdAt),
    Engine: spec?.engine ?? 'postgres',
    AllocatedStorage: spec?.storageGb ?? 0,
    Status: thing.state,
    Port: spec?.port ?? 5432,
    AvailabilityZone: `${system.region}a`,
    EngineVersion: spec?.version ?? '',
    SnapshotType: 'manual',
    PercentProgress: done,
    StorageType: 'gp3',
    Encrypted: true,
    DBSnapshotArn: arn(system, 'rds', `snapshot:${thing.name}`),
  }
}

const describeDbSnapshots: Operation = (request) => {
  const name = option(request, 'db-snapshot-identifier')
  const database = option(request, 'db-instance-identifier')
  const found = Object.values(request.world.things).filter(
    (t) =>
      t.kind === 'snapshot' &&
      (name === null || t.name === name) &&
      (database === null || t.fields.database === database),
  )
  if (name !== null && found.length === 0)
    throw new AwsServiceError('DBSnapshotNotFound', `DBSnapshot ${name} not found.`)
  return { DBSnapshots: found.map((t) => snapshotView(request, t)) }
}

/** Every 15 s, 60 times. The real one takes *not found* for success; so does this. */
const waitSnapshot: Operation = (request) => {
  const name = option(request, 'db-snapshot-identifier')
  for (let attempt = 1; ; attempt++) {
    const thing = request.world.things[`snapshot/${name}`]
    if (thing === undefined || thing.state === 'available') return null
    if (attempt === 60) throw new AwsUsageError('Waiter DBSnapshotCompleted failed: Max attempts exceeded')
    request.scene.wait(15_000)
  }
}

export const DATA_STORES: Record<string, Operation> = {
  'rds create-db-snapshot': createDbSnapshot,
  'rds describe-db-instances': describeDbInstances,
  'rds describe-db-snapshots': describeDbSnapshots,
  'rds wait db-snapshot-completed': waitSnapshot,
}
