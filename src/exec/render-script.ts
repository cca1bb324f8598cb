import { AppError } from '../core/errors.ts'
import type { Hole, Script, Statement } from '../plan/plan.ts'
import { holeVariable } from './bind-values.ts'
import { checkValues } from './check-values.ts'
import { FOLLOW, FOLLOW_SECONDS, mayFollow } from './endless.ts'
import { ownPath, withinOwnRoot } from './own-root.ts'
import { REPORT_FD } from './report-fd.ts'
import { heredocAt, placeOf, splitPipelines } from './shell-text.ts'
import { mayHide, mayTrace, TRACE } from './trace-failures.ts'

export interface RenderOptions {
  /** Name of the variable that holds the root of absolute paths; null: the machine's own. */
  root?: string | null
  followSeconds?: number | undefined
  /** Milliseconds since the machine began. */
  startBefore?: number | null
  /** See `checkValues`. */
  carried?: readonly string[] | undefined
}

/** What the shell looks at before all else: whether it has come in time. `/proc/uptime` counts hundredths of seconds. */
const refuseLate = (uptimeMs: number) =>
  `if read -r __standby_up _ 2>/dev/null < /proc/uptime && ((10#\${__standby_up/./} > ${Math.floor(uptimeMs / 10)})); then
  printf 'L \\0' >&${REPORT_FD}; exit 126
fi`

/**
 * The bash text of a step. Every hole is a reference to an environment variable, quoted for the place it stands in:
 * values are data and never text of the program (docs/adr/0003). After each top-level statement the script reports the exit statuses
 * of its pipeline; before each one that is not a read it stops if an earlier one failed.
 *
 * The whole is one brace group, so that bash reads it to its end before it runs the first command: a syntax error in
 * the last line must not come after half of the work.
 *
 * @param functions - Definitions that the steps before it in its fence have left.
 * @throws {AppError} `unsafe-value`, `cannot-fill-hole`
 */
export function renderScript(
  script: Script,
  values: Readonly<Record<string, string>>,
  functions: Readonly<Record<string, string>> = {},
  { followSeconds = FOLLOW_SECONDS, startBefore = null, carried = [], root = null }: RenderOptions = {},
): string {
  checkValues(script, values, carried)
  const body = script.statements.map((statement, index) => renderStatement(script, statement, index, root))
  const inherited = Object.values(functions)
  const texts = [script.text, ...inherited].join('\n')
  const kept = [...new Set([...Object.keys(functions), ...definedIn(script.text)])]
  return [
    ...(startBefore === null ? [] : [refuseLate(startBefore)]),
    REPORT,
    ...(script.statements.some(isGated) ? [GATE] : []),
    finish(kept, script.exports),
    ...(root === null ? [] : [ownPath(root)]),
    ...(mayFollow(texts) ? [`__standby_follow_seconds=${followSeconds}`, FOLLOW] : []),
    ...inherited,
    '{',
    ...(mayHide(texts) && mayTrace(texts) ? [TRACE] : []),
    ...body,
    '}',
    '__standby_finish',
    '',
  ].join('\n')
}

/** Names of the functions a text defines; what is found wrongly is no function in the end. */
function definedIn(text: string): string[] {
  const found = text.matchAll(/\bfunction\s+([A-Za-z_][\w-]*)|(?<![\w$-])([A-Za-z_][\w-]*)\s*\(\s*\)/g)
  return [...new Set([...found].map((match) => (match[1] ?? match[2]) as string))]
}

/** What succeeded leaves by the short way: while failures are traced, every command in here costs bash 10 µs. */
const REPORT = `__standby_failed=0
__standby_report() {
  local IFS=' '
  printf 'S %s %s\\0' "$1" "\${*:3}" >&${REPORT_FD}
  [[ \${*:3} = 0 ]] && return 0
  local lenient=$2 status last=0 position=0
  shift 2
  for status; do
    last=$status
    if [[ $status != 0 && $status != 141 && !( $status = 1 && " $lenient " = *" $position "* ) && $__standby_failed = 0 ]]; then
      __standby_failed=$status
    fi
    position=$((position + 1))
  done
  return "$last"
}`

const GATE = `__standby_gate() {
  local last=$?
  if [[ $__standby_failed != 0 ]]; then
    printf 'G %s\\0' "$1" >&${REPORT_FD}
    exit "$__standby_failed"
  fi
  return "$last"
}`

/** What the shell says at its end: where it is, what it leaves, and the status of the first statement that failed. */
const finish = (functions: readonly string[], exports: readonly string[]) =>
  [
    '__standby_finish() {',
    '  trap - DEBUG RETURN ERR EXIT',
    ...(functions.length + exports.length === 0 ? [] : ['  local name text']),
    `  printf 'W %s\\0F %s\\0' "$PWD" "$__standby_failed" >&${REPORT_FD}`,
    ...(functions.length === 0 ? [] : [tellFunctions(functions)]),
    ...(exports.length === 0 ? [] : [tellVariables(exports)]),
    '}',
    'trap __standby_finish EXIT',
  ].join('\n')

const tellFunctions = (names: readonly string[]) => `  for name in ${inQuotes(names)}; do
    if text=$(declare -f -- "$name"); then printf 'D %s\\n%s\\0' "$name" "$text" >&${REPORT_FD}; fi
  done`

const tellVariables = (names: readonly string[]) => `  for name in ${inQuotes(names)}; do
    if [[ -n \${!name+set} ]]; then printf 'E %s=%s\\0' "$name" "\${!name}" >&${REPORT_FD}; fi
  done`

const inQuotes = (names: readonly string[]) => names.map((name) => `'${name}'`).join(' ')

const isGated = (statement: Statement) => statement.effect !== 'read'

function renderStatement(script: Script, statement: Statement, index: number, root: string | null): string {
  const gate = isGated(statement) ? [`__standby_gate ${index} && :`] : []
  const filled = fillHoles(script, statement)
  const text = (root === null ? filled : withinOwnRoot(filled, root).text) + backgroundMark(script, index)
  const lenient = statement.effect === 'read' ? noMatchStages(script.text.slice(statement.from, statement.to)) : []
  // `&& :` keeps `$?` for the next statement without letting `set -e` end the script here.
  const report = `__standby_report ${index} '${lenient.join(' ')}' "\${PIPESTATUS[@]}" && :`
  return [...gate, text, report].join('\n')
}

/**
 * What stands between two statements is blanks, comments and separators; a lone `&` belongs to the one before it.
 * Anything else would be text that was signed and does not run.
 */
function backgroundMark(script: Script, index: number): '' | ' &' {
  const end = (script.statements[index] as Statement).to
  const gap = script.text.slice(end, script.statements[index + 1]?.from ?? script.text.length)
  const head = index === 0 ? script.text.slice(0, script.statements[0]?.from) : ''
  if (!BLANK.test(gap.replace(/^[ \t]*&(?!&)/, '')) || !BLANK.test(head)) {
    const hint = 'this is a fault of the compiler: report the step'
    throw new AppError('script-incomplete', 'the step holds text that belongs to no statement', hint)
  }
  return /^[ \t]*&(?!&)/.test(gap) ? ' &' : ''
}

const BLANK = /^(?:\s|;|\\\r?\n|#[^\n]*(?:\n|$))*$/

/** A statement's text with a reference in the place of every hole. @throws {AppError} `cannot-fill-hole` */
export function fillHoles(script: Pick<Script, 'text' | 'holes'>, statement: Pick<Statement, 'from' | 'to'>): string {
  let text = ''
  let at = statement.from
  for (const hole of script.holes) {
    if (hole.from < statement.from || hole.to > statement.to) continue
    text += script.text.slice(at, hole.from) + reference(script, statement, hole)
    at = hole.to
  }
  return text + script.text.slice(at, statement.to)
}

function reference(script: Pick<Script, 'text'>, statement: Pick<Statement, 'from' | 'to'>, hole: Hole): string {
  const variable = `\${${holeVariable(hole)}}`
  const byPlace = { bare: `"${variable}"`, double: variable, single: `'"${variable}"'` }
  const text = script.text.slice(statement.from, statement.to)
  const offset = hole.from - statement.from
  const heredoc = heredocAt(text, offset)
  if (heredoc !== null) {
    if (!heredoc.isQuoted) return variable
    throw cannotFill(hole, `the shell puts no values into a heredoc that begins with <<'${heredoc.delimiter}'`)
  }
  if (hole.quoting === 'heredoc') throw cannotFill(hole, 'the heredoc it stands in has no end')
  if (hole.quoting !== 'nested') return byPlace[hole.quoting]
  const place = placeOf(text, offset)
  if (place === null) throw cannotFill(hole, 'its quoting is not understood')
  return byPlace[place]
}

function cannotFill(hole: Hole, why: string): AppError {
  const message = `the placeholder ${hole.name} cannot be given a value where it stands: ${why}`
  return new AppError('cannot-fill-hole', message, 'do this step by hand, or write the placeholder outside of it')
}

const NO_MATCH_PROGRAMS = /^\s*(?:!\s*)?(?:\w+=\S*\s+)*(?:sudo\s+)?(?:[efz]?grep|rg|pgrep|diff|cmp|test|\[)(?=\s|$)/

/** Stages of the first pipeline for which exit status 1 says "no" and not "I failed". */
function noMatchStages(statement: string): number[] {
  const { pipelines, isList } = splitPipelines(statement)
  const stages = pipelines[0] ?? []
  const positions = stages.flatMap((stage, position) => (NO_MATCH_PROGRAMS.test(stage) ? [position] : []))
  // Of `a && b` the statuses may be those of b: believe them only where the first pipeline is one such program.
  return isList ? (stages.length === 1 ? positions : []) : positions
}
