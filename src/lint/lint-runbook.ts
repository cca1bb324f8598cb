import type { Diagnostic } from '../plan/plan.ts'
import { askRules } from './ask-rules.ts'
import { type CompiledRunbook, readFacts } from './facts/read-facts.ts'
import { positionsOf } from './position.ts'
import { SILENCES, silence } from './silence.ts'

/**
 * Everything the rules find in one compiled runbook, in the order of the file, with what comments silence left out.
 * Pure; severities are the rules' own: configuration is applied by whoever reports.
 *
 * @param source - The file as it is on disk: fixes are offsets into it.
 * @param others - What compiling itself has to say; comments silence that too.
 */
export function lintRunbook(compiled: CompiledRunbook, source: string, others: readonly Diagnostic[]): Diagnostic[] {
  const runbook = readFacts(compiled, source)
  const toDiagnostic = positionsOf(compiled.lines, source)
  const found: Diagnostic[] = []
  askRules(runbook, (rule, finding) => found.push(toDiagnostic(rule, finding)))
  const errors = found.filter(({ severity }) => severity === 'error')
  for (const other of others) if (!isSaidBetter(other, errors)) found.push(other)
  // Most files silence nothing: to ask the whole text once is cheaper than every line.
  const kept = source.includes(SILENCES) ? silence(compiled.lines, found) : found
  return kept.sort(
    // Ids are of small letters and hyphens: no language's order is needed.
    (a, b) => a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  )
}

/** That a step cannot be run goes without saying where a rule says what fails in it. */
function isSaidBetter(other: Diagnostic, errors: readonly Diagnostic[]): boolean {
  return (
    other.rule === 'not-runnable' && errors.some((each) => each.line <= other.endLine && each.endLine >= other.line)
  )
}
