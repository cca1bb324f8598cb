import { isReadAtStart } from '../../../analysis/sql/catalogue.ts'
import { hasSql } from '../../facts/conditions.ts'
import { type SqlFact, sqlOf } from '../../facts/sql.ts'
import type { Rule } from '../../rule.ts'

export const settingWaitsForRestart: Rule = {
  id: 'setting-waits-for-restart',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a setting is changed that the server reads only when it starts, and nothing restarts it',
  when: hasSql,
  check(runbook, __, tell) {
    for (const fact of sqlOf(runbook)) {
      const name = /^alter system (?:set|reset) (\w+)/.exec(fact.words)?.[1]
      if (name === undefined || !isReadAtStart(name) || restartsLater(fact)) continue
      const { step, from, to } = fact
      tell({
        at: { step, from, to },
        message: `ALTER SYSTEM succeeds and changes nothing: PostgreSQL reads ${name} when it starts, pg_reload_conf() leaves it as it is, and no step restarts the server`,
        hint: `write the restart, and how it is seen: SELECT name, setting, pending_restart FROM pg_settings WHERE name = '${name}'`,
        severity: null,
        fix: null,
      })
    }
  },
}

/** Steps in which the restart would come: the one at the other end of an incident is for another trouble. */
const NEAR = 6

/** Whether a restart is spoken of soon after; the words are enough, since how a server is restarted has many forms. */
function restartsLater({ step: { procedure, step } }: SqlFact): boolean {
  const at = procedure.steps.indexOf(step)
  return procedure.steps
    .slice(at, at + NEAR)
    .some(({ section, title, text }) => RESTARTS.test(`${section ?? ''} ${title} ${text}`))
}

const RESTARTS = /\b(?:re-?start|reboot|fail-?over|pg_ctl|pg_ctlcluster)|\bdelete pod\b/i
