import { later } from '../../facts/ask.ts'
import { redirects } from '../../facts/conditions.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const secretInFile: Rule = {
  id: 'secret-in-file',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a secret is written to a file that stays behind',
  programs: new Set(['openssl', 'pwgen', 'uuidgen', 'mkpasswd', 'aws', 'kubectl', 'echo']),
  when: redirects,
  check(runbook, commands, tell) {
    for (const command of commands) {
      const file = fileOfSecret(command)
      if (file === null || isRemoved(runbook, command, file)) continue
      tell(
        onCommand(
          command,
          `${file} holds the secret in clear, in the folder where you happen to stand, and nothing deletes it: the next git add takes it along`,
          `keep it off the disk (a variable, or a file in /dev/shm) and end with: shred -u ${file}`,
        ),
      )
    }
  },
}

const SECRET = /secret|passw|passphrase|token|private|credential|encryption|\bkey\b|[_-]key|\.key$|\.pem$/i

function fileOfSecret(command: CommandFact): string | null {
  const { program, args } = command
  const target =
    (command.pipeline.at(-1) ?? command).redirects.find(({ operator }) => operator === '>' || operator === '>>')
      ?.target ?? null
  if (target === null || /^\/dev\//.test(target)) return null
  const generates = (program === 'openssl' && args[0] === 'rand') || /^(pwgen|uuidgen|mkpasswd)$/.test(program)
  if (generates) return target
  const fetches =
    (program === 'aws' && args.includes('get-secret-value')) ||
    (program === 'kubectl' && args.some((arg) => /^secrets?(\/|$)/.test(arg)) && args[0] === 'get')
  if (fetches) return target
  return program === 'echo' &&
    SECRET.test(target) &&
    command.words.some((word) => /\$\{?\w*(PASS|SECRET|TOKEN|KEY)/.test(word.text))
    ? target
    : null
}

function isRemoved(runbook: RunbookFacts, command: CommandFact, file: string): boolean {
  return later(runbook, command).some(
    (other) =>
      /^(rm|shred|unlink|srm|trap)$/.test(other.program) &&
      other.args.some((arg) => arg === file || arg.includes('*') || arg.includes(file)),
  )
}
