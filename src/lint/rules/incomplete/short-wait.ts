import { hasFlag, kubectlVerb, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const shortWait: Rule = {
  id: 'short-wait',
  family: 'incomplete',
  severity: 'warning',
  summary: 'kubectl wait gives up after half a minute where nothing says how long',
  programs: new Set(['kubectl wait']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (kubectlVerb(command) !== 'wait' || hasFlag(command, '--timeout')) continue
      const what = optionOf(command, '--for')?.value.replace(/^condition=/, '') ?? 'it'
      tell(
        onCommand(
          command,
          `kubectl wait gives up after 30 seconds, its default: what takes longer to be ${what} looks like a failure`,
          'say how long it may take: --timeout=10m',
        ),
      )
    }
  },
}
