import { awsServiceProblems } from '../../../analysis/aws/service-problems.ts'
import { awsOf, awsVerb, named, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { AWS } from '../../facts/programs.ts'
import { onCommand, type Rule, type Tell } from '../../rule.ts'

export const serviceRefuses: Rule = {
  id: 'service-refuses',
  family: 'will not run',
  severity: 'error',
  summary: 'a value passes the AWS CLI and is refused by the service behind it',
  programs: AWS,
  check(_, commands, tell) {
    for (const command of commands) {
      if (awsOf(command) === null) continue
      values(command, tell)
      arns(command, tell)
      snapshotNames(command, tell)
    }
  },
}

/** Values that the service's own model does not list. */
function values(command: CommandFact, tell: Tell): void {
  const call = awsOf(command)
  if (call === null || call.errors.length > 0) return
  for (const { option, value, message } of awsServiceProblems(call)) {
    const word = optionOf(command, `--${option}`)
    if (word === null) continue
    const listed = value.includes(',') && word.value === value
    const plain = listed && command.carrier === null && command.step.code.slice(word.from, word.to) === value
    tell(
      onCommand(
        command,
        `${named(command)} is answered with a validation error and nothing else: ${shortened(message)}`,
        listed ? 'put blanks between the values, not commas' : null,
        {
          part: command.carrier === null ? word : command,
          fix: plain ? { step: command.step, from: word.from, to: word.to, text: value.split(/,\s*/).join(' ') } : null,
        },
      ),
    )
  }
}

function shortened(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 159)}…`
}

function arns(command: CommandFact, tell: Tell): void {
  for (const word of command.words) {
    if (!word.value.includes('arn:aws')) continue
    const found = /\barn:aws[\w-]*:([\w-]+):[\w-]*:(\d+):/.exec(word.value)
    const account = found?.[2]
    if (account === undefined || account.length === 12) continue
    tell(
      onCommand(
        command,
        `account ${account} has ${account.length} digits and AWS accounts have 12: ${found?.[1]} answers that the ARN is not valid`,
        'put in the real ARN, or a variable that holds it',
        { part: word },
      ),
    )
    return
  }
}

/** RDS names: letters, digits and hyphens; a manual snapshot's never begins with `rds:`. */
function snapshotNames(command: CommandFact, tell: Tell): void {
  if (!/^rds create-db-(cluster-)?snapshot$/.test(awsVerb(command))) return
  const word = optionOf(command, '--db-snapshot-identifier', '--db-cluster-snapshot-identifier')
  if (word === null || !/[_.:]/.test(word.lead)) return
  tell(
    onCommand(
      command,
      `RDS refuses the name ${word.text}: only letters, digits and hyphens; no snapshot is taken`,
      'write hyphens in place of the other signs',
      { part: word },
    ),
  )
}
