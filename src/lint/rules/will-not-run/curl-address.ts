import type { ShellWord } from '../../../analysis/shell/word.ts'
import { hasFlag, standsInFull } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const curlAddress: Rule = {
  id: 'curl-address',
  family: 'will not run',
  severity: 'error',
  summary: 'curl refuses an address, or takes brackets in it for a pattern of its own',
  programs: new Set(['curl']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.program !== 'curl' || hasFlag(command, '-g', '--globoff')) continue
      for (const word of addressesOf(command)) {
        const problem = problemOf(word.value)
        if (problem === null) continue
        const [program] = command.words
        const fix =
          program !== undefined && command.carrier === null && !/\s/.test(word.value)
            ? { step: command.step, from: program.to, to: program.to, text: ' -g' }
            : null
        const hint = 'send it with -G --data-urlencode, which encodes it'
        tell(
          onCommand(command, problem, fix === null ? hint : `add -g; or ${hint}`, {
            part: word,
            fix,
          }),
        )
      }
    }
  },
}

function addressesOf(command: CommandFact): ShellWord[] {
  const { words } = command
  return words.filter(
    (word, at) =>
      at > 0 &&
      standsInFull(command, word) &&
      (/^https?:\/\//.test(word.value) || /^[\w.-]+(:\d+)?\/[^\s]*\?/.test(word.value)) &&
      !/^-[a-zA-Z]*[dHAebFTuowx]$|^--(?!url$)[\w-]+$/.test(words[at - 1]?.value ?? ''),
  )
}

/** Ranges that curl knows: letters, or numbers, with a step. */
const RANGE = /^(?:[A-Za-z]-[A-Za-z]|\d+-\d+)(?::\d+)?$/

function problemOf(address: string): string | null {
  // A host may be an address of IPv6 in brackets.
  const path = address.replace(/^https?:\/\/[^/?#]*/, '')
  const range = /(?<!\\)\[([^[\]]+)\]/.exec(path)?.[1]
  if (range !== undefined && !RANGE.test(range))
    return `curl takes [${range}] for a range of addresses and refuses it ("bad range in URL"): nothing is asked`
  const set = /(?<!\\)\{([^{}]*(?:=~?|!=|!~|":)[^{}]*)\}/.exec(path)?.[1]
  if (set === undefined)
    return /\S\s+\S/.test(path) ? 'curl refuses an address with a blank in it: nothing is asked' : null
  const what = set.includes(',') ? 'asks once for each part of' : 'leaves out the braces of'
  return `curl takes braces for a list of its own and ${what} {${set}}: the server is asked something else`
}
