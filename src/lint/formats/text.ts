import type { Diagnostic } from '../../plan/plan.ts'
import { countFindings, type FileReport } from './report.ts'

/** ANSI codes; the words say the same without them. */
const PAINT: Record<Diagnostic['severity'], string> = { error: '1;31', warning: '33', info: '34' }
const WIDEST = 100

/**
 * For people: one finding after another with the line it is about, then what to do, then a summary.
 * `file:line:col` comes first on a line, so that editors and terminals can jump there.
 */
export function formatText(reports: readonly FileReport[], options: { color: boolean; fixed: number }): string {
  const paint = (code: string, text: string) => (options.color ? `\u001b[${code}m${text}\u001b[0m` : text)
  const out: string[] = []
  for (const { file, lines, diagnostics } of reports) {
    for (const diagnostic of diagnostics) {
      const { line, column, severity, rule, message, hint } = diagnostic
      out.push(
        `${paint('1', `${file}:${line}:${column}`)} ${paint(PAINT[severity], severity)} ${message} ${paint('2', `[${rule}]`)}`,
        ...excerpt(lines, diagnostic).map((text) => paint('2', text)),
      )
      if (hint !== null) out.push(`      ${paint('36', 'hint:')} ${hint}`)
      out.push('')
    }
  }
  out.push(summary(reports, options.fixed))
  return `${out.join('\n')}\n`
}

function excerpt(lines: readonly string[], { line, column, endLine, endColumn }: Diagnostic): string[] {
  const text = (lines[line - 1] ?? '').replaceAll('\t', ' ')
  // A long line is shown from a little before what it is about.
  const from = text.length > WIDEST && column > WIDEST - 20 ? column - 21 : 0
  const part = `${from > 0 ? '…' : ''}${text.slice(from + (from > 0 ? 1 : 0), from + WIDEST)}${from + WIDEST < text.length ? '…' : ''}`
  const number = String(line).padStart(5)
  const start = Math.max(0, column - 1 - from)
  const end = Math.min(part.length, endLine === line ? endColumn - 1 - from : part.length)
  // What is about the whole line needs no marks below it.
  if (part.slice(0, start).trim() === '' && part.slice(end).trim() === '') return [`${number} │ ${part}`]
  return [`${number} │ ${part}`, `${' '.repeat(5)} │ ${' '.repeat(start)}${'^'.repeat(Math.max(1, end - start))}`]
}

function summary(reports: readonly FileReport[], fixed: number): string {
  const files = `${reports.length} runbook${reports.length === 1 ? '' : 's'}`
  const found = countFindings(reports.flatMap((report) => report.diagnostics))
  const mended = fixed === 0 ? '' : `; ${fixed} mended`
  if (found === '') return `${files} checked, nothing found${mended}`
  const fixable = reports.flatMap((report) => report.diagnostics).filter((diagnostic) => diagnostic.fix !== null).length
  const offer = fixable === 0 ? '' : `; ${fixable} can be mended with --fix`
  return `${files} checked: ${found}${mended}${offer}`
}
