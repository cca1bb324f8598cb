import { compileRunbook } from '../../plan/compile.ts'
import type { Step } from '../../plan/plan.ts'
import { readStructure } from '../../runbook/structure.ts'
import type { RunbookFacts } from '../facts/facts.ts'
import { readFacts } from '../facts/read-facts.ts'

/** What the rules are given of a file. */
export function factsOf(text: string): RunbookFacts {
  const { procedures, tables } = compileRunbook('test.md', text)
  const { lines, procedures: drafts } = readStructure(text)
  const code = new Map<Step, string>()
  for (const [index, { steps }] of procedures.entries())
    for (const [at, step] of steps.entries()) code.set(step, drafts[index]?.steps[at]?.code ?? '')
  return readFacts({ lines, procedures, tables, codeOf: (step) => code.get(step) ?? '' }, text)
}
