import { named } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact, FenceFact, StepFact } from '../../facts/facts.ts'
import { onLine, type Rule, type Tell } from '../../rule.ts'

const QUERIES = holds('promql')

export const unfilledPlaceholder: Rule = {
  id: 'unfilled-placeholder',
  family: 'incomplete',
  severity: 'info',
  summary: 'a placeholder that no shell stops at is sent as it stands',
  when: (runbook) => QUERIES(runbook) || runbook.steps.some((step) => step.holes.length > 0 || isSql(step)),
  check({ steps, blocks }, __, tell) {
    for (const step of steps) {
      if (isSql(step)) inStatement(step, tell)
      else inStep(step, tell)
    }
    for (const block of blocks) if (block.language === 'promql') inQuery(block, tell)
  },
}

const HINT =
  'write a variable that stops the shell when it is not set: "${NAME:?}"; Standby asks for the value either way'

/** `<name>` bare is a redirection, and a rule of its own speaks of it; in quotes it is text like any other. */
function inStep(step: StepFact, tell: Tell): void {
  const seen = new Set<CommandFact | null>()
  for (const { from, to, text, kind } of step.holes) {
    if (kind !== 'hole' || (text.startsWith('<') && isBare(step, from))) continue
    const command = step.commands.find((each) => from >= each.from && to <= each.to && each.carrier === null) ?? null
    if (seen.has(command) || (command !== null && /^(?:echo|printf|_.*)$/.test(command.program) && isLast(command)))
      continue
    // `f"{count} rows"`: braces are the language's own.
    if (command !== null && text.startsWith('{') && /^(?:python3?|node)$/.test(command.program)) continue
    // What stands in a comment or in words that are printed does no harm.
    if (command === null && !step.assignments.some((each) => from >= each.from && to <= each.to)) continue
    seen.add(command)
    tell({
      at: { step, from, to },
      message: `"${text}" is to be filled in, and nothing stops at it: ${command === null ? 'the variable is set to it' : `${named(command)} takes it as it stands`}`,
      hint: HINT,
      severity: null,
      fix: null,
    })
  }
}

function isSql({ step }: StepFact): boolean {
  return step.kind === 'sql' && step.placeholders.length > 0
}

/** `PASSWORD 'change-me-here'`: bare it is a syntax error, in quotes a value like any other. */
function inStatement(step: StepFact, tell: Tell): void {
  for (const { text, example } of step.step.placeholders) {
    const from = example === true ? -1 : step.code.indexOf(`'${text}'`)
    if (from < 0) continue
    tell({
      at: { step, from, to: from + text.length + 2 },
      message: `"${text}" is to be filled in, and nothing stops at it: the database takes it as it stands`,
      hint: "write psql's :'name' in its place, and give it with -v; Standby asks for the value either way",
      severity: null,
      fix: null,
    })
    return
  }
}

function isBare(step: StepFact, from: number): boolean {
  return step.step.script?.holes.some((hole) => hole.from === from && hole.quoting === 'bare') ?? true
}

function isLast({ pipeline }: CommandFact): boolean {
  return pipeline.length < 2 || pipeline.at(-1)?.program === 'tee'
}

/** A label with a placeholder for its value matches nothing: no error, an empty answer. */
function inQuery({ line, lines }: FenceFact, tell: Tell): void {
  for (const [index, text] of lines.entries()) {
    const found = /[=~]\s*"([^"]*<[a-z][\w -]{0,40}>[^"]*)"/i.exec(text)?.[1]
    if (found !== undefined)
      tell(
        onLine(
          line + 1 + index,
          `"${found}" is to be filled in: as it stands no series matches, and an empty answer reads as "nothing is wrong"`,
          'write the real value, or a dashboard variable',
        ),
      )
  }
}
