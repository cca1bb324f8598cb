import { hasSql, holds } from '../../facts/conditions.ts'
import { sqlOf } from '../../facts/sql.ts'
import type { Rule } from '../../rule.ts'

const MAY_HOLD_ONE = holds('<')

export const placeholderInSql: Rule = {
  id: 'placeholder-in-sql',
  family: 'will not run',
  severity: 'info',
  summary: 'a placeholder such as <pid> stands in SQL, where it is a syntax error',
  when: (runbook) => MAY_HOLD_ONE(runbook) && hasSql(runbook),
  check(runbook, __, tell) {
    const told = new Set<unknown>()
    for (const { step, command, from, to } of sqlOf(runbook)) {
      // Once a block is enough: who mends the first sees the others.
      if (told.has(step.fence ?? step)) continue
      const found = firstBare(
        command === null ? step.code.slice(from, to) : unwrapped(step.code.slice(from, to)),
        step.step.placeholders,
      )
      if (found === null) continue
      told.add(step.fence ?? step)
      tell({
        at: { step, from, to },
        message: `pasted with ${found} still in it, the database stops at "<" with a syntax error`,
        hint: 'write a variable in its place, as psql\'s :name or the shell\'s "$NAME"; Standby asks for its value either way',
        severity: null,
        fix: null,
      })
    }
  },
}

/** What a client is given stands in the shell's quotes. */
function unwrapped(text: string): string {
  return /^(["'])[\s\S]*\1$/.test(text) ? text.slice(1, -1) : text
}

/** In quotes it is a text like any other, and finds nothing rather than failing. */
function firstBare(sql: string, placeholders: readonly { text: string }[]): string | null {
  const bare = sql.replaceAll(/'(?:[^']|'')*'|"[^"]*"/g, (quoted) => ' '.repeat(quoted.length))
  return placeholders.find(({ text }) => text.startsWith('<') && bare.includes(text))?.text ?? null
}
