import { compile } from '@jmespath-community/jmespath'
import { awsOf, named, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const invalidQuery: Rule = {
  id: 'invalid-query',
  family: 'will not run',
  severity: 'error',
  summary: 'a --query is no JMESPath',
  *check({ commands }) {
    for (const command of commands) {
      if (awsOf(command) === null) continue
      const word = optionOf(command, '--query')
      if (word === null || !word.fixed) continue
      const problem = problemOf(word.value)
      if (problem === null) continue
      yield onCommand(
        command,
        `${named(command)} asks AWS and then shows nothing: Bad value for --query: ${problem}`,
        'mend the expression; jmespath.org shows how they are written',
        { part: word },
      )
    }
  },
}

function problemOf(query: string): string | null {
  try {
    compile(query)
    return null
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'not JMESPath'
  }
}
