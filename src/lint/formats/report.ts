import type { Diagnostic } from '../../plan/plan.ts'

/** What was found in one file. */
export interface FileReport {
  /** As the person named it, or found below what they named; with slashes. */
  file: string
  lines: readonly string[]
  diagnostics: readonly Diagnostic[]
}

/** `3 errors, 1 warning, 2 notes`; empty for none. */
export function countFindings(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity'], name: string) => {
    const n = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
    return n === 0 ? [] : [`${n} ${name}${n === 1 ? '' : 's'}`]
  }
  return [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')].join(', ')
}
