import { worstEffect } from '../../plan/plan.ts'
import { atLeast, type Finding, unknown } from '../finding.ts'
import { doubtIn } from './doubts.ts'
import { judgeTree } from './judge-tree.ts'
import { readTokens, splitStatements, type Token } from './lexer.ts'
import { judgeMetaCommand, splitMetaCommands } from './meta-command.ts'
import { parsePostgres, type SqlError } from './postgres-parser.ts'
import { judgeStatement } from './statement.ts'

export interface SqlStatement {
  from: number
  to: number
  /** The first keyword, in capitals: `SELECT`. */
  verb: string
  finding: Finding
}

/**
 * The statements of a text with what each does. Placeholders must be masked. Two judge: our lexer, which also knows what other
 * databases say, and PostgreSQL's parser where it takes the statement; the worse of the two counts.
 */
export function analyseStatements(text: string): SqlStatement[] {
  // MySQL runs what stands in such a comment.
  const hides = text.includes('/*!') || nestsComments(text)
  const { sql, meta } = splitMetaCommands(text, readTokens(text))
  const statements = splitStatements(sql).map((tokens) => {
    const { from, to } = spanOf(tokens)
    const verb = (tokens[0]?.text ?? '').toUpperCase()
    return { from, to, verb, finding: hides ? unknown('a comment that MySQL runs') : findingOf(text, tokens) }
  })
  return [...statements, ...meta.map((tokens) => metaStatement(text, tokens))].sort((a, b) => a.from - b.from)
}

/** A comment within a comment: PostgreSQL ends both, others end the outer one with the inner. */
function nestsComments(text: string): boolean {
  for (let open = text.indexOf('/*'); open >= 0; ) {
    const close = text.indexOf('*/', open + 2)
    const inner = text.indexOf('/*', open + 2)
    if (inner < 0) return false
    if (close < 0 || inner < close) return true
    open = inner
  }
  return false
}

/** A command of psql may end a statement: `\gx` shows the rows otherwise, `\gexec` runs them. */
function findingOf(text: string, tokens: readonly Token[]): Finding {
  const slash = tokens.findIndex((token) => token.kind === 'symbol' && token.text === '\\')
  const { from, to } = spanOf(tokens)
  if (slash < 0) {
    const found = judgeStatement(tokens)
    const doubt = found.effect === 'read' ? doubtIn(text, tokens) : null
    return doubt === null ? judge(text.slice(from, to), found) : unknown(doubt)
  }
  const command = tokens.slice(slash + 1).map((token) => token.text)
  const sql = tokens.slice(0, slash)
  if (sql.length > 0 && command.length === 1 && /^(?:g|gx|crosstabview)$/.test(command[0] ?? ''))
    return findingOf(text, sql)
  return unknown('a command of psql in a statement may do anything')
}

/** `\dt` and the like: psql reads them itself. */
function metaStatement(text: string, tokens: readonly Token[]): SqlStatement {
  const { from, to } = spanOf(tokens)
  const rest = text.indexOf('\n', to)
  const line = text.slice(from, rest < 0 ? text.length : rest)
  return { from, to, verb: /^\\\S*/.exec(line)?.[0] ?? '\\', finding: judgeMetaCommand(line) }
}

function spanOf(tokens: readonly Token[]): { from: number; to: number } {
  return { from: tokens[0]?.from ?? 0, to: tokens.at(-1)?.to ?? 0 }
}

function judge(statement: string, found: Finding): Finding {
  // Nothing is worse than unknown.
  if (found.effect === 'unknown') return found
  const parsed = parsePostgres(withoutVariables(statement))
  if (!parsed?.ok) return found
  return parsed.trees.reduce<Finding>((worst, tree) => {
    const other = judgeTree(tree)
    // Where both agree, the lexer has said why already.
    return worstEffect([worst.effect, other.effect]) === worst.effect ? worst : atLeast(worst, other)
  }, found)
}

/**
 * What PostgreSQL's parser minds about SQL text, at its offset; null if it takes it. Shell and psql variables stand for
 * names; placeholders must be masked. Says nothing of whether tables and columns exist.
 */
export function findSqlError(text: string): SqlError | null {
  const parsed = parsePostgres(withoutVariables(text))
  return parsed === null || parsed.ok ? null : parsed.error
}

/** `$ID`, `${ID}`, `:id` as names of the same length, so that offsets stay; `$1` and `::text` as they are. */
function withoutVariables(text: string): string {
  return text.replaceAll(
    /\$\{[^}\n]*\}|\$[A-Za-z_]\w*(?!\w*\$)|(?<![:\w]):'[A-Za-z_]\w*'|(?<![:\w]):"[A-Za-z_]\w*"|(?<![:\w]):[A-Za-z_]\w*/g,
    (variable) => '_'.repeat(variable.length),
  )
}
