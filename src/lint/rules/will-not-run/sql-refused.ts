import { hasSql } from '../../facts/conditions.ts'
import { type SqlFact, sqlOf } from '../../facts/sql.ts'
import type { Edit, Finding, Rule } from '../../rule.ts'

export const sqlRefused: Rule = {
  id: 'sql-refused',
  family: 'will not run',
  severity: 'error',
  summary: 'PostgreSQL refuses a maintenance statement as it is written',
  when: hasSql,
  check(runbook, __, tell) {
    // Of one command the first that cannot be in a transaction says it for all.
    const told = new Set<unknown>()
    for (const fact of sqlOf(runbook)) {
      const together = told.has(fact.command) ? null : inTransaction(fact)
      if (together !== null) told.add(fact.command)
      const problem = misplacedConcurrently(fact) ?? together ?? columnOfNothing(fact) ?? renamedTime(fact)
      if (problem !== null) tell(problem)
    }
  },
}

/** `REINDEX TABLE t CONCURRENTLY`: the word belongs before the name. */
function misplacedConcurrently(fact: SqlFact): Finding | null {
  const { words } = fact
  const found =
    /^(reindex (?:index|table|schema|database)|create (?:unique )?index|drop index|refresh materialized view) (?!concurrently)(.+?) (concurrently)\b/.exec(
      words,
    )
  const at = fact.tokens.findIndex((token) => token.text === 'concurrently')
  const word = fact.tokens[at]
  const before = fact.tokens[at - 1]
  if (found === null || word === undefined || before === undefined) return null
  const head = fact.tokens[(found[1] ?? '').split(' ').length - 1]
  const what = (found[1] ?? '').toUpperCase()
  return finding(
    fact,
    `PostgreSQL answers: syntax error at or near "CONCURRENTLY"; nothing is done`,
    `it stands before the name: ${what} CONCURRENTLY ${found[2]}`,
    head === undefined
      ? null
      : edit(fact, head.to, word.to, ` CONCURRENTLY${fact.text.slice(head.to - base(fact), before.to - base(fact))}`),
  )
}

/** Offsets of tokens count in the text the lexer was given: the first token's is that of the statement. */
function base(fact: SqlFact): number {
  return fact.tokens[0]?.from ?? 0
}

function edit(fact: SqlFact, from: number, to: number, text: string): Edit | null {
  const shift = fact.from - base(fact)
  const whole = fact.step.code.slice(fact.from, fact.to)
  return whole === fact.text ? { step: fact.step, from: from + shift, to: to + shift, text } : null
}

/** psql sends what one `-c` holds as one transaction, in which these are not allowed. */
function inTransaction(fact: SqlFact): Finding | null {
  if (fact.together < 2 || fact.command?.program !== 'psql') return null
  const { words } = fact
  const found =
    /^(vacuum|create database|drop database|reindex database|alter system)\b|^(?:create|drop|reindex)\b.* concurrently\b/.exec(
      words,
    )
  if (found === null) return null
  const what = (found[1] ?? words.split(' ').slice(0, 2).join(' ')).toUpperCase()
  return finding(
    fact,
    `psql sends all of one -c as one transaction, and ${what} cannot run inside one: nothing is done`,
    'give each statement its own -c',
    null,
  )
}

/** `SELECT pg_terminate_backend(pid);`: a column's name with no table, because nobody wrote a number there. */
function columnOfNothing(fact: SqlFact): Finding | null {
  const name = /^select [a-z_][\w.]* \( ([a-z_]\w*) \)(?: as \w+)?$/.exec(fact.words)?.[1]
  if (name === undefined || CONSTANTS.test(name) || fact.step.holes.length > 0) return null
  // A placeholder is underscores by now.
  if (/^_+$/.test(name) || fact.text.includes(`<${name}`)) return null
  return finding(
    fact,
    `PostgreSQL answers: column "${name}" does not exist; nothing is done`,
    `${name} stands for a value: write where it comes from, or select it FROM the view that has it`,
    null,
  )
}

/** PostgreSQL 13 tells planning from execution; the last server that did not is out of support since November 2024. */
function renamedTime(fact: SqlFact): Finding | null {
  if (!fact.words.includes('pg_stat_statements')) return null
  const { tokens } = fact
  const at = tokens.findIndex(({ text }) => TIMES.test(text))
  const name = tokens[at]?.text ?? ''
  // `mean_exec_time AS mean_time`: a name of one's own.
  if (at < 0 || tokens.some(({ text }, index) => text === name && tokens[index - 1]?.text === 'as')) return null
  const now = name.replace('_time', '_exec_time')
  return {
    ...finding(
      fact,
      `PostgreSQL 13 and later answer: column "${name}" does not exist; nothing is shown`,
      `pg_stat_statements calls it ${now} since then`,
      null,
    ),
    severity: 'warning',
  }
}

const TIMES = /^(?:total|mean|min|max|stddev)_time$/

const CONSTANTS = /^(?:true|false|null|user|session_user|current_\w+|localtime|localtimestamp|default)$/

function finding(fact: SqlFact, message: string, hint: string, fix: Edit | null): Finding {
  return { at: { step: fact.step, from: fact.from, to: fact.to }, message, hint, severity: null, fix }
}
