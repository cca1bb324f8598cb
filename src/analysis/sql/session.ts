import { longPattern } from '../../core/long-pattern.ts'
import { destructive, type Finding, read, unknown, write } from '../finding.ts'
import type { Token } from './lexer.ts'

/**
 * What concerns the session only, each in full: T-SQL needs no semicolons, so that `BEGIN TRAN` and `USE shop` may be followed
 * by a statement of their own, and to MySQL `START SLAVE` and `RESET MASTER` are no matter of the session.
 */
const NAME = String.raw`(?:[\w$.\[\]-]+)`
const MODE =
  '(?:isolation level (?:read (?:un)?committed|repeatable read|serializable|snapshot)|read (?:only|write)|(?:not )?deferrable|with consistent snapshot)'
const MODES = `(?: ${MODE}(?:(?: ,)? ${MODE})*)?`
const SESSION: readonly RegExp[] = [
  new RegExp(`^(?:begin|start transaction|begin (?:work|transaction|tran|deferred|immediate|exclusive))${MODES}$`),
  /^(?:commit|end|rollback|abort)(?: (?:work|transaction|tran))?(?: and (?:no )?chain)?(?: (?:no )?release)?$/,
  new RegExp(`^(?:savepoint|release(?: savepoint)?|rollback(?: work| transaction)? to(?: savepoint)?) ${NAME}$`),
  new RegExp(`^use (?:database |schema |role |warehouse )?${NAME}$`),
  new RegExp(`^(?:listen|unlisten) (?:${NAME}|\\*)$`),
  /^discard (?:all|plans|sequences|temp|temporary)$/,
  new RegExp(`^reset (?:session authorization|time zone|${NAME})$`),
  /^set (?:session |local )?(?:session authorization|role|names|character set|charset|time zone) \S+(?: collate \S+)?$/,
  new RegExp(
    `^set (?:session |local )?(?:transaction|session characteristics as transaction|characteristics as transaction)${MODES}$`,
  ),
  /^set constraints .* (?:deferred|immediate)$/,
]

/** `SET x = 1, y = 'b', c`: a setting is one word, its values are words, numbers and texts. */
const VALUE = String.raw`(?:- )?[^\s=]+`
const SETTING = new RegExp(
  `^set (?:session |local )?(?:@ (?:@ session\\.)?)?${NAME} (?:=|to|: =) ${VALUE}(?: , (?:${NAME} = )?${VALUE})*$|^set ${NAME} (?:on|off)$`,
)

/** In MySQL these are the server's, its replicas' and its accounts', wherever a session's would stand. */
const SERVERS = longPattern()`
  ^(?:set (?:global|persist|persist_only|password|default role|resource group|cluster setting)\b
    |set @ @ ?(?:global|persist|persist_only)\b|start (?:slave|replica|group_replication)\b)`
const FORGETS = /^reset (?:master|slave|replica|persist|query cache|binary logs)\b/

/** Statements about the transaction or the session; anything beside them is not known. */
export function judgeSession(tokens: readonly Token[]): Finding {
  const said = tokens.map((token) => (token.kind === 'quoted' || token.kind === 'string' ? 'x' : token.text)).join(' ')
  const plain = said.replaceAll(/ ?\. ?/g, '.').replaceAll(/` (\S+) `|\[ (\S+) \]/g, '$1$2')
  const first = (tokens[0]?.text ?? '').toUpperCase()
  if (/^(?:commit|rollback) prepared /.test(plain)) return write('ends a prepared transaction')
  if (FORGETS.test(said))
    return destructive(`${said.toUpperCase()}: MySQL forgets its logs, or where it replicates from`)
  if (SERVERS.test(said))
    return write(`${plain.split(' ').slice(0, 2).join(' ').toUpperCase()} changes the server, not the session`)
  if (tokens.some((token) => token.text === '(')) return unknown(`${first} something by a function`)
  if (SESSION.some((form) => form.test(plain))) return read(`${first} concerns the session only`)
  if (SETTING.test(plain)) return read('a setting of the session only')
  return unknown(`${first}: what it runs is not known`)
}
