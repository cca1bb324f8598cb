import type { Procedure } from '../../../plan/plan.ts'
import { optionOf } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { AssignmentFact, CommandFact, StepFact } from '../../facts/facts.ts'
import { AWS } from '../../facts/programs.ts'
import type { Finding, Rule } from '../../rule.ts'

export const passwordRefused: Rule = {
  id: 'password-refused',
  family: 'will not run',
  severity: 'error',
  summary: 'a random password in base64 goes to RDS, which refuses the / in it',
  programs: AWS,
  when: holds('base64'),
  check({ steps }, commands, tell) {
    const passwords = passwordsOf(commands)
    if (passwords.size === 0) return
    for (const step of steps) {
      for (const assignment of step.assignments) {
        if (!/\bbase64\b/.test(assignment.value) || /\btr\b|sed\b/.test(assignment.value)) continue
        const line = passwords.get(step.procedure)?.get(assignment.name)
        if (line !== undefined) tell(finding(step, assignment, line))
      }
    }
  },
}

/** Of each procedure the variables that are given as a database's password, with the first line that does. */
function passwordsOf(commands: readonly CommandFact[]): Map<Procedure, Map<string, number>> {
  const found = new Map<Procedure, Map<string, number>>()
  for (const command of commands) {
    const value = command.program === 'aws' ? (optionOf(command, '--master-user-password')?.value ?? '') : ''
    for (const [, name = ''] of value.matchAll(/\$\{?(\w+)/g)) {
      const ofProcedure = found.get(command.step.procedure) ?? new Map<string, number>()
      found.set(command.step.procedure, ofProcedure)
      if (!ofProcedure.has(name)) ofProcedure.set(name, command.line)
    }
  }
  return found
}

function finding(step: StepFact, assignment: AssignmentFact, line: number): Finding {
  const found = /openssl rand -base64 \d+/.exec(step.code.slice(assignment.from, assignment.to))
  const from = assignment.from + (found?.index ?? 0)
  return {
    at: { step, from: assignment.from, to: assignment.to },
    message: `about every second password in base64 holds a "/", which RDS refuses on line ${line}: by then other steps may use $${assignment.name} already`,
    hint: 'take hexadecimal digits, which every database takes: openssl rand -hex 20',
    severity: null,
    fix: found ? { step, from, to: from + found[0].length, text: 'openssl rand -hex 20' } : null,
  }
}
