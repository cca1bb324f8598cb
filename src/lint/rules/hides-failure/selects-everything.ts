import { checkFilter } from '../../../analysis/jq/check-filter.ts'
import { findAssignments } from '../../../analysis/jq/judge-tokens.ts'
import { jqOf } from '../../facts/jq.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const selectsEverything: Rule = {
  id: 'selects-everything',
  family: 'hides failure',
  severity: 'error',
  summary: 'a condition of jq says =, which sets a value and is always true',
  programs: new Set(['jq']),
  check(_, commands, tell) {
    for (const command of commands) {
      const { filter, call } = jqOf(command) ?? {}
      if (!filter || !call) continue
      const { text, word } = filter
      const [found] = findAssignments(text)
      // What is refused comes to nothing: jq-refused says so.
      if (found === undefined || checkFilter(text, call.variables).problem !== null) continue
      const { step, carrier } = command
      const isPlain = carrier === null && step.code.slice(word.from, word.to) === `'${text}'`
      const from = word.from + 1 + found.from
      const part = isPlain ? { from, to: from + 1 } : word
      tell(
        onCommand(
          command,
          found.asks === 'if'
            ? 'jq takes the first way every time: = sets a value, and what it gives counts as true'
            : `jq lets everything through ${found.asks}(), whatever its value: = sets one, and what it gives counts as true`,
          'equal is ==',
          carrier === null ? { part, fix: isPlain ? { step, from, to: from + 1, text: '==' } : null } : {},
        ),
      )
    }
  },
}
