import { awsVerb, earlier, hasFlag, kubectlVerb, later, named, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const rotationRace: Rule = {
  id: 'rotation-race',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a database password changes while its users are restarted, and nothing waits in between',
  programs: new Set(['aws rds modify-db-instance', 'aws rds modify-db-cluster']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (
        !/^rds modify-db-(instance|cluster)$/.test(awsVerb(command)) ||
        optionOf(command, '--master-user-password') === null
      )
        continue
      const stored = earlier(runbook, command).find((other) =>
        /^(secretsmanager (put-secret-value|update-secret)|ssm put-parameter)$/.test(awsVerb(other)),
      )
      const after = later(runbook, command)
      const restart = after.find((other) => restarts(other))
      if (restart === undefined || after.some((other) => isWait(other) && other.line < restart.line)) continue
      const since = stored === undefined ? '' : `the store has the new password since line ${stored.line}, `
      tell(
        onCommand(
          command,
          `${since}RDS takes minutes to apply it, and ${named(restart)} on line ${restart.line} does not wait: whatever starts in between cannot log in`,
          'change the database, aws rds wait db-instance-available, try the new password, then the store, then the restart; or keep two users and swap them',
        ),
      )
    }
  },
}

function restarts(command: CommandFact): boolean {
  return (
    (awsVerb(command) === 'ecs update-service' && hasFlag(command, '--force-new-deployment')) ||
    kubectlVerb(command) === 'rollout restart'
  )
}

function isWait(command: CommandFact): boolean {
  return /\bwait\b/.test(awsVerb(command)) || command.program === 'sleep' || command.program === 'psql'
}
