import { longPattern } from '../../core/long-pattern.ts'
import { type Call, type Finding, type Nested, read, unknown, worstOf, write } from '../finding.ts'
import type { ShellWord } from '../shell/word.ts'

/** Commands of the shell itself that print: sqlite.org/cli.html. The others write files, run programs or change settings. */
const PRINTS = /^\.(tables|schema|indexes|indices|databases|dbinfo|dump|fullschema|help|show|version|stats)(\s|$)/
const QUIET = longPattern()`
  ^--?(readonly|batch|header|noheader|csv|json|column|line|list|box|table|markdown|html|quote|ascii
    |bail|safe|echo)$`
/** A pragma that only answers: without a value, and none of those that act. */
const ANSWERS = longPattern('i')`
  ^pragma\s+(\w+\.)?(integrity_check|quick_check|foreign_key_check|page_count|page_size|freelist_count
    |journal_mode|user_version|table_info|index_list|index_info|database_list|compile_options|encoding
    |foreign_keys|wal_autocheckpoint|synchronous)\s*(\(\s*['"]?\w+['"]?\s*\))?\s*;?$`
const TAKES_NAME =
  /^pragma\s+(\w+\.)?(integrity_check|quick_check|foreign_key_check|table_info|index_list|index_info)\s*\(/i
/** What PostgreSQL, by whose rules SQL is told apart here, reads otherwise: escapes, dollar quotes, nested comments, odd names. */
const DIFFERS = /\\|\$\w*\$|\/\*|`[^`]*[^`\w -][^`]*`|\[[^\]]*['"][^\]]*\]/
/** Its own functions of dates and texts: sqlite.org/lang_datefunc.html, lang_corefunc.html. */
const COMPUTES = longPattern('gi')`
  \b(?:datetime|julianday|unixepoch|strftime|timediff|ifnull|iif|instr|hex|typeof|total|group_concat
    |json_extract|printf|unicode|changes|last_insert_rowid|glob|like)(?=\s*\()`
/** Its file may be named by what is known only then: nothing but a name can come of it. */
const SAVES = /^\s*\.(backup|save)\s+[\w./]/
/** Those that rewrite the file and lose nothing of it: sqlite.org/pragma.html. */
const TIDIES =
  /^pragma\s+(\w+\.)?(wal_checkpoint\s*(\(\s*\w+\s*\))?|optimize|incremental_vacuum\s*(\(\s*\d+\s*\))?)\s*;?$/i

export function resolveSqlite({ args, input }: Call, nested: Nested): Finding {
  const { odd, rest } = withoutOptions(args)
  const [file, ...texts] = rest
  const targets = file ? [{ kind: 'file', name: file.text }] : []
  if (odd)
    return /^--?(version|help)$/.test(odd.value)
      ? read('prints its version or help')
      : unknown(`${odd.text}: an option Standby does not know`, { targets })
  if (texts.length === 0)
    return unknown(input.kind === 'none' ? 'an interactive session: anything can be typed' : 'runs whatever comes in', {
      targets,
    })
  const found = texts.map((text) => {
    const said = text.value.trim()
    if (!text.fixed && /^[.\s]*$/.test(text.lead.trim())) return unknown('what it runs shows only when it runs')
    if (SAVES.test(text.lead)) return write('copies the database into a file')
    if (said.startsWith('.'))
      return PRINTS.test(said) && text.fixed
        ? read('prints what is in the file')
        : unknown(`${said.split(/\s/)[0]}: writes files, runs programs or changes settings`)
    if (ANSWERS.test(said)) {
      // `journal_mode(wal)` sets what `journal_mode` asks.
      return /\(/.test(said) && !TAKES_NAME.test(said) ? unknown('sets a pragma') : read('asks a pragma')
    }
    if (TIDIES.test(said)) return write('tidies the file')
    if (DIFFERS.test(said)) return unknown('SQLite may read this otherwise than it looks')
    return nested.sql(said.replaceAll(COMPUTES, 'coalesce'))
  })
  return { ...worstOf(found, 'prints what is in the file'), subcommand: null, targets, code: texts }
}

/** Its options have long names with one dash; `odd` is the first that does more than say how to print. */
function withoutOptions(args: readonly ShellWord[]): { odd: ShellWord | null; rest: ShellWord[] } {
  const rest: ShellWord[] = []
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord
    if (!word.lead.startsWith('-')) rest.push(word)
    else if (word.fixed && /^--?(separator|newline|nullvalue)$/.test(word.value)) at++
    else if (!word.fixed || !QUIET.test(word.value)) return { odd: word, rest }
  }
  return { odd: null, rest }
}
