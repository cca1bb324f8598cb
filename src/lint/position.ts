import type { Diagnostic } from '../plan/plan.ts'
import type { RunbookFacts, StepFact } from './facts/facts.ts'
import type { Finding, Rule } from './rule.ts'

/**
 * Makes findings into diagnostics: offsets in a step's code become lines and columns of the file, and edits become
 * UTF-16 offsets into its source (with its byte-order mark and line endings).
 */
export function positionsOf({ lines, lineStarts, text }: RunbookFacts): (rule: Rule, finding: Finding) => Diagnostic {
  const startOf = (line: number) => lineStarts[line - 1] ?? text.length
  return (rule, { at, message, hint, severity, fix }) => {
    const range =
      'line' in at
        ? {
            line: at.line,
            column: at.columns?.from ?? firstColumn(lines, at.line),
            endLine: at.endLine,
            endColumn: at.columns?.to ?? lastColumn(lines, at.endLine),
          }
        : rangeIn(lines, at.step, at.from, at.to)
    return {
      rule: rule.id,
      severity: severity ?? rule.severity,
      ...range,
      message,
      hint,
      fix: fix === null ? null : toFix(lines, fix, startOf),
    }
  }
}

function toFix(
  lines: readonly string[],
  { step, from, to, text }: NonNullable<Finding['fix']>,
  startOf: (line: number) => number,
): Diagnostic['fix'] {
  const start = placeOf(lines, step, from)
  const end = placeOf(lines, step, to)
  // Code that is not in the file as it stands (a list item's indentation, a prompt) is edited within one line only.
  if (!start.exact || !end.exact || (text.includes('\n') && start.indent > 0)) return null
  const offset = startOf(start.line) + start.column - 1
  return { offset, length: startOf(end.line) + end.column - 1 - offset, text }
}

function rangeIn(lines: readonly string[], step: StepFact, from: number, to: number) {
  const { line, column } = placeOf(lines, step, from)
  const feed = step.code.indexOf('\n', from)
  // Most findings are about a word: it ends on the line it begins on.
  if (feed < 0 || feed >= to) return { line, column, endLine: line, endColumn: column + to - from }
  const end = placeOf(lines, step, to)
  return { line, column, endLine: end.line, endColumn: end.column }
}

/** Where an offset of a step's code is in the file. */
function placeOf(lines: readonly string[], step: StepFact, offset: number) {
  const lineStart = offset === 0 ? 0 : step.code.lastIndexOf('\n', offset - 1) + 1
  const line = step.step.line + countLines(step.code, lineStart)
  const lineEnd = step.code.indexOf('\n', lineStart)
  const code = step.code.slice(lineStart, lineEnd < 0 ? undefined : lineEnd)
  const written = lines[line - 1] ?? ''
  const indent = written.endsWith(code) ? written.length - code.length : written.indexOf(code.trim())
  const exact = indent >= 0 && (written.endsWith(code) || code === code.trim())
  return { line, column: Math.max(0, indent) + (offset - lineStart) + 1, indent, exact }
}

/** Line feeds before an offset. */
function countLines(text: string, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
}

function firstColumn(lines: readonly string[], line: number): number {
  const text = lines[line - 1] ?? ''
  return text.length - text.trimStart().length + 1
}

function lastColumn(lines: readonly string[], line: number): number {
  return (lines[line - 1] ?? '').trimEnd().length + 1
}
