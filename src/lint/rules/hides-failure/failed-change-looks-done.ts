import { awsVerb, kubectlVerb, laterInFence, named } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const failedChangeLooksDone: Rule = {
  id: 'failed-change-looks-done',
  family: 'hides failure',
  severity: 'info',
  summary: 'if the change is refused, the wait after it passes on the old state',
  programs: new Set(['aws ecs update-service', 'kubectl set image', 'kubectl apply']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.carrier !== null || command.failureStops || command.place !== 'plain') continue
      const changes = awsVerb(command) === 'ecs update-service' || /^set image$|^apply$/.test(kubectlVerb(command))
      if (!changes) continue
      const wait = laterInFence(command).find(
        (other) => awsVerb(other) === 'ecs wait services-stable' || kubectlVerb(other) === 'rollout status',
      )
      if (wait === undefined) continue
      tell(
        onCommand(
          wait,
          `if ${named(command)} on line ${command.line} is refused, the old version is stable at once and this passes: a deployment that never happened looks done`,
          'begin the block with set -e, or join the two with &&',
        ),
      )
    }
  },
}
