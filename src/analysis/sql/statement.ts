import { destructive, type Finding, read, unknown, write } from '../finding.ts'
import { isHarmlessFunction, looksLikeFunction } from './functions.ts'
import type { Token } from './lexer.ts'
import { judgeSession } from './session.ts'

/** Words that make a query more than a query, wherever they stand as keywords: a CTE may delete, `INTO` makes a table. */
const CHANGES = new Set([
  'insert',
  'update',
  'delete',
  'merge',
  'truncate',
  'into',
  'call',
  'do',
  'copy',
  'drop',
  'alter',
  'create',
  'grant',
  'revoke',
])

/**
 * What one SQL statement does. A query is a read only if each function it calls is known to be harmless and no word in it
 * could change anything; anything that is not recognised is unknown.
 */
export function judgeStatement(tokens: readonly Token[]): Finding {
  const [first, second, third] = tokens.map((token) =>
    token.kind === 'word' ? token.text : token.kind === 'symbol' ? token.text : '',
  )
  switch (first) {
    case 'select':
    case 'values':
    case 'table':
    case 'with':
    case '(':
      return judgeQuery(tokens)
    case 'show':
    case 'describe':
    case 'desc':
      return read(`${first.toUpperCase()} looks only`)
    case 'explain':
      return judgeExplain(tokens.slice(1))
    case 'use':
    case 'begin':
    case 'start':
    case 'commit':
    case 'end':
    case 'rollback':
    case 'abort':
    case 'savepoint':
    case 'release':
    case 'listen':
    case 'unlisten':
    case 'reset':
    case 'discard':
    case 'set':
      return judgeSession(tokens)
    case 'insert':
      return judgeWrite(tokens, write('adds rows'))
    case 'update':
      return judgeWrite(
        tokens,
        hasWord(tokens, 'where') ? write('changes rows') : destructive('changes every row of a table'),
      )
    case 'merge':
    case 'replace':
      return judgeWrite(tokens, write('changes rows'))
    case 'delete':
      return judgeWrite(tokens, destructive(hasWord(tokens, 'where') ? 'deletes rows' : 'deletes every row of a table'))
    case 'truncate':
      return destructive('deletes every row of a table')
    case 'drop':
      return destructive(`drops a ${second ?? 'thing'}`)
    case 'alter':
      if (second === 'system') return write('changes the settings of the server')
      return hasWord(tokens, 'drop')
        ? destructive('drops a part of a table or its like')
        : write('changes a definition')
    case 'vacuum':
      return write(
        hasWord(tokens, 'full') ? 'rewrites tables, locking them' : 'reclaims dead rows and writes statistics',
      )
    case 'kill':
      return write('ends a session')
    // MySQL's.
    case 'flush':
      return write('FLUSH closes tables, logs or caches')
    case 'purge':
      return destructive('PURGE deletes logs')
    case 'stop':
      return destructive('STOP ends replication')
    case 'change':
      return destructive('CHANGE forgets where replication stands')
    case 'copy':
      return judgeCopy(tokens)
    case 'create':
    case 'analyze':
    case 'reindex':
    case 'cluster':
    case 'refresh':
    case 'checkpoint':
    case 'comment':
    case 'grant':
    case 'revoke':
    case 'notify':
    case 'lock':
    case 'reassign':
    case 'optimize':
      return WORDS[first] === undefined
        ? write(`${first.toUpperCase()} changes the database`)
        : write(WORDS[first] ?? '')
    default:
      return unknown(
        third === undefined && second === undefined
          ? 'no statement Standby knows'
          : `${(first ?? '').toUpperCase()}: what it runs is not known`,
      )
  }
}

const WORDS: Record<string, string> = {
  analyze: 'writes statistics of the planner',
  reindex: 'rebuilds indexes',
  refresh: 'replaces the rows of a view',
  lock: 'holds others up until it ends',
}

function hasWord(tokens: readonly Token[], word: string): boolean {
  return tokens.some((token) => token.kind === 'word' && token.text === word)
}

/** Functions by which a query acts, with what they do: PostgreSQL 18, "System Administration Functions". */
const ACTS: Record<string, string> = {
  pg_terminate_backend: 'ends sessions',
  pg_cancel_backend: 'cancels queries',
  pg_reload_conf: 'reloads the settings of the server',
  pg_rotate_logfile: 'starts a new log file',
  pg_switch_wal: 'starts a new WAL segment',
  pg_create_restore_point: 'writes to the WAL',
  nextval: 'uses up a number of a sequence',
  setval: 'sets a sequence',
  pg_notify: 'notifies listeners',
  pg_stat_reset: 'resets statistics',
  pg_stat_statements_reset: 'resets statistics',
  pg_advisory_lock: 'takes a lock',
  pg_backup_start: 'starts a backup',
  pg_promote: 'makes a standby a primary',
}
const TAKES_AWAY = new Set(['pg_drop_replication_slot', 'lo_unlink', 'pg_promote', 'pg_wal_replay_pause'])

function judgeQuery(tokens: readonly Token[]): Finding {
  const found = judgeFunctions(tokens)
  const change = tokens.find(
    (token, at) => token.kind === 'word' && CHANGES.has(token.text) && tokens[at - 1]?.text !== '.',
  )
  if (change) {
    if (change.text === 'delete' || change.text === 'truncate' || change.text === 'drop')
      return destructive(`${change.text.toUpperCase()} within a query`)
    return /^(insert|update|merge|into)$/.test(change.text)
      ? write(`${change.text.toUpperCase()} within a query`)
      : unknown(`${change.text.toUpperCase()} within a query`)
  }
  const lock = tokens.findIndex(
    (token, at) => token.text === 'for' && /^(update|share|no|key)$/.test(tokens[at + 1]?.text ?? ''),
  )
  if (lock >= 0) return write('locks the rows it reads')
  return found ?? read('a query whose functions only compute')
}

/** The worst function a query calls; null if all are harmless. */
function judgeFunctions(tokens: readonly Token[]): Finding | null {
  let worst: Finding | null = null
  for (const [at, token] of tokens.entries()) {
    if (tokens[at + 1]?.text !== '(' || (token.kind !== 'word' && token.kind !== 'quoted')) continue
    const schema = tokens[at - 1]?.text === '.' ? (tokens[at - 2]?.text ?? '') : ''
    const builtin = schema === '' || schema === 'pg_catalog'
    // `as t(a, b)`, `t(a, b)` of a CTE: a name with its columns.
    if (tokens[at - 1]?.text === 'as' || isCteName(tokens, at)) continue
    if (token.kind === 'word' && schema === '' && looksLikeFunction(token.text)) continue
    if (builtin && isHarmlessFunction(token.text)) continue
    const acts = builtin ? ACTS[token.text] : undefined
    if (builtin && TAKES_AWAY.has(token.text))
      return destructive(`${token.text}() ${ACTS[token.text] ?? 'takes something away'}`)
    if (acts === undefined) return unknown(`${token.text}() may do anything`)
    worst ??= write(`${token.text}() ${acts}`)
  }
  return worst
}

/** `with x(a, b) as (…)`: the name of a CTE, not a call. */
function isCteName(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text
  if (before !== 'with' && before !== 'recursive' && before !== ',') return false
  let depth = 0
  for (let i = at + 1; i < tokens.length; i++) {
    if (tokens[i]?.text === '(') depth++
    if (tokens[i]?.text === ')' && --depth === 0)
      return (
        tokens[i + 1]?.text === 'as' &&
        tokens[i + 2]?.text !== undefined &&
        /^(\(|not|materialized)$/.test(tokens[i + 2]?.text ?? '')
      )
  }
  return false
}

const ANALYZE = /^analy[sz]e$/i

/** `EXPLAIN` alone plans; `EXPLAIN ANALYZE` runs, spelt either way. */
function judgeExplain(tokens: readonly Token[]): Finding {
  let rest = tokens
  let runs = false
  if (rest[0]?.text === '(') {
    const end = rest.findIndex((token) => token.text === ')')
    runs = rest.slice(0, end).some((token) => ANALYZE.test(token.text))
    rest = rest.slice(end + 1)
  }
  while (/^(analy[sz]e|verbose|extended|partitions)$/.test(rest[0]?.text ?? '')) {
    if (ANALYZE.test(rest[0]?.text ?? '')) runs = true
    rest = rest.slice(1)
  }
  return runs ? judgeStatement(rest) : read('plans only')
}

/** A write whose expressions call something unheard of may do more than write. */
function judgeWrite(tokens: readonly Token[], otherwise: Finding): Finding {
  return otherwise.effect === 'write' && hasWord(tokens, 'delete') && tokens[0]?.text !== 'merge'
    ? destructive('deletes rows')
    : otherwise
}

function judgeCopy(tokens: readonly Token[]): Finding {
  const to = tokens.findLastIndex((token) => token.kind === 'word' && token.text === 'to')
  if (to < 0) return hasWord(tokens, 'program') ? unknown('runs a program') : write('loads rows')
  if (tokens[to + 1]?.text !== 'stdout') return unknown('writes a file of the server, or runs a program there')
  return tokens[1]?.text === '(' ? judgeQuery(tokens.slice(1, to)) : read('prints rows')
}
