import { foreignLine } from '../../../runbook/shell/not-commands.ts'
import type { FenceFact, StepFact } from '../../facts/facts.ts'
import { type Finding, onLine, type Rule, type Tell } from '../../rule.ts'
import { isInteractiveClient } from '../hangs/needs-terminal.ts'

const SHELLS = /^(bash|sh|shell|zsh|console|terminal|shell-session|sh-session)$/
const NAMES: Readonly<Record<string, string>> = { sql: 'SQL', json: 'JSON', hcl: 'Terraform', python: 'Python' }

export const foreignCode: Rule = {
  id: 'foreign-code',
  family: 'will not run',
  severity: 'error',
  summary: 'SQL, JSON, Python or the lines of some file stand in a block for the shell',
  when: ({ steps, blocks }) => steps.some(({ step }) => NAMES[step.kind] !== undefined) || blocks.some(runsNothing),
  check({ steps, blocks }, __, tell) {
    for (const block of blocks) if (runsNothing(block)) inBlock(block, tell)
    for (const step of steps) {
      const language = NAMES[step.step.kind]
      if (language === undefined || step.fence === null || !SHELLS.test(step.fence.language)) continue
      if (isTypedIntoClient(step) || (language === 'SQL' && !SQL.test(step.code)) || isOutput(step)) continue
      tell(finding(step, language))
    }
  },
}

function runsNothing({ language, commands, lines }: FenceFact): boolean {
  return commands.length === 0 && SHELLS.test(language) && lines.length > 0
}

/** Nobody pastes a crontab for long; but the next block is pasted in the same breath. */
function inBlock({ line, lines }: FenceFact, tell: Tell): void {
  for (const [index, text] of lines.entries()) {
    if (/^\s*(?:#|$)/.test(text)) continue
    const what = foreignLine(text)
    if (what === null) return
    const [word = ''] = text.trim().split(/\s/, 1)
    const stops = what === 'PromQL' && text.includes('(')
    tell(
      onLine(
        line + 1 + index,
        `the block is for the shell and this is ${what}: pasted, ${stops ? 'the shell stops at "(" with a syntax error' : `the shell looks for a program called "${word}"`}`,
        what === 'PromQL'
          ? "mark the block ```promql, or ask: curl -fG …/api/v1/query --data-urlencode 'query=…'"
          : 'say which file it goes into, and mark the block with that language: ```ini, ```cron',
        { severity: 'info' },
      ),
    )
    return
  }
}

/** Some words of SQL are programs too (`truncate`): SQL in capitals, or a whole query. */
const SQL =
  /^\s*(?:--[^\n]*\n\s*)*(?:(?:SELECT|INSERT|UPDATE|DELETE|WITH|ALTER|CREATE|DROP|TRUNCATE|VACUUM|ANALYZE|REINDEX|EXPLAIN|BEGIN|GRANT|SHOW|REFRESH)\b|select\b[\s\S]*\bfrom\b|(?:update|insert into|delete from)\b[\s\S]*;)/

/** What a command above is expected to print: nobody pastes that. */
function isOutput(step: StepFact): boolean {
  const { fence } = step
  if (fence === null || step.step.kind === 'sql') return false
  const above = fence.lines.findLast((text, at) => fence.line + 1 + at < step.step.line && text.trim() !== '')
  if (above === undefined) return false
  return (
    !/^\s*#/.test(above) || /expect|response|output|return|result|example|looks like|error|\b[1-5]\d\d\b/i.test(above)
  )
}

function finding(step: StepFact, language: string): Finding {
  return onLine(
    step.step.line,
    `the block is for the shell and this is ${language}: pasted, ${whatHappens(step.code, language)}`,
    language === 'SQL'
      ? 'hand it to the client: psql -c "…", or a block of its own marked ```sql'
      : `put it into a file (cat > name <<'EOF' … EOF) or a block of its own marked \`\`\`${step.step.kind}`,
  )
}

function whatHappens(code: string, language: string): string {
  // Braces are the shell's own: what it looks for is the first thing within them, with its colon.
  const key = language === 'JSON' ? /"([^"]+)"\s*:/.exec(code)?.[1] : undefined
  if (key !== undefined) return `the shell looks for a program called "${key}:"`
  const [statement = ''] = code
    .replace(/^\s*--.*$/gm, '')
    .trim()
    .split(/;|\n\s*\n/)
  // A parenthesis after a word stops the shell before it runs anything of the line.
  const bare = statement.replace(/'[^']*'|"[^"]*"/g, '')
  const open = /^[^\n]*\(/.test(bare) ? bare.indexOf('(') : -1
  if (open > 0) return 'the shell stops at "(" with a syntax error'
  return `the shell looks for a program called "${/[^\s({[]+/.exec(statement)?.[0] ?? ''}"`
}

/** After an opened `psql` it is what the person types there. */
function isTypedIntoClient(step: StepFact): boolean {
  return (step.fence?.steps ?? []).some(
    (other) => other.step.line < step.step.line && other.commands.some((command) => isInteractiveClient(command)),
  )
}
