import { digest } from '../../core/ids.ts'
import type { Diagnostic } from '../../plan/plan.ts'
import { ALL_RULES } from '../registry.ts'
import type { FileReport } from './report.ts'

const LEVEL: Record<Diagnostic['severity'], string> = { error: 'error', warning: 'warning', info: 'note' }

/** SARIF 2.1.0 (OASIS), for code scanning. Paths are relative, with slashes; regions count from 1, ends are exclusive. */
export function formatSarif(reports: readonly FileReport[], version: string): string {
  const used = new Set(reports.flatMap((report) => report.diagnostics.map((diagnostic) => diagnostic.rule)))
  const rules = ALL_RULES.filter((rule) => used.has(rule.id))
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]))
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
              fullDescription: { text: summary },
              help: { text: `What goes wrong, an example and what to write instead: docs/rules/${id}.md of Standby.` },
              defaultConfiguration: { level: LEVEL[severity] },
              properties: { tags: [family] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: reports.flatMap((report) => resultsOf(report, ruleIndex)),
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function resultsOf({ file, lines, diagnostics }: FileReport, ruleIndex: ReadonlyMap<string, number>) {
  const alike = new Map<string, number>()
  return diagnostics.map((diagnostic) => {
    const mark = digest(`${diagnostic.rule}\n${(lines[diagnostic.line - 1] ?? '').trim()}`).slice(0, 16)
    const nth = (alike.get(mark) ?? 0) + 1
    alike.set(mark, nth)
    return result(file, diagnostic, ruleIndex.get(diagnostic.rule) ?? -1, `${mark}:${nth}`)
  })
}

/** @param fingerprint - The same for the same line after lines were added above it, so that a finding stays dismissed. */
function result(file: string, diagnostic: Diagnostic, ruleIndex: number, fingerprint: string) {
  const { rule, severity, message, hint, line, column, endLine, endColumn } = diagnostic
  return {
    ruleId: rule,
    ruleIndex,
    partialFingerprints: { primaryLocationLineHash: fingerprint },
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
