import { awsService } from '../../../analysis/aws/grammar.ts'
import type { AwsCall } from '../../../analysis/aws/parse-aws.ts'
import { queryFunctionProblem } from '../../../analysis/aws/query-functions.ts'
import { awsOf, awsVerb, named, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { AWS } from '../../facts/programs.ts'
import { type Finding, onCommand, type Rule } from '../../rule.ts'
import { functionHint, queryHint, queryRefusal } from './query-hints.ts'

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
      if (error === undefined) {
        const stop = call === null ? null : stopAfterwards(command, call)
        if (stop !== null) tell(stop)
      } else if (error !== 'help' && isWritten(command) && !isNamedOnly(command, error)) tell(refusal(command, error))
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

/** A function of `--query` that is none shows only when the answer is there. */
function stopAfterwards(command: CommandFact, call: AwsCall): Finding | null {
  const problem = call.query === null ? null : queryFunctionProblem(call.query)
  if (problem === null) return null
  const { message, near } = problem
  const word = command.carrier === null ? optionOf(command, '--query') : null
  return onCommand(
    command,
    `${named(command)} is called, and then aws stops and prints nothing of the answer: ${message}`,
    near !== null ? `did you mean ${near}?` : functionHint(problem),
    word === null ? {} : { part: word },
  )
}

function refusal(command: CommandFact, error: string): Finding {
  const query = awsOf(command)?.globals.query?.[0]
  if (error.startsWith('Bad value for --query') && query !== undefined) {
    const said = queryRefusal(error)
    const word = command.carrier === null ? optionOf(command, '--query') : null
    return onCommand(
      command,
      `aws refuses this and does nothing: ${said}`,
      queryHint(query, said) ?? 'see jmespath.org for what --query takes',
      word === null ? {} : { part: word },
    )
  }
  const text = /argument operation: Invalid choice/.test(error) ? noSuchCommand(command) : short(error)
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
  const near = text.startsWith('there is no') ? nearest(command) : null
  if (near !== null) return `did you mean aws ${awsOf(command)?.service} ${near}?`
  return verb === '' ? "see 'aws help' for what there is" : `see 'aws ${verb} help' for what it takes`
}

function noSuchCommand(command: CommandFact): string {
  const service = awsOf(command)?.service ?? ''
  const operation = command.args.slice(command.args.indexOf(service) + 1).find((arg) => !arg.startsWith('-'))
  return `there is no "${operation ?? ''}" in aws ${service}`
}

/** The operation that has most of its words: `promote-read-replica` for `promote-read-read-replica`. */
function nearest(command: CommandFact): string | null {
  const service = awsOf(command)?.service ?? ''
  const wanted = new Set(/"([^"]+)"/.exec(noSuchCommand(command))?.[1]?.split('-'))
  let best: string | null = null
  let most = 0.49
  for (const name of Object.keys(awsService(service)?.operations ?? {})) {
    const words = new Set(name.split('-'))
    const both = [...words].filter((word) => wanted.has(word)).length
    const share = both / (words.size + wanted.size - both)
    if (share > most) {
      best = name
      most = share
    }
  }
  return best
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
