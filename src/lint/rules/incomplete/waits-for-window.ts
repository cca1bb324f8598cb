import { awsVerb, hasFlag, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

/** Of `modify-db-instance`, what waits: docs.aws.amazon.com, "Schedule modifications setting". */
const DEFERRED = [
  '--db-instance-class',
  '--new-db-instance-identifier',
  '--allocated-storage',
  '--storage-type',
  '--iops',
  '--engine-version',
  '--multi-az',
  '--no-multi-az',
  '--ca-certificate-identifier',
  '--cache-node-type',
  '--new-db-cluster-identifier',
]

export const waitsForWindow: Rule = {
  id: 'waits-for-window',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a change of a database waits for its maintenance window',
  programs: new Set([
    'aws rds modify-db-instance',
    'aws rds modify-db-cluster',
    'aws elasticache modify-replication-group',
    'aws elasticache modify-cache-cluster',
  ]),
  check(_, commands, tell) {
    for (const command of commands) {
      if (
        !/^(rds modify-db-(instance|cluster)|elasticache modify-(replication-group|cache-cluster))$/.test(
          awsVerb(command),
        ) ||
        hasFlag(command, '--apply-immediately') ||
        /\bwindow|next maintenance|maintenance\b/i.test(`${command.step.step.title} ${command.step.procedure.heading}`)
      )
        continue
      const option = DEFERRED.find((name) => hasFlag(command, name) || optionOf(command, name) !== null)
      if (option === undefined) continue
      tell(
        onCommand(
          command,
          `${option} waits for the maintenance window, days away perhaps: the command succeeds and nothing changes now`,
          'add --apply-immediately if it is meant now, and say what that interrupts',
        ),
      )
    }
  },
}
