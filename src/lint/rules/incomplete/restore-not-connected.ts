import { awsVerb, later, optionOf, textAfter } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

const RESTORES =
  /^rds restore-db-(instance|cluster)-(from-(db-)?snapshot|from-db-snapshot|from-snapshot|to-point-in-time)$/

const POINTS =
  /\b(?:cut ?over|switch(?:ing)? over)\b|\b(?:update|change|point|switch|repoint)\b[^.\n]{0,80}\b(?:endpoint|connection string|secrets?|dns|config\w*|DATABASE_URL)\b/i

export const restoreNotConnected: Rule = {
  id: 'restore-not-connected',
  family: 'incomplete',
  severity: 'warning',
  summary: 'a database is restored beside the broken one and nothing points at it',
  programs: new Set(
    ['instance', 'cluster'].flatMap((what) =>
      ['from-snapshot', 'from-db-snapshot', 'to-point-in-time'].map((from) => `aws rds restore-db-${what}-${from}`),
    ),
  ),
  check(runbook, commands, tell) {
    for (const command of commands) {
      // Without arguments it is named, in a list of commands.
      if (!RESTORES.test(awsVerb(command)) || command.args.length <= 2) continue
      const after = later(runbook, command)
      const waited = after.some((other) => /^rds wait db-(instance|cluster)-available$/.test(awsVerb(other)))
      const pointed = after.some(
        (other) =>
          /^(rds modify-db-(instance|cluster)|secretsmanager (put-secret-value|update-secret)|ssm put-parameter|route53 change-resource-record-sets|ecs (update-service|register-task-definition))$/.test(
            awsVerb(other),
          ) ||
          (other.program === 'kubectl' && other.effect !== 'read'),
      )
      // "Update the secrets to use the restored endpoint": a step in words is one.
      const said = command.step.fence?.lines
        .slice(command.line - command.step.fence.line)
        .filter((line) => /^\s*#/.test(line))
      const told = POINTS.test(textAfter(runbook, command)) || POINTS.test(said?.join('\n') ?? '')
      if (waited && (pointed || told)) continue
      const name =
        optionOf(command, '--db-instance-identifier', '--target-db-instance-identifier', '--db-cluster-identifier')
          ?.text ?? 'the copy'
      if (/test|drill|verif|valid/i.test(name)) continue
      const groups = optionOf(command, '--vpc-security-group-ids') === null ? ', in the default security group' : ''
      const missing = [
        waited ? [] : ['no command waits until it is there'],
        pointed || told ? [] : ['no command points the application at it'],
      ].flat()
      tell(
        onCommand(
          command,
          `${name} is built beside the old database${groups}; ${missing.join(' and ')}: until someone does, the application goes on with the broken one`,
          'aws rds wait db-instance-available, then change the endpoint in the secret or rename the two, then restart what uses it',
        ),
      )
    }
  },
}
