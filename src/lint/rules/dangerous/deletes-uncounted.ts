import { earlier } from '../../facts/ask.ts'
import { hasSql } from '../../facts/conditions.ts'
import { type SqlFact, sqlOf } from '../../facts/sql.ts'
import type { Rule } from '../../rule.ts'
import { savesData } from './saves-data.ts'

export const deletesUncounted: Rule = {
  id: 'deletes-uncounted',
  family: 'dangerous',
  severity: 'warning',
  summary: 'rows are deleted in bulk, and nobody looked how many',
  when: hasSql,
  check(runbook, __, tell) {
    const looked = new Map<unknown, Set<string>>()
    for (const fact of sqlOf(runbook)) {
      const words = fact.words
      const seen = looked.get(fact.step.procedure) ?? new Set()
      looked.set(fact.step.procedure, seen)
      for (const [, table = ''] of words.matchAll(/\bfrom ([a-z_]\w*(?: \. \w+)*)/g))
        if (words.startsWith('select')) seen.add(plain(table))
      const called = REMOVES.exec(words)?.[1]
      if (called !== undefined && !/\bdry_run\b/.test(words)) {
        const { step, from, to } = fact
        tell({
          at: { step, from, to },
          message: `${called.replaceAll(' ', '')}() takes rows away for good, and nothing before it says how many or keeps a copy`,
          hint: 'count what it will take, with the condition it uses; dump it first if it cannot be made again',
          severity: null,
          fix: null,
        })
      }
      const first = AFTER.exec(fact.step.step.title)?.[1]
      if (first !== undefined && words.startsWith('delete from')) {
        const { step, from, to } = fact
        tell({
          at: { step, from, to },
          message: `"${first}" is only a comment: pasted as a block, the DELETE runs whether or not anything was saved`,
          hint: 'end the block before it, and count what was saved against what is to go',
          severity: null,
          fix: null,
        })
        continue
      }
      const table = bulkDelete(fact, words)
      if (table === null || seen.has(plain(table))) continue
      const { step, from, to } = fact
      tell({
        at: { step, from, to },
        message: `DELETE FROM ${table} takes every row that fits, in one transaction, and nothing before it says how many they are`,
        hint: `SELECT count(*) FROM ${table} with the same WHERE first, then delete in batches`,
        // What was archived before may go.
        severity: fact.command !== null && earlier(runbook, fact.command).some(savesData) ? 'info' : null,
        fix: null,
      })
    }
  },
}

/** `-- After archiving, delete what is old`, over the statement. */
const AFTER = /^(?:\d+[.)] )?(after (?:archiv|export|back|copy|sav)\w*[^,]{0,30}),/i

/** `select shop.archive_old_orders(…)`, `call purge_sessions()`, TimescaleDB's `drop_chunks`. */
const REMOVES =
  /^(?:select|call|perform)\s+(?:\*\s+from\s+)?((?:\w+ ?\. ?)?(?:delete|purge|prune|remove|archive|clean_?up|expire|truncate|drop)_[a-z]\w*) ?\(/

/** Bounded by a time or another range; `id = 7` is one row, and without WHERE another rule speaks. */
function bulkDelete(fact: SqlFact, words: string): string | null {
  const table = /^delete from ([a-z_]\w*(?: \. \w+)*)/i.exec(words)?.[1]?.replaceAll(' ', '')
  if (table === undefined || !/\bwhere\b/.test(words) || /\blimit\b|\breturning\b/.test(words)) return null
  return /[<>]|\bbetween\b/.test(fact.text.replaceAll(/'[^']*'|<[A-Za-z_][\w -]*>/g, '')) ? table : null
}

function plain(table: string): string {
  return table.replaceAll(' ', '').split('.').at(-1) ?? table
}
