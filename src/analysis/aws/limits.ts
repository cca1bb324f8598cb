import type { AwsCall } from './aws-call.ts'
import type { AwsOperation } from './grammar.ts'

/** Least and greatest value, null where it has none; of three numbers and more, all that are taken. */
export type Limit = readonly [number | null, number | null] | readonly number[]

/** Days that CloudWatch Logs keeps log events for. */
const RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

/**
 * What services refuse although their models do not say so (AWS API references, 2026-09): of the operations that runbooks
 * call. By operation and option, without dashes.
 */
const LIMITS: Readonly<Record<string, Readonly<Record<string, Limit>>>> = {
  'cloudwatch get-metric-data': { 'max-datapoints': [1, 100800] },
  'elasticache modify-replication-group': { 'snapshot-retention-limit': [0, 35] },
  'kms schedule-key-deletion': { 'pending-window-in-days': [7, 30] },
  'lambda update-function-configuration': { timeout: [1, 900], 'memory-size': [128, 10240] },
  'logs put-retention-policy': { 'retention-in-days': RETENTION },
  'rds create-db-instance': { 'backup-retention-period': [0, 35] },
  'rds describe-db-cluster-snapshots': { 'max-records': [20, 100] },
  'rds describe-db-clusters': { 'max-records': [20, 100] },
  'rds describe-db-instances': { 'max-records': [20, 100] },
  'rds describe-db-snapshots': { 'max-records': [20, 100] },
  'rds describe-events': { 'max-records': [20, 100], duration: [null, 20160] },
  'rds modify-db-cluster': { 'backup-retention-period': [1, 35] },
  'rds modify-db-instance': { 'backup-retention-period': [0, 35] },
  'secretsmanager delete-secret': { 'recovery-window-in-days': [7, 30] },
  'sqs change-message-visibility': { 'visibility-timeout': [0, 43200] },
  'sqs receive-message': {
    'max-number-of-messages': [1, 10],
    'visibility-timeout': [0, 43200],
    'wait-time-seconds': [0, 20],
  },
  'sts assume-role': { 'duration-seconds': [900, 43200] },
  'sts get-session-token': { 'duration-seconds': [900, 129600] },
}

const NONE: ReadonlyMap<string, Limit> = new Map()

/** By what was asked for before: most operations have none. */
const known = new WeakMap<AwsOperation, ReadonlyMap<string, Limit>>()

/** What the service takes of the options of a call's operation, by option. */
export function limitsOfCall({ service, operation, grammar }: AwsCall): ReadonlyMap<string, Limit> {
  if (service === null || operation === null || grammar === null) return NONE
  let limits = known.get(grammar)
  if (limits === undefined) {
    const listed = LIMITS[`${service} ${operation}`]
    limits = listed === undefined ? NONE : new Map(Object.entries(listed))
    known.set(grammar, limits)
  }
  return limits
}
