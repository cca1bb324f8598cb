import type { StepDraft } from '../runbook/step-draft.ts'
import type { Structure } from '../runbook/structure.ts'
import type { Diagnostic } from './plan.ts'

/** A step that has commands and yet no script. */
export function notRunnable(step: StepDraft, line: number, reason: string): Diagnostic {
  const text = step.code.split('\n')[line - step.line] ?? ''
  const address = UNQUOTED.test(text)
  return {
    rule: 'not-runnable',
    severity: !address && MEANT_OTHERWISE.some((pattern) => pattern.test(text)) ? 'info' : 'warning',
    line,
    column: 1,
    endLine: line,
    endColumn: text.length + 1,
    message: `${step.title === '' ? 'this step' : `"${step.title}"`} cannot be run as it stands: ${reason}`,
    hint: address
      ? `put the address into quotes: ${text.trim().split(/\s/)[0]} … 'http…', with -g if it has [ or { in it`
      : 'a run stops here and hands the step to a person; write the command out in full',
    fix: null,
  }
}

/** An address with a `(` in it, at which the shell stops. */
const UNQUOTED = /^\s*(?:curl|wget)\b[^'"]*\bhttps?:[^\s'"]*\(/

/** What nobody takes for a command, though it stands in a block for the shell. */
const MEANT_OTHERWISE: readonly RegExp[] = [
  // A query, to be pasted where its answer is shown.
  /^\s*(?:sum|i?rate|increase|histogram_quantile|topk|bottomk|avg|max|min|count|absent)\b[^'"]*\(/,
  // A setting for somebody to fill in, each in a file of its own.
  /^\s*(?:export\s+)?[A-Z][A-Z0-9_]*=\S*(?:\.\.\.|…)/,
  // What an interpreter or a database is told, a request, what was printed.
  /^\s*(?:>>>|\(\w+\)\s|--\s|(?:SELECT|INSERT|UPDATE|DELETE|ALTER|CREATE|GRANT)\b|(?:GET|POST|PUT|DELETE|PATCH) \/|[{}\]]|import \w|exec: )/,
  // A synopsis: what may be left out stands in parentheses.
  /^\s*[a-z][\w.-]*(?: [\w.-]+)* \(-{1,2}\w/,
]

/** Lines that look like commands and are in no step. */
export function notUnderstood(structure: Structure): Diagnostic[] {
  return structure.commandLines(linesOfSteps(structure)).map(({ line, text, place }) => ({
    rule: 'not-understood',
    severity: 'info' as const,
    line,
    column: 1,
    endLine: line,
    endColumn: text.length + 1,
    message:
      place === 'table'
        ? 'a command in a table: read, but no step of a run'
        : 'looks like a command, but stands in no procedure',
    hint:
      place === 'table'
        ? 'to have it run, put it into a block under the heading it belongs to, or head its column "Command"'
        : "name the block's language (```bash) and put it under a heading that says what it is for",
    fix: null,
  }))
}

/** Of each line of the file whether a step has it. */
function linesOfSteps({ lines, procedures }: Structure): Uint8Array {
  const known = new Uint8Array(lines.length + 1)
  for (const { steps } of procedures) for (const { from, endLine } of steps) known.fill(1, from, endLine + 1)
  return known
}
