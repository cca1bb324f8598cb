import { hasFlag } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

/** Words that monitoring answers with, and what it answers when it is the other way round. */
const OPPOSITES: Readonly<Record<string, string>> = {
  healthy: 'unhealthy',
  active: 'inactive',
  available: 'unavailable',
  reachable: 'unreachable',
  stable: 'unstable',
  valid: 'invalid',
  complete: 'incomplete',
  consistent: 'inconsistent',
  correct: 'incorrect',
  successful: 'unsuccessful',
  known: 'unknown',
  connected: 'disconnected',
}

export const matchesItsOpposite: Rule = {
  id: 'matches-its-opposite',
  family: 'hides failure',
  severity: 'warning',
  summary: 'grep looks for a word that stands in its opposite too',
  programs: new Set(['grep', 'egrep', 'fgrep']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (!/^[ef]?grep$/.test(command.program)) continue
      if (
        !decides(command) ||
        hasFlag(command, '-w', '-x', '-v', '-o', '--word-regexp', '--line-regexp', '--invert-match')
      )
        continue
      const word = command.words.slice(1).find((each) => !each.value.startsWith('-'))
      const opposite = OPPOSITES[word?.value.toLowerCase() ?? '']
      if (word === undefined || opposite === undefined) continue
      tell(
        onCommand(
          command,
          `"${word.value}" stands in "${opposite}" too: the check passes whatever the answer`,
          `grep -w ${word.value} takes whole words only`,
          { part: word, fix: { step: command.step, from: word.from, to: word.from, text: '-w ' } },
        ),
      )
    }
  },
}

/** Something hangs on whether it finds a line: with other lines a person sees the word itself. */
function decides(command: CommandFact): boolean {
  return hasFlag(command, '-q', '--quiet', '--silent', '-c', '--count') || command.failureStops
}
