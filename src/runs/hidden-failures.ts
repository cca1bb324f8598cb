import type { Attempt } from './attempt.ts'
import type { CommandFailure, StatementResult } from './run.ts'

/** Programs whose exit status 1 says "no". */
const ANSWERS = /^\s*(?:!\s*)?(?:\w+=\S*\s+)*(?:sudo\s+)?(?:[efz]?grep|rg|pgrep|diff|cmp|test|\[\[?|\(\()(?=\s|$)/

/** An attempt as it is shown: of what ended with another status than 0 inside its statements, what is a failure. */
export function showFailures(attempt: Attempt): Attempt {
  const statements = attempt.statements.map(({ failures, ...result }) => {
    const meant = hiddenFailures([{ ...result, failures: failures ?? [] }])
    return meant.length === 0 ? result : { ...result, failures: meant }
  })
  return { ...attempt, statements }
}

/** Commands that failed inside statements which went well all the same: left of `||`, in a substitution, in a loop. */
function hiddenFailures(statements: readonly StatementResult[]): CommandFailure[] {
  return statements
    .flatMap(({ failures = [] }) => failures)
    .filter(({ command, statuses }) => {
      const bad = statuses.filter((status) => status !== 0 && status !== 141)
      return bad.length > 0 && !(ANSWERS.test(command) && bad.every((status) => status === 1))
    })
}

const MOST = 3
const WIDTH = 80

/** `inside it “curl -sf …” ended with exit status 22`; null when nothing was hidden. */
export function describeHidden(statements: readonly StatementResult[]): string | null {
  const hidden = hiddenFailures(statements)
  if (hidden.length === 0) return null
  const told = hidden.slice(0, MOST).map(({ command, statuses }) => {
    const [line = ''] = command.trim().split('\n')
    const short = line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line
    return `“${short}” ended with exit status ${statuses.find((status) => status !== 0 && status !== 141)}`
  })
  const more = hidden.length > MOST ? [`${hidden.length - MOST} more failed`] : []
  return `inside it ${[...told, ...more].join(', ')}`
}
