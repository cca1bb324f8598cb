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
    let told: ((name: string, butLine: number) => boolean) | null = null
    const made = new Set(all.flatMap((command) => command.redirects.map(({ target }) => target)))
    for (const command of commands) {
      const word = fileOf(command)
      const file = word?.value.replace(/^fileb?:\/\//, '') ?? ''
      if (word === null || file === '' || file.startsWith('/dev/') || made.has(file) || !word.fixed) continue
      const name = file.slice(file.lastIndexOf('/') + 1)
      told ??= filesTold(lines)
      if (told(name, command.line)) continue
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

const PLACES = /\b(in|at|from|checkout|repo|clone|create|edit|save|cat)\b/i
const AROUND_NAMES = /[\s`'"()[\]{}<>|,;:=/*]+/

/**
 * Whether a line other than the command's own says where the file is. One reading of the file for all names: of each the
 * first two lines are enough, since only one can be the command's.
 */
function filesTold(lines: readonly string[]): (name: string, butLine: number) => boolean {
  const said = new Map<string, number[]>()
  for (const [index, text] of lines.entries()) {
    if (!text.includes('.') || text.includes('file://') || !PLACES.test(text)) continue
    for (const part of text.split(AROUND_NAMES)) {
      const name = part.replace(/[.!?]+$/, '')
      const before = said.get(name)
      if (before === undefined) said.set(name, [index + 1])
      else if (before.length < 2 && before[0] !== index + 1) before.push(index + 1)
    }
  }
  return (name, butLine) => said.get(name)?.some((line) => line !== butLine) ?? false
}
