import { findPlaceholders } from '../runbook/placeholders/placeholders.ts'
import type { ShellAnalysis } from './analyse-shell.ts'
import { lineCounter } from './lines.ts'
import { analyseStatements } from './sql/analyse-sql.ts'

/**
 * Works out what SQL text does: a command per statement, with `sql` for its program. Only what is provably harmless is a read.
 * Holes are `nested`: SQL is read by another interpreter, so only values of harmless characters may go there. Never throws.
 *
 * @param options.firstLine - The line of the file the text begins on.
 */
export function analyseSql(text: string, options: { firstLine: number }): ShellAnalysis {
  const placeholders = findPlaceholders(text, { language: 'sql' }).filter(({ kind }) => kind !== 'variable')
  const lineAt = lineCounter(text, options.firstLine)
  const statements = analyseStatements(mask(text, placeholders))
  return {
    commands: statements.map(({ from, to, verb, finding }) => ({
      line: lineAt(from),
      endLine: lineAt(to - 1),
      program: 'sql',
      subcommand: verb,
      argv: [text.slice(from, to)],
      effect: finding.effect,
      reasons: finding.reasons,
      targets: finding.targets,
      permissions: finding.permissions,
    })),
    statements: statements.map(({ from, to, finding }) => ({ from, to, line: lineAt(from), effect: finding.effect })),
    holes: placeholders
      .filter(({ kind }) => kind === 'hole')
      .map(({ from, to, name }) => ({ from, to, name, quoting: 'nested' as const })),
    assigned: [],
    read: [],
    interpreted: [],
    problems: [],
  }
}

function mask(text: string, placeholders: readonly { from: number; to: number }[]): string {
  const parts: string[] = []
  let at = 0
  for (const { from, to } of placeholders) {
    parts.push(text.slice(at, from), '_'.repeat(to - from))
    at = to
  }
  return parts.join('') + text.slice(at)
}
