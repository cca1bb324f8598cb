import { findSqlError } from '../../../analysis/sql/analyse-sql.ts'
import { misspeltNames } from '../../../analysis/sql/catalogue.ts'
import { hasSql } from '../../facts/conditions.ts'
import type { RunbookFacts } from '../../facts/facts.ts'
import { type SqlFact, sqlOf } from '../../facts/sql.ts'
import type { Finding, Rule } from '../../rule.ts'

export const postgresRefuses: Rule = {
  id: 'postgres-refuses',
  family: 'will not run',
  severity: 'error',
  summary: 'PostgreSQL cannot parse a statement, or a setting, function or view of its own is misspelt in it',
  when: hasSql,
  check(runbook, __, tell) {
    const others = speaksOtherSql(runbook)
    for (const fact of sqlOf(runbook)) {
      // A block of SQL does not say whose it is.
      if (fact.command === null ? others && !ONLY_HERE.test(fact.text) : fact.command.program !== 'psql') continue
      const found = isWhole(fact) ? problemOf(fact) : null
      if (found !== null) tell(found)
    }
  },
}

/** Views that no other database has. */
const ONLY_HERE = /\bfrom\s+pg_(?:stat\w+|locks|replication_slots)\b/i

/** Whether SQL in this runbook may be that of another database: nothing runs psql, or something runs another client. */
function speaksOtherSql({ commands }: RunbookFacts): boolean {
  return (
    !commands.some(({ program }) => program === 'psql') ||
    commands.some(({ program }) =>
      /^(mysql|mariadb|sqlite3|clickhouse|cqlsh|sqlcmd|sqlplus|mongosh?|bq|snowsql)/.test(program),
    )
  )
}

const VERB =
  /^(select|with|insert|update|delete|truncate|vacuum|analyze|reindex|refresh|alter|create|drop|grant|revoke|explain|set|show|copy|cluster|comment|lock)\b/i

/** Without what was left out, what a person fills in, and what psql or the shell reads itself. */
function isWhole({ text, step, from, to }: SqlFact): boolean {
  // A line of settings, output, or the body of a function is no statement; `CONCURRENTLY` has a rule of its own.
  if (!VERB.test(text) || /\$\$|plpgsql/i.test(step.code) || /\bconcurrently\b/i.test(text)) return false
  if (/\.\.\.|…|\\|[$`<{}[\]]|(?<!:):[a-z'"]|^\s*[^a-z(]/i.test(text)) return false
  return !step.holes.some((hole) => hole.from < to && hole.to > from)
}

/** A setting, or a function or view that only PostgreSQL itself would name so. */
const MAY_NAME_ITS_OWN = /pg_|\b(?:set|show|reset)\b/i

function problemOf(fact: SqlFact): Finding | null {
  const error = findSqlError(fact.text)
  if (error !== null)
    return finding(
      fact,
      `PostgreSQL refuses this and does nothing: ${error.message}`,
      'see the statement in the manual of PostgreSQL',
    )
  const [name] = MAY_NAME_ITS_OWN.test(fact.text) ? misspeltNames(fact.text) : []
  return name === undefined
    ? null
    : finding(
        fact,
        `PostgreSQL refuses this and does nothing: ${name.message}`,
        name.near === null ? '\\d and the name of the view say what it has' : `did you mean ${name.near}?`,
      )
}

function finding(fact: SqlFact, message: string, hint: string): Finding {
  return { at: { step: fact.step, from: fact.from, to: fact.to }, message, hint, severity: null, fix: null }
}
