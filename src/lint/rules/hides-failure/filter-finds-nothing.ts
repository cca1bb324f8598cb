import { awsVerb, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const filterFindsNothing: Rule = {
  id: 'filter-finds-nothing',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a filter pattern of CloudWatch Logs says OR, which it takes for a word to find',
  programs: new Set(
    ['filter-log-events', 'tail', 'put-metric-filter', 'put-subscription-filter', 'test-metric-filter'].map(
      (verb) => `aws logs ${verb}`,
    ),
  ),
  check(_, commands, tell) {
    for (const command of commands) {
      if (
        !/^logs (filter-log-events|tail|put-metric-filter|put-subscription-filter|test-metric-filter)$/.test(
          awsVerb(command),
        )
      )
        continue
      const pattern = optionOf(command, '--filter-pattern')
      // Braces and brackets are forms of their own, which do have an "or".
      if (pattern === null || /^\s*[{[%]/.test(pattern.value)) continue
      const said = /(?<=\s)(OR|or|\|\|?)(?=\s)/.exec(unquoted(pattern.value))?.[1]
      if (said === undefined) continue
      const words = pattern.value.split(/\s+/).filter((word) => word !== said && word !== '')
      tell(
        onCommand(
          command,
          `CloudWatch Logs takes "${said}" for one more word that a line must hold, with all the others: nothing is found, which reads as "no errors"`,
          `any of them is: '${words.map((word) => `?${word}`).join(' ')}'`,
        ),
      )
    }
  },
}

function unquoted(text: string): string {
  return text.replaceAll(/"[^"]*"/g, '""')
}
