import type { Rule } from '../../rule.ts'

/** What stands in each of them and in few other texts: that is quick to ask for. */
const MAY_HOLD = /A[KS]IA|gh[pousr]_|glpat-|xox|sk-|_live_|\.eyJ|PRIVATE KEY-----|:\/\//
/** Secrets by the shape their makers give them. */
const SHAPES: readonly [shape: RegExp, name: string][] = [
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}\b/, 'a GitHub token'],
  [/\bglpat-[\w-]{20,}\b/, 'a GitLab token'],
  [/\bxox[abprs]-[A-Za-z0-9-]{20,}\b/, 'a Slack token'],
  [/\bsk-(?:proj-|ant-)?[A-Za-z0-9]{24,}\b/, 'an API key'],
  [/\bsk_live_[A-Za-z0-9]{16,}\b/, 'a Stripe key'],
  [/\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[\w-]{10,}/, 'a signed token'],
  [/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/, 'a private key'],
  [/:\/\/[\w.-]+:(?!\*|x{3}|pass|secret|\$|<|\{|your|\.\.)[^@\s/:'"<>$]{6,}@[\w.-]+\.\w/i, 'a password in a URL'],
]

export const literalSecret: Rule = {
  id: 'literal-secret',
  family: 'dangerous',
  severity: 'error',
  summary: 'a real secret stands in the runbook',
  when: ({ text }) => MAY_HOLD.test(text),
  check({ lines, text: whole }, __, tell) {
    const shapes = SHAPES.filter(([shape]) => shape.test(whole))
    if (shapes.length === 0) return
    for (const [index, text] of lines.entries()) {
      if (text.length < 20) continue
      for (const [shape, name] of shapes) {
        const found = shape.exec(text)?.[0]
        if (found === undefined || /EXAMPLE|example|XXXX|xxxx|(.)\1{7}|123456|abcdef/.test(found)) continue
        tell({
          at: { line: index + 1, endLine: index + 1 },
          message: `this looks like ${name}: everyone who can read the runbook has it, and so has its history in git`,
          hint: 'revoke it today; then write a variable and say where its value is kept',
          severity: null,
          fix: null,
        })
        break
      }
    }
  },
}
