import type { CommandFact, RunbookFacts } from './facts/facts.ts'
import { commandsOf } from './facts/programs.ts'
import { RULES } from './registry.ts'
import type { Finding, Rule } from './rule.ts'

const ABOUT_ANYTHING = RULES.filter(({ programs }) => programs === undefined)

const BY_PROGRAM = new Map<string, Rule[]>()
for (const rule of RULES)
  for (const program of rule.programs ?? []) {
    const rules = BY_PROGRAM.get(program)
    if (rules === undefined) BY_PROGRAM.set(program, [rule])
    else rules.push(rule)
  }

/**
 * Asks every rule that may find something, and hands over what each finds. Of the rules about programs those are looked up
 * whose programs the runbook runs: most run few, and to ask seventy rules for nothing takes longer than to read a short file.
 */
export function askRules(runbook: RunbookFacts, tell: (rule: Rule, finding: Finding) => void): void {
  for (const rule of ABOUT_ANYTHING) for (const finding of rule.check(runbook, runbook.commands)) tell(rule, finding)
  for (const [rule, commands] of rulesAbout(runbook))
    for (const finding of rule.check(runbook, commands)) tell(rule, finding)
}

/** The rules about programs that the runbook runs, each with the commands it is shown. */
export function rulesAbout(runbook: RunbookFacts): Map<Rule, readonly CommandFact[]> {
  const shown = new Map<Rule, readonly CommandFact[]>()
  const ofSeveral = new Set<Rule>()
  for (const [program, commands] of runbook.byProgram)
    for (const rule of BY_PROGRAM.get(program) ?? [])
      if (shown.has(rule)) ofSeveral.add(rule)
      else shown.set(rule, commands)
  for (const rule of ofSeveral) shown.set(rule, commandsOf(runbook, rule.programs ?? new Set()))
  return shown
}
