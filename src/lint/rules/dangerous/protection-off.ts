import { kubectlVerb, later } from '../../facts/ask.ts'
import type { CommandFact, RunbookFacts } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const protectionOff: Rule = {
  id: 'protection-off',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a protection is switched off and nothing switches it on again',
  programs: new Set(['kubectl', 'oc', 'setenforce', 'ufw', 'iptables', 'systemctl', 'aws']),
  sign: sign('protection', 'env', 'setenforce', 'ufw', 'iptables', 'systemctl'),
  check(runbook, commands, tell) {
    for (const command of commands) {
      const what = whatIsOff(command)
      if (what === null || isBackOn(runbook, command, what)) continue
      tell(
        onCommand(
          command,
          `${what} stays off until someone thinks of it: no later step of the runbook switches it on again`,
          'say until when, and write the step that switches it on as part of the fix',
        ),
      )
    }
  },
}

function whatIsOff(command: CommandFact): string | null {
  const { program, args } = command
  if (kubectlVerb(command) === 'set env') {
    const off = args.find(
      (arg) =>
        /^\w*(BREAKER|LIMIT\w*|AUTH\w*|GUARD|PROTECT\w*|SAFETY|VALIDATION|VERIFY\w*|CHECKS?|WAF|CSRF|THROTTL\w*)_?(DISABLED?|OFF|SKIP|BYPASS)\w*=(true|1|yes|on)$/i.test(
          arg,
        ) ||
        /^(DISABLE|SKIP|BYPASS)_\w+=(true|1|yes|on)$/i.test(arg) ||
        /^\w*(BREAKER|RATE_?LIMIT\w*|AUTH|WAF|CSRF)_ENABLED?=(false|0|no|off)$/i.test(arg),
    )
    return off === undefined ? null : `${off.split('=')[0]} takes a protection away, and it`
  }
  if (program === 'setenforce' && args[0] === '0') return 'SELinux'
  if (program === 'ufw' && args[0] === 'disable') return 'the firewall'
  if (program === 'iptables' && args.some((arg) => /^(-F|--flush)$/.test(arg))) return 'the firewall'
  if (
    program === 'systemctl' &&
    args.includes('stop') &&
    args.some((arg) => /^(firewalld|ufw|fail2ban|auditd|apparmor)/.test(arg))
  )
    return args.at(-1) ?? 'the protection'
  if (program === 'aws' && args.includes('--no-deletion-protection')) return 'deletion protection'
  return null
}

function isBackOn(runbook: RunbookFacts, command: CommandFact, what: string): boolean {
  const variable = /^(\w+) takes/.exec(what)?.[1]
  return later(runbook, command).some((other) => {
    if (variable !== undefined)
      return other.args.some((arg) => arg === `${variable}-` || arg.startsWith(`${variable}=`))
    if (command.program === 'setenforce') return other.program === 'setenforce' && other.args[0] === '1'
    return (
      other.program === command.program &&
      other.args.some((arg) => /^(enable|start|-A|-I|--deletion-protection)$/.test(arg))
    )
  })
}
