import { awsOf, awsVerb, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { type Finding, onCommand, type Rule } from '../../rule.ts'

export const serviceRefuses: Rule = {
  id: 'service-refuses',
  family: 'will not run',
  severity: 'error',
  summary: 'a value passes the AWS CLI and is refused by the service behind it',
  *check({ commands }) {
    for (const command of commands) {
      if (awsOf(command) === null) continue
      yield* statistics(command)
      yield* arns(command)
      yield* snapshotNames(command)
    }
  },
}

function* statistics(command: CommandFact): Iterable<Finding> {
  if (awsVerb(command) !== 'cloudwatch get-metric-statistics') return
  const word = optionOf(command, '--statistics')
  if (word === null || !word.fixed || !word.value.includes(',')) return
  const plain = command.carrier === null && command.step.code.slice(word.from, word.to) === word.value
  yield onCommand(
    command,
    `CloudWatch takes "${word.value}" for the name of one statistic and answers InvalidParameterValue: no numbers`,
    'put blanks between statistics, not commas',
    {
      part: word,
      fix: plain
        ? { step: command.step, from: word.from, to: word.to, text: word.value.split(/,\s*/).join(' ') }
        : null,
    },
  )
}

function* arns(command: CommandFact): Iterable<Finding> {
  for (const word of command.words) {
    const found = /\barn:aws[\w-]*:([\w-]+):[\w-]*:(\d+):/.exec(word.value)
    const account = found?.[2]
    if (account === undefined || account.length === 12) continue
    yield onCommand(
      command,
      `account ${account} has ${account.length} digits and AWS accounts have 12: ${found?.[1]} answers that the ARN is not valid`,
      'put in the real ARN, or a variable that holds it',
      { part: word },
    )
    return
  }
}

/** RDS names: letters, digits and hyphens; a manual snapshot's never begins with `rds:`. */
function* snapshotNames(command: CommandFact): Iterable<Finding> {
  if (!/^rds create-db-(cluster-)?snapshot$/.test(awsVerb(command))) return
  const word = optionOf(command, '--db-snapshot-identifier', '--db-cluster-snapshot-identifier')
  if (word === null || !/[_.:]/.test(word.lead)) return
  yield onCommand(
    command,
    `RDS refuses the name ${word.text}: only letters, digits and hyphens; no snapshot is taken`,
    'write hyphens in place of the other signs',
    { part: word },
  )
}
