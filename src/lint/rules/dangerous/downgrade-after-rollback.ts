import { awsOf, awsVerb, earlier, kubectlVerb, named } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { isDowngrade, MIGRATES } from './downgrade.ts'

export const downgradeAfterRollback: Rule = {
  id: 'downgrade-after-rollback',
  family: 'dangerous',
  severity: 'warning',
  summary: 'the code goes back before the migration does, and cannot take it back any more',
  programs: MIGRATES,
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (!isDowngrade(command) || awsVerb(command.carrier ?? command) === 'ecs run-task') continue
      const switched = earlier(runbook, command).findLast((other) => switchesBack(other))
      if (switched === undefined) continue
      tell(
        onCommand(
          command,
          `once ${named(switched)} on line ${switched.line} has put older code there, that code does not know the newest migration: ${command.program} cannot find it and takes nothing back`,
          'take the migration back first, while the code that knows it is still there',
        ),
      )
    }
  },
}

function switchesBack(command: CommandFact): boolean {
  if (kubectlVerb(command) === 'rollout undo' || kubectlVerb(command) === 'set image') return true
  if (awsVerb(command) === 'ecs update-service') return awsOf(command)?.options['task-definition'] !== undefined
  if (/^docker(-compose)?$/.test(command.program))
    return command.args.includes('up') && command.args.some((arg) => /^(-d|--detach|--force-recreate)$/.test(arg))
  return command.program === 'helm' && command.args[0] === 'rollback'
}
