import type { Target } from '../../plan/plan.ts'
import type { AwsCall } from './parse-aws.ts'

/** Options that name what a call is about, with what they name. */
const BY_OPTION: Record<string, string> = {
  cluster: 'cluster',
  clusters: 'cluster',
  'cluster-name': 'cluster',
  service: 'service',
  services: 'service',
  'service-name': 'service',
  'task-definition': 'task-definition',
  task: 'task',
  tasks: 'task',
  'db-instance-identifier': 'database',
  'db-cluster-identifier': 'database',
  'db-snapshot-identifier': 'snapshot',
  'cache-cluster-id': 'cache',
  'replication-group-id': 'cache',
  'table-name': 'table',
  bucket: 'bucket',
  'log-group-name': 'log-group',
  'log-group-names': 'log-group',
  'queue-url': 'queue',
  'topic-arn': 'topic',
  'function-name': 'function',
  'secret-id': 'secret',
  'stack-name': 'stack',
  'instance-ids': 'instance',
  'instance-id': 'instance',
  'repository-name': 'repository',
  'load-balancer-name': 'load-balancer',
  'load-balancer-arn': 'load-balancer',
  'target-group-arn': 'target-group',
  'hosted-zone-id': 'zone',
  'distribution-id': 'distribution',
  'certificate-arn': 'certificate',
  'alarm-names': 'alarm',
  'auto-scaling-group-name': 'auto-scaling-group',
  'user-name': 'user',
  'role-name': 'role',
  'key-id': 'key',
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(BY_OPTION))

const GLOBAL_NAMES = [
  ['region', 'region'],
  ['profile', 'profile'],
  ['endpoint-url', 'endpoint'],
] as const

/** What a call is about. @param show - Answers a word as it was written. */
export function awsTargets(call: AwsCall, show: (text: string) => string): Target[] {
  const targets: Target[] = []
  for (const [option, values] of Object.entries(call.options)) {
    const kind = NAMES.get(option)
    if (kind !== undefined) for (const value of values) targets.push({ kind, name: show(value) })
  }
  if (call.service === 's3')
    for (const path of call.positionals)
      if (path.startsWith('s3://')) targets.push({ kind: 'bucket', name: show(path).slice(5).split('/')[0] ?? '' })
  if (call.service === 'logs' && call.operation === 'tail' && call.positionals[0])
    targets.push({ kind: 'log-group', name: show(call.positionals[0]) })
  for (const [option, kind] of GLOBAL_NAMES) {
    const value = call.globals[option]?.[0]
    if (value !== undefined) targets.push({ kind, name: show(value) })
  }
  return targets
}
