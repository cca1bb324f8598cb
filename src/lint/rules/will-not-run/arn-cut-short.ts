import { awsOf, shown } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const arnCutShort: Rule = {
  id: 'arn-cut-short',
  family: 'will not run',
  severity: 'error',
  summary: 'an ARN is cut at its first colon, which leaves "arn"',
  programs: new Set(['cut', 'awk', 'sed']),
  check(_, commands, tell) {
    for (const command of commands) {
      const at = command.pipeline.indexOf(command)
      const source = command.pipeline[at - 1]
      if (at < 1 || source === undefined) continue
      const query = awsOf(source)?.globals.query?.[0] ?? ''
      if (!/(arns?|taskDefinition|loadBalancers?|targetGroups?)(\[\d*\])?\]?$/i.test(query)) continue
      const left = whatIsLeft(command.program, command.args)
      if (left === null) continue
      tell(
        onCommand(
          command,
          `${shown(command)} cuts at the first colon, and an ARN is arn:aws:…: all that is left is "${left}"`,
          "take the part after the last slash: sed 's#.*/##'",
        ),
      )
    }
  },
}

function whatIsLeft(program: string, args: readonly string[]): string | null {
  if (program === 'cut' && args.includes('-d:') && args.some((arg) => /^-f1$/.test(arg))) return 'arn'
  if (program === 'awk' && args.some((arg) => /^-F:$/.test(arg)) && args.some((arg) => /print \$1\b/.test(arg)))
    return 'arn'
  const script = program === 'sed' ? args.find((arg) => /^s(.):\.\*\1/.test(arg)) : undefined
  if (script === undefined) return null
  return `arn${script.split(script[1] ?? '/')[2] ?? ''}`
}
