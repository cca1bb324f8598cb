import type { RunbookFacts } from './facts/facts.ts'
import { commandsOf } from './facts/programs.ts'
import type { Finding, Rule } from './rule.ts'

const NOTHING: readonly Finding[] = []

/** What a rule finds; one that is about programs which the runbook does not run is not asked at all. */
export function askRule({ programs, check }: Rule, runbook: RunbookFacts): Iterable<Finding> {
  if (programs === undefined) return check(runbook, runbook.commands)
  const commands = commandsOf(runbook, programs)
  return commands.length === 0 ? NOTHING : check(runbook, commands)
}
