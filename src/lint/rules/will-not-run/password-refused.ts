import { optionOf } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { AssignmentFact, StepFact } from '../../facts/facts.ts'
import { AWS } from '../../facts/programs.ts'
import type { Finding, Rule } from '../../rule.ts'

export const passwordRefused: Rule = {
  id: 'password-refused',
  family: 'will not run',
  severity: 'error',
  summary: 'a random password in base64 goes to RDS, which refuses the / in it',
  programs: AWS,
  when: holds('base64'),
  check({ steps, commands }, __, tell) {
    for (const step of steps) {
      for (const assignment of step.assignments) {
        if (!/\bbase64\b/.test(assignment.value) || /\btr\b|sed\b/.test(assignment.value)) continue
        const user = commands.find((command) => {
          const value = command.program === 'aws' ? optionOf(command, '--master-user-password') : null
          return command.step.procedure === step.procedure && mentions(value?.value ?? '', assignment.name)
        })
        if (user !== undefined) tell(finding(step, assignment, user.line))
      }
    }
  },
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\$\\{?${name}\\b`).test(text)
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
