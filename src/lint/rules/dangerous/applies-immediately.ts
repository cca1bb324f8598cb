import { awsOf, awsVerb, hasFlag, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

/** Changes for which the service restarts the node, by AWS's table of what they affect. */
const RESTARTS = [
  'db-instance-class',
  'engine-version',
  'multi-az',
  'cache-node-type',
  'storage-type',
  'ca-certificate-identifier',
  'instance-type',
  'db-parameter-group-name',
]

export const appliesImmediately: Rule = {
  id: 'applies-immediately',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a change that restarts the database is applied at once',
  programs: new Set(
    [
      'rds modify-db-instance',
      'rds modify-db-cluster',
      'elasticache modify-cache-cluster',
      'elasticache modify-replication-group',
      'docdb modify-db-instance',
      'neptune modify-db-instance',
      'redshift modify-cluster',
    ].map((verb) => `aws ${verb}`),
  ),
  check(_, commands, tell) {
    for (const command of commands) {
      if (
        !/^(rds modify-db-(instance|cluster)|elasticache modify-(cache-cluster|replication-group)|docdb modify-db-instance|neptune modify-db-instance|redshift modify-cluster)$/.test(
          awsVerb(command),
        )
      )
        continue
      if (!hasFlag(command, '--apply-immediately')) continue
      const options = awsOf(command)?.options ?? {}
      const change = RESTARTS.find((name) => options[name] !== undefined && name !== 'multi-az')
      if (change === undefined) continue
      const name =
        optionOf(
          command,
          '--db-instance-identifier',
          '--db-cluster-identifier',
          '--cache-cluster-id',
          '--replication-group-id',
          '--cluster-identifier',
        )?.text ?? 'the database'
      const value = options[change]?.[0] ?? ''
      tell(
        onCommand(
          command,
          `${name} is taken away as soon as this runs and comes back with ${value}; whether that is more or less than today nobody has looked, and there is no step back`,
          'note the class it has now, say how long it is away, or leave --apply-immediately out and let the maintenance window do it',
          { part: command.words.find((word) => word.value === '--apply-immediately') ?? command },
        ),
      )
    }
  },
}
