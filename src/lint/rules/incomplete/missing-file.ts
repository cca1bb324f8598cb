import type { ShellWord } from '../../../analysis/shell/word.ts'
import { awsOf, optionOf } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const missingFile: Rule = {
  id: 'missing-file',
  family: 'incomplete',
  severity: 'info',
  summary: 'a command needs a file that nothing in the runbook makes or says where to find',
  programs: new Set(['aws', 'kubectl']),
  when: holds('file', '-f'),
  check({ lines, commands: all }, commands, tell) {
    const made = new Set(all.flatMap((command) => command.redirects.map(({ target }) => target)))
    for (const command of commands) {
      const word = fileOf(command)
      const file = word?.value.replace(/^fileb?:\/\//, '') ?? ''
      if (word === null || file === '' || file.startsWith('/dev/') || made.has(file) || !word.fixed) continue
      const name = file.slice(file.lastIndexOf('/') + 1)
      const told = lines.some(
        (text, index) =>
          index + 1 !== command.line &&
          text.includes(name) &&
          !text.includes('file://') &&
          /\b(in|at|from|checkout|repo|clone|create|edit|save|cat)\b/i.test(text),
      )
      if (told) continue
      tell(
        onCommand(
          command,
          `${file} must lie in the folder where you stand: nothing here makes it, or says where it is kept`,
          'name the repository and folder to stand in, or write the file out: cat > NAME <<EOF',
          { part: word },
        ),
      )
    }
  },
}

function fileOf(command: CommandFact): ShellWord | null {
  if (awsOf(command) !== null) return command.words.find((word) => /^fileb?:\/\/(?!\/)/.test(word.value)) ?? null
  if (command.program !== 'kubectl' || !/^(apply|create|replace|delete)$/.test(command.args[0] ?? '')) return null
  const word = optionOf(command, '-f', '--filename')
  return word === null || /^(-|https?:|\/)/.test(word.value) ? null : word
}
