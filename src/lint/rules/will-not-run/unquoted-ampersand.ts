import { onCommand, type Rule } from '../../rule.ts'

export const unquotedAmpersand: Rule = {
  id: 'unquoted-ampersand',
  family: 'will not run',
  severity: 'error',
  summary: 'a URL with & stands without quotes: the shell cuts it there',
  programs: new Set(['curl', 'wget', 'http', 'https', 'open']),
  check(_, commands, tell) {
    for (const command of commands) {
      const { step } = command
      if (command.carrier !== null || !/^(curl|wget|http|https|open)$/.test(command.program)) continue
      const last = command.words.at(-1)
      const rest = /^&(?!&)[\w.%-]+=[^\s&;|]*/.exec(step.code.slice(command.to))?.[0]
      if (last === undefined || rest === undefined || !/[?&]/.test(last.value)) continue
      const url = step.code.slice(last.from, last.to)
      const whole = /^\S*/.exec(step.code.slice(last.from))?.[0] ?? url
      tell(
        onCommand(
          command,
          `the shell ends the command at "&" and runs it in the background: ${command.program} asks for ${url} without ${rest.slice(1)}`,
          'put the URL in quotes',
          {
            part: { from: last.from, to: last.from + whole.length },
            fix: /['"$]/.test(whole)
              ? null
              : { step, from: last.from, to: last.from + whole.length, text: `"${whole}"` },
          },
        ),
      )
    }
  },
}
