import type { FileReport } from './report.ts'

/** For programs: an array of `{ file, diagnostics }`, the diagnostics as in the plan's JSON. */
export function formatJson(reports: readonly FileReport[]): string {
  return `${JSON.stringify(
    reports.map(({ file, diagnostics }) => ({ file, diagnostics })),
    null,
    2,
  )}\n`
}
