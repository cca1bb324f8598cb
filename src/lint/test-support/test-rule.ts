import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRunbook } from '../../plan/compile.ts'
import type { Diagnostic } from '../../plan/plan.ts'

/** What a rule says of shell lines or of a whole runbook: `null` for nothing, else how its first message goes, and how bad it is. */
export type Case = [runbook: string, says: RegExp | null, severity?: Diagnostic['severity']]

/**
 * Tests one rule by a table. Text without a heading is taken for the block of one procedure, which begins on line 4;
 * `---` on a line of its own ends a block and begins the next one of the same procedure.
 */
export function testRule(id: string, cases: readonly Case[]): void {
  for (const [runbook, says, severity] of cases) {
    test(`${id} ${says === null ? 'passes' : 'finds'}: ${runbook.replace(/\s+/g, ' ').slice(0, 90)}`, () => {
      const found = findingsOf(id, runbook)
      if (says === null)
        assert.deepEqual(
          found.map(({ message }) => message),
          [],
        )
      else assert.match(found[0]?.message ?? 'nothing found', says)
      if (severity !== undefined) assert.equal(found[0]?.severity, severity)
    })
  }
}

export function findingsOf(id: string, runbook: string): Diagnostic[] {
  return compileRunbook('test.md', asMarkdown(runbook)).diagnostics.filter((diagnostic) => diagnostic.rule === id)
}

export function asMarkdown(text: string): string {
  if (/^#+ .*\n\n|^\|/.test(text)) return text
  return `# Fix it\n\n${text
    .split('\n---\n')
    .map((block) => `\`\`\`bash\n${block}\n\`\`\`\n`)
    .join('\n')}`
}
