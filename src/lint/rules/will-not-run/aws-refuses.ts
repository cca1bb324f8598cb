import { awsOf, awsVerb } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { AWS } from '../../facts/programs.ts'
import { type Finding, onCommand, type Rule } from '../../rule.ts'

export const awsRefuses: Rule = {
  id: 'aws-refuses',
  family: 'will not run',
  severity: 'error',
  summary: 'an aws command has options or values that the AWS CLI refuses',
  programs: AWS,
  check(_, commands, tell) {
    for (const command of commands) {
      const call = awsOf(command)
      const [error] = call?.errors ?? []
      if (error === undefined || error === 'help' || !isWritten(command) || isNamedOnly(command, error)) continue
      tell(refusal(command, error))
    }
  },
}

/** What is not written out in full cannot be judged: left out, broken off by a blank after `\`, or hidden in a variable. */
export function isWritten(command: CommandFact): boolean {
  const { step, words } = command
  if (words.some((word) => word.opaque || (word.spread && word.value.startsWith('$')) || /^\s*#?$/.test(word.value)))
    return false
  return !step.holes.some(({ kind, from, to }) => kind === 'elision' && from >= command.from && to <= command.to)
}

/** The name of a command in a list of commands, or a value that was crossed out: neither is meant to be run so. */
function isNamedOnly(command: CommandFact, error: string): boolean {
  if (command.carrier?.program === 'xargs') return true
  if (
    /^Parameter validation failed|^Error parsing/.test(error) &&
    command.args.some((arg) => /x{3,}|\.\.\./i.test(arg))
  )
    return true
  return /arguments? .*required|too few arguments/.test(error) && !command.args.some((arg) => arg.startsWith('-'))
}

function refusal(command: CommandFact, error: string): Finding {
  const text = short(error)
  const mentioned = text.split(/[ ,']+/)
  const word = command.words.find(({ value }, at) => at > 0 && value.length > 1 && mentioned.includes(value))
  return onCommand(
    command,
    `aws refuses this and does nothing: ${text}`,
    hintFor(command, text),
    word ? { part: word } : {},
  )
}

function hintFor(command: CommandFact, text: string): string {
  const verb = awsVerb(command)
  if (/^Unknown options: (true|false)\b/.test(text))
    return 'options that are switches take no value: write --name or --no-name'
  return verb === '' ? "see 'aws help' for what there is" : `see 'aws ${verb} help' for what it takes`
}

/** Without the list of everything that would have been allowed. */
function short(error: string): string {
  const text = error
    .replace(/Invalid choice, valid choices are:[\s\S]*$/, 'no such command')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '')
  return text.length <= 140 ? text : `${text.slice(0, 139)}…`
}
