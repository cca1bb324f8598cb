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
  let asked: Rule | null = null
  const hand = (finding: Finding) => {
    if (asked !== null) tell(asked, finding)
  }
  eachRule(runbook, (rule, commands) => {
    asked = rule
    rule.check(runbook, commands, hand)
  })
}

/** Goes through the rules that may find something in a runbook, each with the commands it is shown. */
export function eachRule(runbook: RunbookFacts, ask: (rule: Rule, commands: readonly CommandFact[]) => void): void {
  for (const [when, rules] of BY_CONDITION) if (when(runbook)) for (const rule of rules) ask(rule, runbook.commands)
  // Rules about several programs may come up several times.
  const ofSeveral = new Map<Rule, readonly CommandFact[]>()
  for (const [name, commands] of runbook.byName)
    for (const rule of BY_NAME.get(name) ?? []) {
      if (rule.programs?.size === 1) {
        if (rule.when === undefined || rule.when(runbook)) ask(rule, commands)
      } else ofSeveral.set(rule, ofSeveral.has(rule) ? commandsOf(runbook, rule.programs ?? new Set()) : commands)
    }
  for (const [rule, commands] of ofSeveral) if (rule.when === undefined || rule.when(runbook)) ask(rule, commands)
}
