import { awsVerb, kubectlVerb, later, named } from '../../facts/ask.ts'
import { mayChange } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { AWS_OR_KUBECTL } from '../../facts/programs.ts'
import { onCommand, type Rule } from '../../rule.ts'

const CHANGES =
  /^(ecs update-service|rds (modify-db-instance|reboot-db-instance|promote-read-replica)|elasticache (modify|reboot|test)-.*|lambda update-function-code|autoscaling set-desired-capacity)$/
const ROLLS = /^(rollout (undo|restart)|set (image|env)|scale|apply|patch)$/

export const noVerification: Rule = {
  id: 'no-verification',
  family: 'incomplete',
  severity: 'info',
  summary: 'something is changed, and nothing looks whether it worked',
  programs: AWS_OR_KUBECTL,
  when: mayChange,
  check(runbook, commands, tell) {
    const told = new Set<unknown>()
    for (const command of commands) {
      if (
        command.carrier !== null ||
        command.effect === 'read' ||
        !(CHANGES.test(awsVerb(command)) || ROLLS.test(kubectlVerb(command)))
      )
        continue
      const { procedure, fence } = command.step
      if (told.has(fence ?? procedure) || later(runbook, command).some((other) => looks(other))) continue
      told.add(fence ?? procedure)
      tell(
        onCommand(
          command,
          `after ${named(command)} nothing waits or looks: whether it helped shows only when the alert fires again`,
          'wait for it (aws ecs wait services-stable, kubectl rollout status), then ask the service itself: curl -f …/health',
        ),
      )
    }
  },
}

function looks(command: CommandFact): boolean {
  if (/\bwait\b|describe-|get-metric/.test(awsVerb(command))) return true
  if (/^(rollout status|wait|get|describe|top)/.test(kubectlVerb(command))) return true
  return (
    /^(curl|psql|redis-cli|http|wget|watch|nc|dig)$/.test(command.program) ||
    /smoke|verify|health/.test(command.words[0]?.value ?? '')
  )
}
