import { inCode } from '../../facts/conditions.ts'
import { onLine, type Rule } from '../../rule.ts'

/** `${db-name}`: to the shell the variable `db`, or the text `name` where that is not set. */
const HYPHENATED = /\$\{([a-z][a-z0-9_]*)-([a-z][\w-]*)\}/g

export const defaultByAccident: Rule = {
  id: 'default-by-accident',
  family: 'will not run',
  severity: 'error',
  summary: 'a name with a hyphen in ${…} is the shell’s form for a default',
  when: inCode('${'),
  check({ steps }, __, tell) {
    for (const step of steps) {
      if (step.step.kind !== 'shell' || !step.code.includes('${')) continue
      const seen = new Set<string>()
      for (const match of step.code.matchAll(HYPHENATED)) {
        const [whole, name = '', rest = ''] = match
        // Whoever reads a variable with a default has set it, or writes it in the usual capitals.
        if (seen.has(whole) || step.assignments.some((each) => each.name === name)) continue
        seen.add(whole)
        const line = step.step.line + step.code.slice(0, match.index).split('\n').length - 1
        tell(
          onLine(
            line,
            `to the shell ${whole} is the variable "${name}", or the text "${rest}" without it: what runs has "${rest}" in it`,
            `names of variables have no hyphens: \${${whole.slice(2, -1).replaceAll('-', '_')}:?}`,
          ),
        )
      }
    }
  },
}
