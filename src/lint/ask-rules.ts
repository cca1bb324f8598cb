import type { Condition } from './facts/conditions.ts'
import type { CommandFact, RunbookFacts } from './facts/facts.ts'
import { commandsOf } from './facts/programs.ts'
import { RULES } from './registry.ts'
import type { Finding, Rule } from './rule.ts'

const ALWAYS: Condition = () => true

/** Rules about no program, by their condition: several share one, which is asked once. */
const BY_CONDITION: readonly (readonly [Condition, readonly Rule[]])[] = [
  ...Map.groupBy(
    RULES.filter(({ programs }) => programs === undefined),
    ({ when }) => when ?? ALWAYS,
  ),
]

const BY_NAME = new Map<string, Rule[]>()
for (const rule of RULES)
  for (const name of rule.programs ?? []) {
    const rules = BY_NAME.get(name)
    if (rules === undefined) BY_NAME.set(name, [rule])
    else rules.push(rule)
  }

/**
 * Asks every rule that may find something, and hands over what each finds. Most runbooks run few programs and have little of
 * what rules are about: to ask a hundred rules for nothing takes longer than to read a short file.
 */
export function askRules(runbook: RunbookFacts, tell: (rule: Rule, finding: Finding) => void): void {
  for (const [rule, commands] of rulesFor(runbook)) {
    const found = rule.check(runbook, commands, (finding) => tell(rule, finding))
    if (found !== undefined) for (const finding of found) tell(rule, finding)
  }
}

/** The rules that may find something in a runbook, each with the commands it is shown. */
export function rulesFor(runbook: RunbookFacts): Map<Rule, readonly CommandFact[]> {
  const shown = new Map<Rule, readonly CommandFact[]>()
  const ofSeveral = new Set<Rule>()
  for (const [name, commands] of runbook.byName)
    for (const rule of BY_NAME.get(name) ?? [])
      if (shown.has(rule)) ofSeveral.add(rule)
      else if (rule.when === undefined || rule.when(runbook)) shown.set(rule, commands)
  for (const rule of ofSeveral) shown.set(rule, commandsOf(runbook, rule.programs ?? new Set()))
  for (const [when, rules] of BY_CONDITION)
    if (when(runbook)) for (const rule of rules) shown.set(rule, runbook.commands)
  return shown
}
