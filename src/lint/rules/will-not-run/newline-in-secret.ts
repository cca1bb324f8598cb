import { awsOf } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { AWS } from '../../facts/programs.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const newlineInSecret: Rule = {
  id: 'newline-in-secret',
  family: 'will not run',
  severity: 'error',
  summary: 'a secret goes into the store with the line feed that its file ends in',
  programs: AWS,
  when: holds('file://'),
  check({ commands }, __, tell) {
    const written = new Map<string, CommandFact>()
    for (const command of commands) {
      for (const { operator, target } of command.redirects)
        if (operator === '>' && endsWithNewline(command)) written.set(target, command)
      if (command.program !== 'aws' || written.size === 0) continue
      const call = awsOf(command)
      for (const option of ['secret-string', 'value']) {
        const file = /^file:\/\/(.+)$/.exec(call?.options[option]?.[0] ?? '')?.[1]
        const writer = file === undefined ? undefined : written.get(file)
        if (file === undefined || writer === undefined || !/^(secretsmanager|ssm)$/.test(call?.service ?? '')) continue
        tell(
          onCommand(
            command,
            `${writer.program} ends ${file} with a line feed and file:// keeps it: the stored secret is one character longer than what people see`,
            `write the file without it: ${writer.program} … | tr -d '\\n' > ${file}`,
          ),
        )
      }
    }
  },
}

function endsWithNewline({ program, args }: CommandFact): boolean {
  if (program === 'echo') return !args.includes('-n')
  return /^(openssl|base64|date|uuidgen|pwgen|head)$/.test(program)
}
