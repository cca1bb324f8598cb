import { hasSql } from '../../facts/conditions.ts'
import { type SqlFact, sqlOf } from '../../facts/sql.ts'
import type { Rule } from '../../rule.ts'

export const locksTheTable: Rule = {
  id: 'locks-the-table',
  family: 'dangerous',
  severity: 'warning',
  summary: 'a statement locks out everybody who uses the table until it is done',
  when: hasSql,
  check(runbook, __, tell) {
    const made = new Set<string>()
    for (const fact of sqlOf(runbook)) {
      const created = /^create (?:\w+ )?table (?:if not exists )?(\S+)/.exec(fact.words)?.[1]
      if (created !== undefined) made.add(created)
      const { step: within, procedure } = fact.step
      if (/\b(?:downtime|offline|local|test)\b/i.test(`${within.title} ${procedure.heading}`)) continue
      if (/\bwindow\b/i.test(procedure.heading)) continue
      // Its author knows; who pastes the block may not be in the window.
      const severity = /\bwindow\b/i.test(within.title) ? 'info' : null
      // Nobody waits for a table that was made just now.
      const on = /^create (?:unique )?index\b.*? on (?:only )?(\S+)/.exec(fact.words)?.[1]
      if (on !== undefined && made.has(on)) continue
      const found = whatLocks(fact)
      if (found === null) continue
      const { step, from, to } = fact
      tell({ at: { step, from, to }, message: found.message, hint: found.hint, severity, fix: null })
    }
  },
}

/** postgresql.org/docs: Explicit Locking, and the pages of the statements. */
function whatLocks(fact: SqlFact): { message: string; hint: string } | null {
  const words = fact.words
  if (/^reindex\b/.test(words) && !/\bconcurrently\b/.test(words))
    return {
      message: 'REINDEX blocks writes, and reads that want the index, until it is done',
      hint: 'REINDEX … CONCURRENTLY (PostgreSQL 12 and later) lets both go on',
    }
  if (/^vacuum\s*\(?[^;]*\bfull\b/.test(words))
    return {
      message: 'VACUUM FULL writes the table anew and blocks everybody, readers too, until it is done',
      hint: 'VACUUM without FULL frees the space for new rows; pg_repack shrinks the table while it is used',
    }
  if (/^cluster\b/.test(words))
    return {
      message: 'CLUSTER blocks everybody, readers too, until it is done',
      hint: 'pg_repack orders the table while it is used',
    }
  if (/^create (unique )?index\b/.test(words) && !/\bconcurrently\b/.test(words))
    return {
      message: 'CREATE INDEX blocks writes to the table until it is done',
      hint: 'CREATE INDEX CONCURRENTLY lets them go on',
    }
  return null
}
