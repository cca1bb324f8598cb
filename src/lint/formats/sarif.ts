import type { Diagnostic } from '../../plan/plan.ts'
import { ALL_RULES } from '../registry.ts'
import type { FileReport } from './report.ts'

const LEVEL: Record<Diagnostic['severity'], string> = { error: 'error', warning: 'warning', info: 'note' }

/** SARIF 2.1.0 (OASIS), for code scanning. Paths are relative, with slashes; regions count from 1, ends are exclusive. */
export function formatSarif(reports: readonly FileReport[], version: string): string {
  const used = new Set(reports.flatMap((report) => report.diagnostics.map((diagnostic) => diagnostic.rule)))
  const rules = ALL_RULES.filter((rule) => used.has(rule.id))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'standby',
            version,
            rules: rules.map(({ id, summary, severity, family }) => ({
              id,
              shortDescription: { text: summary },
              defaultConfiguration: { level: LEVEL[severity] },
              properties: { tags: [family] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: reports.flatMap(({ file, diagnostics }) =>
          diagnostics.map((diagnostic) =>
            result(
              file,
              diagnostic,
              rules.findIndex(({ id }) => id === diagnostic.rule),
            ),
          ),
        ),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function result(file: string, diagnostic: Diagnostic, ruleIndex: number) {
  const { rule, severity, message, hint, line, column, endLine, endColumn } = diagnostic
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: hint === null ? message : `${message}. Hint: ${hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: {
            uri: `${file.startsWith('/') ? 'file://' : ''}${file.split('/').map(encodeURIComponent).join('/')}`,
          },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
  }
}
