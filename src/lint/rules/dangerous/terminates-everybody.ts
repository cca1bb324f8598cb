import { hasSql } from '../../facts/conditions.ts'
import { sqlOf } from '../../facts/sql.ts'
import type { Rule } from '../../rule.ts'

export const terminatesEverybody: Rule = {
  id: 'terminates-everybody',
  family: 'dangerous',
  severity: 'warning',
  summary: 'database sessions are ended without saying whose',
  when: hasSql,
  check(runbook, __, tell) {
    for (const fact of sqlOf(runbook)) {
      const { words } = fact
      if (!/pg_terminate_backend \( (?:\w+ \. )?pid \)/.test(words) || !/ from pg_stat_activity\b/.test(words)) continue
      const where = words.split(' where ')[1] ?? ''
      if (
        /\b(usename|application_name|datname|client_addr|pid) (=|in|like|~|any)/.test(where) ||
        /\bpid = /.test(where)
      )
        continue
      tell({
        at: { step: fact.step, from: fact.from, to: fact.to },
        message: /\bstate =/.test(where)
          ? 'this ends the sessions of everyone who matches, in every database: other applications, poolers and colleagues too'
          : 'this ends the sessions of everybody: replication, backups, migrations and colleagues included',
        hint: "say whose: and usename = 'app' and datname = current_database()",
        // Who has done nothing for minutes loses little.
        severity: /\bstate (?:=|in) .*'idle/.test(where) && /\binterval\b/.test(where) ? 'info' : null,
        fix: null,
      })
    }
  },
}
