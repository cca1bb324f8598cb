import { longPattern } from '../../core/long-pattern.ts'
import { looksLikeCommand } from './language.ts'
import { Context, shellContexts } from './shell-context.ts'

/**
 * Lines of a shell fence that no shell could run: pasted output, and what is to be put into a file. Each form is refused by
 * every shell, so that nothing that runs is lost.
 */

/** A row of `ls -l`, and of a tree. */
const LISTED = /^\s*(?:[-dlcbps][rwxsStT-]{9}[@+.]?\s+\d+\s|total \d+$|[│\s]*[├└]──)/
/** The first row of a table that a client prints: capitals, far apart. */
const TABLE_HEAD = longPattern()`
  ^\s*(?:(?:NAME|NAMESPACE|READY|STATUS|REPOSITORY|CONTAINER ID|IMAGE ID|UID|PID|LAST SEEN)(?:\t| {2,})\s*[A-Z]
    |Filesystem\s+(?:\S+\s+)?(?:Size|Type|1K-blocks)\s)`

/** The lines that are output, by their index: such rows, and under the head of a table all to the next blank line or command. */
export function outputLines(lines: readonly string[], code: string): ReadonlySet<number> {
  if (!mayBeOutput(code)) return NONE
  const found = new Set<number>()
  const contexts = shellContexts(code)
  let at = 0
  let isTable = false
  for (const [index, line] of lines.entries()) {
    const isBare = at >= contexts.length || contexts[at] === Context.bare
    if (line.trim() === '' || /^\s*#/.test(line) || looksLikeCommand(line)) isTable = false
    else if (TABLE_HEAD.test(line)) isTable = true
    if (isBare && (isTable || LISTED.test(line))) found.add(index)
    at += line.length + 1
  }
  return found
}

const NONE: ReadonlySet<number> = new Set()

/** Whether a text has one of their marks, which few have. Four questions: as one pattern they take eight times as long. */
function mayBeOutput(code: string): boolean {
  return TREE.test(code) || hasMode(code) || HEADED.test(code) || code.includes('Filesystem ')
}

const TREE = /[├└]──/
const HEADED = /\b(?:NAME|STATUS|REPOSITORY|ID|PID|SEEN)(?:\t| {2})/

/** `rw-r--r--`: nine such signs in a row. Of nine it has every ninth sign is one, and the others need no look. */
function hasMode(code: string): boolean {
  for (let at = 8; at < code.length; at += 9) {
    if (!isModeSign(code.charCodeAt(at))) continue
    let from = at
    let to = at + 1
    while (isModeSign(code.charCodeAt(from - 1))) from -= 1
    while (isModeSign(code.charCodeAt(to))) to += 1
    if (to - from >= 9) return true
    // What was looked at holds none: the next nine begin after it.
    at = to - 1
  }
  return false
}

/** `r`, `w`, `x` or `-`. */
function isModeSign(code: number): boolean {
  return code === 45 || code === 114 || code === 119 || code === 120
}

const REDIS = longPattern()`
  ^(?:save \d+ \d+|(?:appendonly|daemonize|protected-mode|aof-use-rdb-preamble|rdbcompression
      |rdbchecksum) (?:yes|no)|appendfsync \w+|(?:appendfilename|dbfilename) \S+|maxmemory \d+\s*\w*
    |maxmemory-policy [\w-]+|(?:requirepass|masterauth|masteruser|logfile|pidfile|unixsocket) \S+|loglevel \w+
    |bind (?:[\d.:*-]+ ?)+|port \d+|dir /\S*|maxclients \d+|databases \d+|tcp-(?:keepalive|backlog) \d+
    |(?:replicaof|slaveof) \S+ \d+|rename-command \S+ \S+
    |(?:auto-aof-rewrite|min-replicas|min-slaves|replica|slave|repl|cluster|lazyfree|client-output-buffer-limit
      |slowlog|hz|io-threads)-[\w-]+ .+|sentinel (?:monitor|down-after-milliseconds|failover-timeout
      |parallel-syncs|auth-pass|resolve-hostnames|announce-hostnames) .+)$`
/** A crontab, also the system's with a user. */
const CRONTAB: readonly RegExp[] = [
  /^(?:(?:\*|\d+(?:-\d+)?)(?:\/\d+)?(?:,\d+(?:-\d+)?)*\s+){4}(?:\*|\d+(?:-\d+)?|\*\/\d+|[A-Za-z]{3}(?:-[A-Za-z]{3})?)(?:,\d+)*\s+\S/,
  /^\*\/\d+ (?:\S+ ){3}\S+ +\S/,
  /^@(?:reboot|hourly|daily|weekly|monthly|yearly|annually|midnight)\s+\S/,
]
const INI: readonly RegExp[] = [/^\[[A-Za-z][\w.:-]*\]$/, /^[A-Za-z_][\w.-]* += +[^;]+;?$/]
const SETTINGS: readonly RegExp[] = [
  ...CRONTAB,
  ...INI,
  // YAML.
  /^(?:- )?["']?[A-Za-z_][\w./-]*["']?:(?: +[^ ;|&`$<>][^;|&`$<>]*)?$/,
  /^https?:\/\/[^\s|;&]+$/,
  /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/,
  REDIS,
]

/** Whether a line is a setting of some file: of a crontab, an INI file, YAML, redis.conf; an address; the name of a variable. */
export function isSetting(line: string): boolean {
  const text = line.includes('#') ? line.trim().replace(/\s+#\s.*$/, '') : line.trim()
  return ANY_SETTING.test(text) && !/^(?:https?|file):$/.test(text)
}

const ANY_SETTING = new RegExp(SETTINGS.map(({ source }) => source).join('|'))

/** `up{job="shop"}`, `sum(rate(orders_total[5m])) by (shop)`: to a shell a program of a strange name, or a syntax error. */
const QUERY = longPattern()`
  ^(?:[a-z_:][\w:]*\{\s*\w+\s*(?:=~|!~|!=|=)\s*"[^"]*"[^{}]*\}
    |(?:(?:sum|avg|min|max|count|topk|bottomk|quantile)\s*(?:(?:by|without)\s*\([\w, ]*\)\s*)?
      |rate|irate|increase|histogram_quantile|absent)\([\w:{(].*\))`
/** The name of a metric, alone: only among queries. */
const METRIC = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/

/** The lines that ask Prometheus, where nothing but them and comments stands; else those that can be nothing else. */
export function queryLines(lines: readonly string[], code: string): ReadonlySet<number> {
  const found = new Set<number>()
  if (!/[{(].*[)}]/.test(code)) return found
  const metrics = new Set<number>()
  for (const [index, line] of lines.entries()) {
    const text = line.trim()
    if (QUERY.test(text)) found.add(index)
    else if (METRIC.test(text)) metrics.add(index)
  }
  if (found.size > 0 && lines.every((line, at) => found.has(at) || metrics.has(at) || /^\s*(?:#|$)/.test(line)))
    for (const index of metrics) found.add(index)
  return found
}

/** What a line of a shell's block is, where no shell could run it; null for the rest. */
export function foreignLine(line: string): 'a crontab' | 'a file of settings' | 'PromQL' | null {
  const text = line.trim().replace(/\s+#\s.*$/, '')
  if (CRONTAB.some((form) => form.test(text))) return 'a crontab'
  if (QUERY.test(text)) return 'PromQL'
  return INI.some((form) => form.test(text)) ? 'a file of settings' : null
}

/** Editors, which a file's name follows, and what opens one. */
const EDITS = longPattern()`
  ^\s*(?:sudo\s+)?(?:(?:vim?|nano|emacs|code|vi)\s+\S+|crontab\s+(?:-u\s+\S+\s+)?-e|visudo|systemctl\s+edit\s+\S+
    |(?:kubectl|oc)\s+(?:-\S+\s+\S+\s+)*edit\s[^|;&]+)\s*$`

/** Whether a line opens an editor: the comment after it says what to write there. */
export function opensEditor(line: string): boolean {
  return EDITS.test(line)
}

/** The first line after an editor is opened from which on the rest only says what to put into the file; -1 if none. */
export function settingsAfterEditor(lines: readonly string[], from: number, to: number): number {
  let edits = -1
  for (let at = from; at <= to; at++) if (opensEditor(lines[at] as string)) edits = at
  if (edits < 0 || edits === to) return -1
  const rest = lines.slice(edits + 1, to + 1)
  return rest.every((line) => /^\s*(?:#|$)/.test(line) || isSetting(line)) ? edits + 1 : -1
}
