import { AppError } from '../core/errors.ts'

/** What a person has to mend: wrong input, a port in use, a database that is down. */
export const EXIT_COULD_NOT_RUN = 2
/** Our own bug (EX_SOFTWARE of sysexits.h). */
const EXIT_BUG = 70

export interface ErrorReport {
  /** With a final newline; for stderr. */
  text: string
  exitCode: number
}

/**
 * The one place that decides how an error looks in the terminal: `error:` what is wrong and `hint:` what to type for
 * what a person can mend; the stack for our own bugs.
 */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof AppError) return { text: refusal(error.message, error.hint), exitCode: EXIT_COULD_NOT_RUN }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const cause = error instanceof Error && error.cause !== undefined ? `\ncaused by: ${String(error.cause)}` : ''
  return {
    text: `error: this is a bug in Standby\nhint: please report it with these lines\n\n${stack}${cause}\n`,
    exitCode: EXIT_BUG,
  }
}

/**
 * Puts commander's own message, e.g. `error: unknown option '--formt'\n(Did you mean --format?)`, in our shape.
 *
 * @param usage - What to type to see what is allowed: `standby show --help`.
 */
export function describeUsageError(message: string, usage: string): string {
  const [first = '', ...rest] = message.trim().split('\n')
  const guess = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(rest.join(' '))?.[1]
  const problem = first.replace(/^error: /, '')
  // `argument 'xml' is invalid. Allowed choices are text, json.`: the second sentence is the hint.
  const [, what = problem, allowed] = /^(.* is invalid)\. (.*)$/.exec(problem) ?? []
  const choices = allowed?.replace(/^Allowed choices are /, 'choose one of: ')
  const hint = guess === undefined ? (choices ?? `see '${usage}'`) : `did you mean ${guess}?`
  return refusal(what.replace(/\.$/, ''), hint.replace(/\.$/, ''))
}

function refusal(message: string, hint: string): string {
  // Each on one line, whatever is in them: scripts read them so, and a file name may hold a line break.
  return `error: ${oneLine(message)}\nhint: ${oneLine(hint)}\n`
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim()
}
