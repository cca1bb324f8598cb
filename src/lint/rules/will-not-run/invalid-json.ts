import type { ShellWord } from '../../../analysis/shell/word.ts'
import { awsOf, kubectlOf, named, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const invalidJson: Rule = {
  id: 'invalid-json',
  family: 'will not run',
  severity: 'error',
  summary: 'an argument that must be JSON is none',
  programs: new Set(['aws', 'kubectl', 'oc', 'curl']),
  sign: sign('{', '['),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.carrier !== null) continue
      for (const word of candidates(command)) {
        const problem = word.fixed ? problemOf(word.value) : null
        if (problem === null) continue
        tell(
          onCommand(
            command,
            `${command.program === 'curl' ? 'the server' : named(command)} refuses this, since it is not JSON: ${problem}`,
            'mend the JSON; jq . shows where it breaks',
            {
              part: word,
            },
          ),
        )
      }
    }
  },
}

function candidates(command: CommandFact): ShellWord[] {
  if (awsOf(command) !== null)
    // Shorthand (`Name=a,Value={…}`) may hold braces too; JSON begins with one, and then a quote.
    return command.words.filter(
      ({ value }, at) =>
        /^\s*[{[]\s*["{[]/.test(value) &&
        /^--/.test(command.words[at - 1]?.value ?? '') &&
        !/^\[?\{?\s*\$/.test(value) &&
        command.words[at - 1]?.value !== '--query' &&
        command.words[at - 1]?.value !== '--filter-pattern',
    )
  if (kubectlOf(command)?.path[0] === 'patch') {
    const word = optionOf(command, '--patch', '-p')
    return word !== null && /^\s*[{[]/.test(word.value) ? [word] : []
  }
  if (command.program === 'curl' && command.args.some((arg) => /^content-type:\s*application\/json/i.test(arg))) {
    const word = optionOf(command, '-d', '--data', '--data-raw')
    return word !== null && /^\s*[{[]/.test(word.value) ? [word] : []
  }
  return []
}

function problemOf(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/ in JSON at position (\d+).*$/, ' at character $1')
      : 'not JSON'
  }
}
