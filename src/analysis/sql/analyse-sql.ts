import type { Finding } from '../finding.ts'
import { readTokens, splitStatements } from './lexer.ts'
import { judgeStatement } from './statement.ts'

export interface SqlStatement {
  from: number
  to: number
  /** The first keyword, in capitals: `SELECT`. */
  verb: string
  finding: Finding
}

/** The statements of a text with what each does. Placeholders must be masked. */
export function analyseStatements(text: string): SqlStatement[] {
  return splitStatements(readTokens(text)).map((tokens) => ({
    from: tokens[0]?.from ?? 0,
    to: tokens.at(-1)?.to ?? 0,
    verb: (tokens[0]?.text ?? '').toUpperCase(),
    finding: judgeStatement(tokens),
  }))
}
