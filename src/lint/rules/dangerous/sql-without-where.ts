import { hasSql } from '../../facts/conditions.ts'
import type { StepFact } from '../../facts/facts.ts'
import { sqlOf } from '../../facts/sql.ts'
import type { Rule } from '../../rule.ts'

const EVERY = /\b(?:all|every|everybody|everyone|each|entire|whole)\b/i

function titles({ step, procedure }: StepFact): string {
  return `${step.title} / ${step.section ?? ''} / ${procedure.heading}`
}

export const sqlWithoutWhere: Rule = {
  id: 'sql-without-where',
  family: 'dangerous',
  severity: 'error',
  summary: 'an UPDATE or DELETE without WHERE changes every row',
  when: hasSql,
  check(runbook, __, tell) {
    for (const fact of sqlOf(runbook)) {
      const words = fact.words
      const found = /^(?:with .* )?(?:(delete) from|(update)) (?:only )?([\w.]+(?: \. \w+)*)/.exec(words)
      if (found === null || / where /.test(`${words} `) || / using /.test(words)) continue
      const table = (found[3] ?? '').replaceAll(' ', '')
      tell({
        at: { step: fact.step, from: fact.from, to: fact.to },
        message: found[1]
          ? `without WHERE this deletes every row of ${table}`
          : `without WHERE this changes every row of ${table}`,
        hint: 'say which rows; begin; … returning *; look; then commit or rollback',
        // "Log everybody out": that is what it is for.
        severity: EVERY.test(titles(fact.step)) ? 'info' : null,
        fix: null,
      })
    }
  },
}
