import { readTokens, splitStatements, type Token } from '../../analysis/sql/lexer.ts'
import { memory } from '../../runbook/remember.ts'
import { optionOf } from './ask.ts'
import type { CommandFact, RunbookFacts, StepFact } from './facts.ts'
import { commandsOf } from './programs.ts'

/** One SQL statement, in an SQL block or handed to psql; offsets are of the step's code. */
export interface SqlFact {
  step: StepFact
  /** The psql that is given it; null in an SQL block. */
  command: CommandFact | null
  from: number
  to: number
  text: string
  /** Words and signs, words in lower case. */
  tokens: readonly Token[]
  /** The same as one text, for patterns: `delete from users where id = 1`. */
  words: string
  /** How many statements are handed over in one go. */
  together: number
}

/** Clients that are given SQL as an argument. */
const CLIENTS: ReadonlySet<string> = new Set(['psql', 'mysql', 'mariadb'])

const statements = memory<RunbookFacts, SqlFact[]>()

/** Every SQL statement of a runbook. */
export function sqlOf(runbook: RunbookFacts): readonly SqlFact[] {
  const known = statements.get(runbook)
  if (known) return known
  const found = [
    ...runbook.steps.filter(({ step }) => step.kind === 'sql').flatMap((step) => split(step, null, step.code, 0)),
    ...commandsOf(runbook, CLIENTS).flatMap((command) => ofCommand(command)),
  ]
  statements.set(runbook, found)
  return found
}

function ofCommand(command: CommandFact): SqlFact[] {
  const word = optionOf(command, '-c', '--command', '-e', '--execute')
  if (word === null) return []
  const at = command.step.code.indexOf(word.value, word.from)
  // Where escapes or a carrier changed the text, the whole word is the place.
  const exact = command.carrier === null && at >= 0 && at <= word.to
  const facts = split(command.step, command, word.value, exact ? at : 0)
  return exact ? facts : facts.map((fact) => ({ ...fact, from: word.from, to: word.to }))
}

function split(step: StepFact, command: CommandFact | null, text: string, offset: number): SqlFact[] {
  const groups = splitStatements(readTokens(text))
  return groups.map((tokens) => {
    const from = tokens[0]?.from ?? 0
    const to = tokens.at(-1)?.to ?? 0
    return {
      step,
      command,
      from: from + offset,
      to: to + offset,
      text: text.slice(from, to),
      tokens,
      words: tokens.map((token) => token.text).join(' '),
      together: groups.length,
    }
  })
}
