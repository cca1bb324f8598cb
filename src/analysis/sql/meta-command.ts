import { longPattern } from '../../core/long-pattern.ts'
import { type Finding, read, unknown, write } from '../finding.ts'
import type { Token } from './lexer.ts'

/** What one of psql's own commands does, from its line: psql's documentation, PostgreSQL 18. */
export function judgeMetaCommand(line: string): Finding {
  const [command = ''] = line.trim().split(/\s+/)
  // What opens here and closes on a later line is text to us, and SQL that runs to psql.
  if (/\n|\/\*/.test(line)) return unknown(`${command} is not closed on its line`)
  if (/[|`]/.test(line) || /\\/.test(line.trim().slice(1))) return unknown(`${command} may run a command`)
  if (LOOKS.test(command)) return read(`${command} looks only`)
  if (/^\\copy$/i.test(command)) return / to /i.test(line) ? write('writes a file') : write('loads rows')
  return unknown(`${command} may do anything`)
}

const LOOKS = longPattern()`
  ^\\(d\w*[S+x]*|l[+x]*|z|sf\+?|sv\+?|conninfo|encoding|timing|x|a|t|H|q|echo|qecho|pset|set|unset|h|\?
    |copyright|errverbose|warn|f|C|connect|c|if|elif|else|endif)$`

/**
 * Takes psql's own commands out of a text's tokens: a backslash that begins a line between statements, to the end of
 * that line. Anywhere else a backslash stays what it is: no SQL that anybody has proven.
 */
export function splitMetaCommands(text: string, tokens: readonly Token[]): { sql: Token[]; meta: Token[][] } {
  const sql: Token[] = []
  const meta: Token[][] = []
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] as Token
    const before = sql.at(-1)
    if (token.text !== '\\' || (before !== undefined && before.text !== ';') || !beginsLine(text, token.from)) {
      sql.push(token)
      at += 1
      continue
    }
    const newline = text.indexOf('\n', token.from)
    const end = newline < 0 ? text.length : newline
    const line: Token[] = []
    while (at < tokens.length && (tokens[at] as Token).from < end) line.push(tokens[at++] as Token)
    meta.push(line)
  }
  return { sql, meta }
}

/** Whether nothing but blanks stands before an offset on its line. */
export function beginsLine(text: string, at: number): boolean {
  return /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, at - 200), at))
}
