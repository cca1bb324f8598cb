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
  const toDiagnostic = positionsOf(runbook)
  const found: Diagnostic[] = []
  askRules(runbook, (rule, finding) => found.push(toDiagnostic(rule, finding)))
  const errors = found.filter(({ severity }) => severity === 'error')
  for (const other of others) if (!isSaidBetter(other, errors)) found.push(other)
  const said = withoutEchoes(found)
  // Most files silence nothing: to ask the whole text once is cheaper than every line.
  const kept = source.includes(SILENCES) ? silence(compiled.lines, said) : said
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

/** A rule that has nothing to add where one of the others speaks of the same words. */
const ECHOES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    'unfilled-placeholder':
      'example-value default-by-accident waiter-takes-not-found placeholder-in-sql service-refuses invalid-json',
    'missing-file': 'frozen-value',
    'example-value': 'service-refuses missing-file',
    'loses-data': 'volume-in-use',
    'secret-on-command-line': 'example-value left-out',
  }).map(([rule, others]) => [rule, new Set(others.split(' '))]),
)

/** One thing is told once: by the rule that knows best what comes of it. */
function withoutEchoes(found: readonly Diagnostic[]): Diagnostic[] {
  const byLine = new Map<number, Diagnostic[]>()
  for (const each of found) {
    const others = byLine.get(each.line)
    if (others === undefined) byLine.set(each.line, [each])
    else others.push(each)
  }
  return found.filter((each) => {
    const better = ECHOES.get(each.rule)
    if (better === undefined) return true
    return !byLine.get(each.line)?.some((other) => better.has(other.rule) && overlaps(each, other))
  })
}

function overlaps(a: Diagnostic, b: Diagnostic): boolean {
  return (a.line < b.endLine || a.column < b.endColumn) && (b.line < a.endLine || b.column < a.endColumn)
}
