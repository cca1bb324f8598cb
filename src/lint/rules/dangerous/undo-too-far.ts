import { hasFlag, kubectlVerb, sameProcedure } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const undoTooFar: Rule = {
  id: 'undo-too-far',
  family: 'dangerous',
  severity: 'warning',
  summary: 'several deployments are undone together, also those that were not deployed yet',
  programs: new Set(['kubectl rollout undo']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (!isUndo(command) || command.carrier !== null) continue
      const undos = sameProcedure(runbook, command).filter(
        (other) => isUndo(other) && other.step.fence === command.step.fence,
      )
      if (undos.length < 2 || undos[0] === command) continue
      const name = command.args.find((arg) => /^(deploy|deployment|statefulset|sts|daemonset|ds)/.test(arg)) ?? 'it'
      tell(
        onCommand(
          command,
          `if the release stopped before ${name} was deployed, this takes ${name} one release further back than the rest`,
          'say to which one: kubectl rollout undo … --to-revision=N, from kubectl rollout history',
        ),
      )
    }
  },
}

function isUndo(command: Parameters<typeof kubectlVerb>[0]): boolean {
  return kubectlVerb(command) === 'rollout undo' && !hasFlag(command, '--to-revision')
}
