import { onCommand, type Rule } from '../../rule.ts'

export const gnuDate: Rule = {
  id: 'gnu-date',
  family: 'will not run',
  severity: 'info',
  summary: 'date -d works with GNU only: on a Mac it fails and the option gets what is left',
  programs: new Set(['date']),
  check({ lines, isCode }, commands, tell) {
    let forLinux: boolean | null = null
    for (const command of commands) {
      if (command.program !== 'date' || command.place !== 'substitution') continue
      const at = command.words.findIndex((word) => /^(-d|--date)$/.test(word.value))
      if (at < 0) continue
      // Most runbooks never come here; one of many thousand commands must not read the whole file for each.
      forLinux ??= saysLinux(lines, isCode)
      if (forLinux) return
      const after = /^\)(\w*)/.exec(command.step.code.slice(command.to))?.[1] ?? ''
      const left = after === '' ? 'the option gets nothing' : `the option becomes "${after}"`
      tell(
        onCommand(
          command,
          `only GNU date knows -d: on a Mac it fails, and ${left}${after === '000' ? ', the year 1970' : ''}`,
          'run it on a Linux machine, or say so under the prerequisites; on a Mac gdate does it',
        ),
      )
    }
  },
}

/** Who reads it knows that it is for machines with GNU's tools. */
function saysLinux(lines: readonly string[], isCode: (line: number) => boolean): boolean {
  return lines.some((line, at) => /\b(?:linux|GNU date|gdate|GNU coreutils)\b/i.test(line) && !isCode(at + 1))
}
