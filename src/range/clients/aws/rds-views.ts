import type { System } from '../../system/system.ts'
import type { DatabaseInstance } from '../../world/aws-state.ts'
import { specOfDatabase } from '../../world/database-instances.ts'
import { randomText } from '../../world/random.ts'
import type { Thing, World } from '../../world/world.ts'
import { arn, placeOf } from './arn.ts'
import type { Json } from './json.ts'

export const iso = (ms: number) => new Date(ms).toISOString()

/** RDS writes whole milliseconds with microseconds' room. */
const instant = (ms: number) => new Date(ms).toISOString().replace('Z', '000+00:00')

function instanceArn(system: System, instance: { id: string; region: string }): string {
  return arn(placeOf(system, instance), 'rds', `db:${instance.id}`)
}

/** One instance, as `describe-db-instances` shows it. */
export function instanceView(world: World, system: System, instance: DatabaseInstance): Json {
  const spec = specOfDatabase(system, instance)
  const place = placeOf(system, instance)
  const nameIn = (other: DatabaseInstance) => (other.region === instance.region ? other.id : instanceArn(system, other))
  const source = instance.replicaOf === null ? undefined : world.aws.rds[instance.replicaOf]
  const replicas = Object.values(world.aws.rds).filter((i) => i.replicaOf === instance.id)
  const zone = (n: number) => `${instance.region}${'ab'[n] ?? 'a'}`
  const hasEndpoint = instance.status !== 'creating'
  return {
    DBInstanceIdentifier: instance.id,
    DBInstanceClass: instance.class,
    Engine: spec.engine,
    DBInstanceStatus: instance.status,
    MasterUsername: spec.user,
    DBName: spec.database,
    ...(hasEndpoint ? { Endpoint: { Address: instance.host, Port: spec.port, HostedZoneId: 'Z29XKXDKYMONMX' } } : {}),
    AllocatedStorage: instance.storageGb,
    InstanceCreateTime: instant(instance.createdAt),
    PreferredBackupWindow: '03:00-03:30',
    BackupRetentionPeriod: instance.retentionDays,
    DBSecurityGroups: [],
    VpcSecurityGroups: (system.ecs?.securityGroups ?? []).map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBParameterGroups: [{ DBParameterGroupName: 'default.postgres16', ParameterApplyStatus: 'in-sync' }],
    AvailabilityZone: zone(instance.zone),
    PreferredMaintenanceWindow: 'sun:04:10-sun:04:40',
    PendingModifiedValues: {},
    ...(instance.retentionDays > 0 ? { LatestRestorableTime: instant(latestRestorable(world, instance)) } : {}),
    MultiAZ: instance.multiAz,
    EngineVersion: spec.version,
    AutoMinorVersionUpgrade: true,
    ...(source === undefined ? {} : { ReadReplicaSourceDBInstanceIdentifier: nameIn(source) }),
    ReadReplicaDBInstanceIdentifiers: replicas.map(nameIn),
    LicenseModel: 'postgresql-license',
    OptionGroupMemberships: [{ OptionGroupName: 'default:postgres-16', Status: 'in-sync' }],
    ...(instance.multiAz ? { SecondaryAvailabilityZone: zone(1 - instance.zone) } : {}),
    PubliclyAccessible: false,
    ...(source === undefined
      ? {}
      : {
          StatusInfos: [
            { StatusType: 'read replication', Normal: source.up, Status: source.up ? 'replicating' : 'error' },
          ],
        }),
    StorageType: 'gp3',
    DbInstancePort: 0,
    StorageEncrypted: true,
    DbiResourceId: `db-${randomText('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 26, instance.id)}`,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    DomainMemberships: [],
    CopyTagsToSnapshot: true,
    MonitoringInterval: 60,
    DBInstanceArn: arn(place, 'rds', `db:${instance.id}`),
    IAMDatabaseAuthenticationEnabled: false,
    PerformanceInsightsEnabled: true,
    DeletionProtection: instance.protected,
    AssociatedRoles: [],
    ...(spec.maxStorageGb === undefined ? {} : { MaxAllocatedStorage: spec.maxStorageGb }),
    TagList: [],
    CustomerOwnedIpEnabled: false,
    BackupTarget: 'region',
    NetworkType: 'IPV4',
    StorageThroughput: 0,
    CertificateDetails: { CAIdentifier: 'rds-ca-rsa2048-g1', ValidTill: instant(world.origin + 300 * 86_400_000) },
    DedicatedLogVolume: false,
  }
}

/** Write-ahead logs reach the backups every few minutes, as long as there is somebody to send them. */
export function latestRestorable(world: World, instance: DatabaseInstance): number {
  const until = instance.up ? world.now : Math.min(world.now, downSince(world, instance.id))
  return until - (until % 300_000) - 60_000
}

function downSince(world: World, id: string): number {
  const last = world.tracks[`up/${id}`]?.at(-1)
  return last !== undefined && last[1] === 0 ? last[0] : world.now
}

/** A snapshot, as `describe-db-snapshots` shows it. */
export function snapshotView(world: World, system: System, thing: Thing): Json {
  const database = String(thing.fields.database)
  const source = world.aws.rds[database]
  const spec = system.databases.find((d) => d.name === (source?.of ?? database))
  const region = String(thing.fields.region ?? spec?.region ?? system.region)
  const place = placeOf(system, { region })
  const done = thing.state === 'available'
  return {
    DBSnapshotIdentifier: thing.name,
    DBInstanceIdentifier: database,
    ...(done || thing.createdAt < world.now ? { SnapshotCreateTime: instant(thing.createdAt) } : {}),
    Engine: 'postgres',
    AllocatedStorage: Number(thing.fields.storageGb ?? spec?.storageGb ?? 0),
    Status: thing.state,
    Port: spec?.port ?? 5432,
    AvailabilityZone: `${region}a`,
    VpcId: 'vpc-0d1f6a3be2c84a950',
    InstanceCreateTime: instant(source?.createdAt ?? world.origin),
    MasterUsername: spec?.user ?? 'postgres',
    EngineVersion: spec?.version ?? '',
    LicenseModel: 'postgresql-license',
    SnapshotType: String(thing.fields.type ?? 'manual'),
    OptionGroupName: 'default:postgres-16',
    PercentProgress: done ? 100 : Math.min(99, Math.floor((100 * (world.now - thing.createdAt)) / SNAPSHOT_MS)),
    StorageType: 'gp3',
    Encrypted: true,
    DBSnapshotArn: arn(place, 'rds', `snapshot:${thing.name}`),
    IAMDatabaseAuthenticationEnabled: false,
    ProcessorFeatures: [],
    DbiResourceId: `db-${randomText('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 26, database)}`,
    TagList: [],
    SnapshotTarget: 'region',
    OriginalSnapshotCreateTime: instant(thing.createdAt),
    DedicatedLogVolume: false,
  }
}

/** A snapshot takes its minutes. */
export const SNAPSHOT_MS = 6 * 60_000
