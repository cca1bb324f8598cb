import { REPORT_FD } from './report-fd.ts'

/**
 * Makes every command's failure seen, also one that the statement's own status hides: left of `||`, in a condition, in
 * a pipeline in `$(…)`, in a loop. Before each command bash tells (DEBUG) how the pipeline before it ended; the last
 * one of a function is told by RETURN, that of a subshell by an EXIT trap it gets with its first command. The ERR trap
 * is there because bash does not replace a subshell by its only command while one is set: then it would not come to EXIT.
 *
 * It is told of the parts of a pipeline one by one before any of them has ended. Then nothing has changed since: neither
 * PIPESTATUS nor `$_`. (So of two commands in a row with the same last word and the same failure only the first is told.)
 *
 * Of a builtin that is part of a pipeline PIPESTATUS does not tell: it is still what its subshell began with. Where that
 * is so after the one command of a subshell, and `$?` is 0, nothing has failed.
 *
 * The trap leaves `$?`, PIPESTATUS and `$_` as they were: bash restores the first two, and `$_` is the last word of
 * what the trap calls. A property test holds that no script behaves otherwise for it.
 */
export const TRACE = `__standby_pid=$BASHPID __standby_command= __standby_seen_count=0 __standby_found= __standby_before=
__standby_seen() {
  [[ \${FUNCNAME[1]-} == __standby_* ]] && return 0
  local command=$1 IFS=' '
  shift
  local statuses=\${*:1:$#-1}
  if [[ $BASHPID != "$__standby_pid" ]]; then
    __standby_pid=$BASHPID __standby_found=$statuses
    trap '__standby_seen "$?" "\${PIPESTATUS[@]}" "$_"' EXIT
  elif [[ $command.$statuses = "0.$__standby_found" ]]; then
    return 0
  else
    __standby_found=
  fi
  local before=$__standby_before
  __standby_before="$statuses/\${*:$#}"
  if [[ -n \${statuses//[0 ]/} && $__standby_before != "$before" && $__standby_command != __standby_* && $__standby_seen_count -lt 100 ]]; then
    __standby_seen_count=$((__standby_seen_count + 1))
    printf 'C %s\\n%s\\0' "$statuses" "\${__standby_command:0:500}" >&${REPORT_FD}
  fi
  __standby_command=$command
  return 0
}
set -TE
trap ': "$_"' ERR
trap '__standby_seen "$BASH_COMMAND" "\${PIPESTATUS[@]}" "$_"' DEBUG RETURN`

/** Scripts that look at what tracing would change, or trace themselves, are left alone. */
const LOOKS_AT_TRAPS =
  /\b(?:trap|xtrace|functrace|errtrace|extdebug|BASH_COMMAND|BASHOPTS|SHELLOPTS|FUNCNAME|BASH_SUBSHELL|caller)\b|(?:^|[;&|({\n]|\b(?:then|do|else))[ \t]*exec\s|\bset\s+[-+]\w*[xTE]|\$-|\$\{-|\bshopt\b|\bbash\b.*\s-\w*x|__standby/

export const mayTrace = (text: string): boolean => !LOOKS_AT_TRAPS.test(text)

/** Whether a text has commands whose failure the statement's own statuses may not tell: more than plain pipelines. */
export const mayHide = (text: string): boolean => NESTS.test(text.replace(PLAIN, ' '))

const PLAIN = /\$\{\w+\}|\d*[<>]&\d|&>>?/g
const NESTS =
  /[;&(){}`]|\|\||(?:^|[\s|])!|\b(?:eval|source|builtin|command|if|for|while|until|case|select|coproc|function)\b|(?:^|[\s|])\.\s|(?:^|\|)\s*(?:\w+=\S*\s+)*["'\\]*\$/m
