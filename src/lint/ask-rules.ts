import type { Condition } from './facts/conditions.ts'
import type { CommandFact, RunbookFacts, Sign } from './facts/facts.ts'
import { commandsOf, isOneOf } from './facts/programs.ts'
import { RULES } from './registry.ts'
import type { Finding, Rule } from './rule.ts'

/** A rule as it is asked: all of one shape, whatever a rule leaves out. */
interface Asked {
  rule: Rule
  check: Rule['check']
  when: Condition
  programs: ReadonlySet<string>
  sign: Sign | null
}

const ALWAYS: Condition = () => true
const NONE: ReadonlySet<string> = new Set()

const ASKED = RULES.map((rule): Asked => {
  const { check, when = ALWAYS, programs = NONE, sign = null } = rule
  return { rule, check, when, programs, sign }
})

/** Rules about commands that hold something. */
const BY_SIGN = ASKED.filter(({ sign }) => sign !== null)

/** Rules about no program, by their condition: several share one, which is asked once. */
const BY_CONDITION: readonly (readonly [Condition, readonly Asked[]])[] = [
  ...Map.groupBy(
    ASKED.filter(({ programs, sign }) => programs === NONE && sign === null),
    ({ when }) => when,
  ),
]

const BY_NAME = new Map<string, Asked[]>()
for (const asked of ASKED) {
  if (asked.sign !== null) continue
  for (const name of asked.programs) {
    const known = BY_NAME.get(name)
    if (known === undefined) BY_NAME.set(name, [asked])
    else known.push(asked)
  }
}

/**
 * Asks every rule that may find something, and hands over what each finds. Most runbooks run few programs and have little of
 * what rules are about: to ask a hundred rules for nothing takes longer than to read a short file (docs/adr/0019).
 */
export function askRules(runbook: RunbookFacts, tell: (rule: Rule, finding: Finding) => void): void {
  let rule: Rule | null = null
  const hand = (finding: Finding) => {
    if (rule !== null) tell(rule, finding)
  }
  eachRule(runbook, (asked, commands) => {
    rule = asked.rule
    asked.check(runbook, commands, hand)
  })
}

/** Goes through the rules that may find something in a runbook, each with the commands it is shown. */
export function eachRule(runbook: RunbookFacts, ask: (asked: Asked, commands: readonly CommandFact[]) => void): void {
  for (const [when, rules] of BY_CONDITION) if (when(runbook)) for (const asked of rules) ask(asked, runbook.commands)
  for (const asked of BY_SIGN) {
    const commands = commandsFor(asked, runbook)
    if (commands.length > 0 && asked.when(runbook)) ask(asked, commands)
  }
  // Rules about several programs may come up several times.
  const ofSeveral = new Map<Asked, readonly CommandFact[]>()
  for (const [name, commands] of runbook.byName) {
    const rules = BY_NAME.get(name)
    if (rules === undefined) continue
    for (const asked of rules) {
      if (asked.programs.size > 1)
        ofSeveral.set(asked, ofSeveral.has(asked) ? commandsOf(runbook, asked.programs) : commands)
      else if (asked.when(runbook)) ask(asked, commands)
    }
  }
  for (const [asked, commands] of ofSeveral) if (asked.when(runbook)) ask(asked, commands)
}

function commandsFor({ sign, programs }: Asked, { signs }: RunbookFacts): readonly CommandFact[] {
  const commands = sign === null ? [] : signs.commands(sign)
  return programs === NONE || commands.length === 0
    ? commands
    : commands.filter((command) => isOneOf(command, programs))
}
