import { awsVerb, earlier, optionOf } from '../../facts/ask.ts'
import { onCommand, type Rule } from '../../rule.ts'

/** Waiters of the AWS CLI to which "there is no such thing" is the state they wait for. */
const LENIENT = /^rds wait db-(cluster-)?snapshot-(completed|deleted)$/

export const waiterTakesNotFound: Rule = {
  id: 'waiter-takes-not-found',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a waiter is given another name than was created, and takes "not found" for success',
  programs: new Set(
    ['completed', 'deleted'].flatMap((state) => [
      `aws rds wait db-snapshot-${state}`,
      `aws rds wait db-cluster-snapshot-${state}`,
    ]),
  ),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (!LENIENT.test(awsVerb(command))) continue
      const waited = optionOf(command, '--db-snapshot-identifier', '--db-cluster-snapshot-identifier')
      const made = earlier(runbook, command).findLast((other) =>
        /^rds create-db-(cluster-)?snapshot$/.test(awsVerb(other)),
      )
      const name = made ? optionOf(made, '--db-snapshot-identifier', '--db-cluster-snapshot-identifier') : null
      if (waited === null || name === null || made === undefined || waited.text === name.text) continue
      // A placeholder will be filled in, from memory perhaps.
      const why = /^[<{[]/.test(waited.text)
        ? 'filled in with one wrong letter, "no such snapshot" is success to this waiter, and the next step runs before the backup is there'
        : 'to this waiter "no such snapshot" is success, and the next step runs before the backup is there'
      tell(
        onCommand(
          command,
          `line ${made.line} makes ${name.text} and this waits for ${waited.text}: ${why}`,
          'keep the name in a variable, use it in both, and wait with: aws rds wait db-snapshot-available',
          { part: waited },
        ),
      )
    }
  },
}
