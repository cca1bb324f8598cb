import { hasFlag, kubectlOf, kubectlVerb } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const tenLogLines: Rule = {
  id: 'ten-log-lines',
  family: 'hides failure',
  severity: 'warning',
  summary: 'kubectl logs with a selector shows ten lines of each pod',
  programs: new Set(['kubectl logs']),
  check(_, commands, tell) {
    for (const command of commands) {
      const flags = kubectlOf(command)?.flags ?? {}
      if (kubectlVerb(command) !== 'logs' || !flags.selector || flags.tail || hasFlag(command, '-f', '--follow'))
        continue
      const reader = command.pipeline[command.pipeline.indexOf(command) + 1]
      const verb = command.words[1]
      tell(
        onCommand(
          command,
          `with -l kubectl shows the last 10 lines of each pod${reader ? `: ${reader.program} finds nothing in what is older` : ''}`,
          'say how far back: --tail=-1 for all of it, or --since=15m --tail=-1',
          {
            fix:
              verb?.value === 'logs' && command.carrier === null
                ? { step: command.step, from: verb.to, to: verb.to, text: ' --tail=-1' }
                : null,
          },
        ),
      )
    }
  },
}
