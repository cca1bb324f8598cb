import type { Diagnostic } from '../../plan/plan.ts'
import type { FileReport } from './report.ts'

const COMMAND: Record<Diagnostic['severity'], string> = { error: 'error', warning: 'warning', info: 'notice' }

/** Workflow commands of GitHub Actions: each becomes an annotation on its line of a pull request. */
export function formatGithub(reports: readonly FileReport[]): string {
  return reports
    .flatMap(({ file, diagnostics }) => diagnostics.map((diagnostic) => annotation(file, diagnostic)))
    .join('')
}

function annotation(file: string, diagnostic: Diagnostic): string {
  const { severity, rule, message, hint, line, column, endLine, endColumn } = diagnostic
  // GitHub takes columns only where the range is on one line.
  const range = line === endLine ? `,col=${column},endColumn=${endColumn}` : ''
  const text = hint === null ? message : `${message}\nhint: ${hint}`
  return `::${COMMAND[severity]} file=${property(file)},line=${line},endLine=${endLine}${range},title=${property(rule)}::${data(text)}\n`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
