import { awsOf, awsVerb, kubectlVerb, named } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const scalesToZero: Rule = {
  id: 'scales-to-zero',
  family: 'dangerous',
  severity: 'info',
  summary: 'a service is scaled to nothing: nobody is served until a later step',
  programs: new Set(['aws ecs update-service', 'kubectl scale']),
  check(_, commands, tell) {
    for (const command of commands) {
      const zero =
        (awsVerb(command) === 'ecs update-service' && awsOf(command)?.options['desired-count']?.[0] === '0') ||
        (kubectlVerb(command) === 'scale' && command.args.some((arg) => /^--replicas=0$/.test(arg)))
      if (!zero) continue
      tell(
        onCommand(
          command,
          `${named(command)} stops every task: from here on nobody is served until a later step starts them again`,
          'say so above the step, and what users see meanwhile',
        ),
      )
    }
  },
}
