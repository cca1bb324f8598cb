import type { Sign } from '../../facts/facts.ts'
import { sign } from '../../facts/signs.ts'
import { onLine, type Rule } from '../../rule.ts'

/** Secrets by the shape their makers give them, each with what none of them lacks. */
const SHAPES: readonly [sign: Sign, shape: RegExp, name: string][] = [
  [sign('AKIA', 'ASIA'), /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, 'an AWS access key'],
  [sign('ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'), /\bgh[pousr]_[A-Za-z0-9]{30,}\b/, 'a GitHub token'],
  [sign('glpat-'), /\bglpat-[\w-]{20,}\b/, 'a GitLab token'],
  [sign('xox'), /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/, 'a Slack token'],
  [sign('sk-'), /\bsk-(?:proj-|ant-)?[A-Za-z0-9]{24,}\b/, 'an API key'],
  [sign('sk_live_'), /\bsk_live_[A-Za-z0-9]{16,}\b/, 'a Stripe key'],
  [sign('.eyJ'), /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[\w-]{10,}/, 'a signed token'],
  [sign('PRIVATE KEY-----'), /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/, 'a private key'],
  [
    sign('://'),
    /:\/\/[\w.-]+:(?!\*|x{3}|pass|secret|\$|<|\{|your|\.\.)[^@\s/:'"<>$]{6,}@[\w.-]+\.\w/i,
    'a password in a URL',
  ],
]

export const literalSecret: Rule = {
  id: 'literal-secret',
  family: 'dangerous',
  severity: 'error',
  summary: 'a real secret stands in the runbook',
  check({ lines, signs }, __, tell) {
    const told = new Set<number>()
    for (const [sign, shape, name] of SHAPES)
      for (const line of signs.lines(sign)) {
        const found = shape.exec(lines[line - 1] ?? '')?.[0]
        if (found === undefined || told.has(line)) continue
        if (/EXAMPLE|example|XXXX|xxxx|(.)\1{7}|123456|abcdef/.test(found)) continue
        told.add(line)
        tell(
          onLine(
            line,
            `this looks like ${name}: everyone who can read the runbook has it, and so has its history in git`,
            'revoke it today; then write a variable and say where its value is kept',
          ),
        )
      }
  },
}
