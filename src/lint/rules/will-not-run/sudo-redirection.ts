import { onCommand, type Rule } from '../../rule.ts'

export const sudoRedirection: Rule = {
  id: 'sudo-redirection',
  family: 'will not run',
  severity: 'error',
  summary: 'the output of sudo is redirected to a file that only root may write',
  programs: new Set(['sudo']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.program !== 'sudo') continue
      const redirect = command.redirects.find(
        ({ operator, target }) =>
          /^(>|>>|>\|)$/.test(operator) &&
          /^\/(etc|var|usr|opt|root|sys|proc|srv|boot)\//.test(target) &&
          !target.startsWith('/var/tmp'),
      )
      if (redirect === undefined) continue
      tell(
        onCommand(
          command,
          `the shell opens ${redirect.target} before sudo runs, as the person who is logged in: Permission denied`,
          `let root write it: … | sudo tee ${redirect.operator === '>>' ? '-a ' : ''}${redirect.target}`,
          { part: redirect },
        ),
      )
    }
  },
}
