import { checkFilter } from '../../../analysis/jq/check-filter.ts'
import { unknownFormat } from '../../../analysis/jq/judge-tokens.ts'
import type { JqProblem } from '../../../analysis/jq/problem.ts'
import type { OptionProblem } from '../../../analysis/jq/read-call.ts'
import { HOLE } from '../../../analysis/jq/tokens.ts'
import type { ShellWord } from '../../../analysis/shell/word.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { type JqFact, jqOf } from '../../facts/jq.ts'
import { onCommand, type Rule, type Tell } from '../../rule.ts'
import { hintForFilter, wayForAll } from './jq-hints.ts'

export const jqRefused: Rule = {
  id: 'jq-refused',
  family: 'will not run',
  severity: 'error',
  summary: 'a filter or an option of jq is refused as it is written',
  programs: new Set(['jq']),
  check(_, commands, tell) {
    for (const command of commands) {
      const fact = jqOf(command)
      if (fact === null) continue
      const { call, words } = fact
      const refused = call.problems.find(({ takenBy }) => takenBy.length === 0)
      if (refused !== undefined) tell(refusedOption(command, words, refused))
      else if (!tellFilter(command, fact, tell)) tellRelease(command, words, call.problems[0], tell)
    }
  },
}

const WHERE = (word: ShellWord, command: CommandFact) => ({ part: command.carrier === null ? word : command })

function refusedOption(command: CommandFact, words: readonly ShellWord[], problem: OptionProblem) {
  const word = words[problem.word] as ShellWord
  return onCommand(
    command,
    `jq refuses this and prints nothing: ${problem.message}`,
    hintForOption(problem, word.value),
    WHERE(word, command),
  )
}

function hintForOption({ near, message }: OptionProblem, word: string): string | null {
  if (near !== null) return `did you mean ${near}?`
  if (/^-i|^--in-?place/.test(word)) return 'jq never writes a file: jq … file > new && mv new file'
  if (message.startsWith('invalid JSON'))
    return `a text needs quotes of its own: '"${word}"', or --arg in place of --argjson`
  if (message.includes('two parameters')) return 'a name and a value follow it: --arg name value'
  return message.startsWith('Unknown') ? 'jq --help shows what it takes' : null
}

/** Whether something was said of the filter. */
function tellFilter(command: CommandFact, { words, call, filter }: JqFact, tell: Tell): boolean {
  if (filter === null) return false
  const { word, text } = filter
  const { problem, before } = checkFilter(text, call.variables)
  if (isStandIn(text, problem)) return false
  if (problem !== null) {
    const refused = { text, problem, isBare: isBare(command, word), words: words.map(({ value }) => value) }
    tell(
      onCommand(
        command,
        `jq stops and prints nothing: ${said(problem, text)}`,
        hintForFilter(refused),
        WHERE(word, command),
      ),
    )
  } else if (before !== null)
    tell(
      onCommand(
        command,
        `jq ${before.version}${before.version === '1.6' ? ', which Debian 12 and Ubuntu 22.04 have,' : ' and before'} stops here and prints nothing: ${said(before.problem, text)}`,
        wayForAll({ problem: before.problem, text }) ?? 'jq --version tells which is there',
        { ...WHERE(word, command), severity: 'info' },
      ),
    )
  return problem !== null || before !== null || tellFormat(command, filter, tell)
}

/** `.[INDEX]`, `jq 'filter'`: written for something else, of which other rules speak. */
function isStandIn(text: string, problem: JqProblem | null): boolean {
  return (
    problem?.kind === 'function' &&
    (/^(?:[A-Z][A-Z0-9_]*|x{2,})\/0 /.test(problem.message) ||
      /^(?:(?:my|your|jq)[-_ ])*(?:filter|expression|query|path)$/i.test(text))
  )
}

/** It shows only when jq comes to it. */
function tellFormat(command: CommandFact, { word, text }: NonNullable<JqFact['filter']>, tell: Tell): boolean {
  const found = unknownFormat(text)
  if (found === null) return false
  tell(
    onCommand(
      command,
      `jq stops when it comes to @${found.name}: ${found.name} is not a valid format`,
      found.near === null ? null : `did you mean @${found.near}?`,
      WHERE(word, command),
    ),
  )
  return true
}

/** Without quotes of any kind. */
function isBare({ step, carrier }: CommandFact, { from, to }: ShellWord): boolean {
  return carrier === null && !/["'\\]/.test(step.code.slice(from, to))
}

const LONGEST = 50

/** jq's words, and where in the filter: a line of many has room for only a part. */
function said({ message, from, to }: JqProblem, text: string): string {
  if (!message.startsWith('syntax error')) return message
  const before = text.slice(0, from).trimEnd().replaceAll(/\s+/g, ' ')
  // Its names for a name, a field, a sign that it does not know.
  const what = /[A-Z]{4}/.test(message) ? ` ${text.slice(from, Math.min(to, from + LONGEST))}` : ''
  const where = before === '' ? '' : `, after ${before.length <= LONGEST ? before : `…${before.slice(-LONGEST)}`}`
  return `${message}${what}${where}`.replaceAll(HOLE, '…')
}

/** What some releases do not take any more, or not yet. */
function tellRelease(
  command: CommandFact,
  words: readonly ShellWord[],
  problem: OptionProblem | undefined,
  tell: Tell,
): void {
  const word = problem === undefined ? undefined : words[problem.word]
  if (problem === undefined || word === undefined) return
  const isGone = problem.takenBy.includes('1.6')
  tell(
    onCommand(
      command,
      `jq ${isGone ? '1.7 and later refuse' : `before ${problem.takenBy[0]} refuses`} this and print${isGone ? '' : 's'} nothing: ${problem.message}`,
      problem.message.endsWith('--argfile')
        ? '--slurpfile name file gives the same as $name[0]'
        : 'jq --version tells which is there',
      { ...WHERE(word, command), severity: 'info' },
    ),
  )
}
