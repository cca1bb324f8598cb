import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Commands that go on until someone presses Ctrl-C. Nobody will: they are given a bound. The text of a step stays as
// it was signed; what it finds under the name `watch`, or when it follows a log, is what ends by itself.

/** How long a command that follows something is let run. */
export const FOLLOW_SECONDS = 30

const MAY_FOLLOW =
  /\b(?:tail|journalctl|kubectl|oc|docker|podman|docker-compose|aws|stern|heroku|dmesg|ping|redis-cli)\b/

/** Whether a script may hold a command that follows something, so that it needs `FOLLOW`. */
export const mayFollow = (text: string): boolean =>
  MAY_FOLLOW.test(text) &&
  /\s-\w*[fFw]\w*\b|--follow|--watch|--tail\b|\bstern\b|\bping\b|\bmonitor\b|\bsubscribe\b|\bevents\b|\bstats\b/i.test(
    text,
  )

/** Bash functions in front of the programs that can follow: with such an option they end after a while, with success. */
export const FOLLOW = `__standby_endless() {
  while [[ \${1-} == sudo || \${1-} == -E || \${1-} == -n ]]; do shift; done
  local program=\${1##*/} all=" \${*:2} " IFS=' '
  case $program in
    tail) [[ $all =~ \\ (-[0-9a-zA-Z]*[fF][0-9a-z]*|--follow(=[a-z]+)?|--retry)\\  ]] ;;
    journalctl | dmesg) [[ $all =~ \\ (-[a-zA-Z]*[fw]|--follow)\\  ]] ;;
    kubectl | oc) [[ $all == *' logs '* && $all =~ \\ (-f|--follow(=true)?)\\  ]] || [[ $all == *' get '* && $all =~ \\ (-w|--watch(=true)?|--watch-only(=true)?)\\  ]] ;;
    docker | podman | docker-compose) [[ $all == *' logs '* && $all =~ \\ (-[a-z]*f|--follow(=true)?)\\  ]] || [[ $all =~ ^\\ (compose\\ )?(events|stats)\\  && $all != *' --no-stream'* ]] ;;
    aws) [[ $all == *' logs tail '* && $all == *' --follow '* ]] ;;
    heroku) [[ $all == *' logs '* && $all =~ \\ (-t|--tail)\\  ]] ;;
    stern) [[ $all != *' --no-follow '* ]] ;;
    ping) [[ ! $all =~ \\ -[a-z]*[cw] ]] ;;
    redis-cli) [[ \${all,,} =~ \\ (monitor|subscribe|psubscribe|--stat|--latency)\\  ]] ;;
    *) false ;;
  esac
}
__standby_bound() {
  if ! __standby_endless "$@"; then command "$@"; return; fi
  local status program=$1
  shift
  command -p timeout --foreground --signal=INT "$__standby_follow_seconds" "$program" "$@"
  status=$?
  if [[ $status = 124 ]]; then
    printf '[standby: stopped following after %s s]\\n' "$__standby_follow_seconds" >&2
    return 0
  fi
  return "$status"
}
${[
  'tail',
  'journalctl',
  'dmesg',
  'kubectl',
  'oc',
  'docker',
  'podman',
  'docker-compose',
  'aws',
  'heroku',
  'stern',
  'ping',
  'redis-cli',
  'sudo',
]
  .map((name) => `${name}() { __standby_bound ${name} "$@"; }`)
  .join('\n')}`

/** Puts programs that end by themselves into a folder, to go on PATH before the system's. @returns the folder. */
export function layOutTools(workDir: string): string {
  const folder = join(workDir, '.tools')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = join(folder, `.watch.${process.pid}`)
  writeFileSync(draft, WATCH)
  chmodSync(draft, 0o700)
  renameSync(draft, join(folder, 'watch'))
  return folder
}

/** `watch` as procps has it, less the screen: what has not changed is not printed again. */
const WATCH = `#!/bin/bash
interval=2 until_change= until_error= execute= title=1
rounds=\${STANDBY_WATCH_ROUNDS:-10} seconds=\${STANDBY_WATCH_SECONDS:-60}
while [ $# -gt 0 ]; do
  case $1 in
    -n | --interval) interval=$2; shift ;;
    -n* ) interval=\${1#-n} ;;
    --interval=*) interval=\${1#*=} ;;
    -g | --chgexit) until_change=1 ;;
    -e | --errexit) until_error=1 ;;
    -x | --exec) execute=1 ;;
    -t | --no-title) title= ;;
    -d | --differences | --differences=* | -b | --beep | -c | --color | -p | --precise | -w | --no-wrap) ;;
    --) shift; break ;;
    -*)
      letters=\${1#-}
      case $letters in
        *n*) interval=\${letters#*n} letters=\${letters%%n*}; [ -n "$interval" ] || { interval=$2; shift; } ;;
      esac
      case $letters in
        *[!gextdbcpw]*) printf 'watch: %s is not understood here\\n' "$1" >&2; exit 1 ;;
      esac
      case $letters in *g*) until_change=1 ;; esac
      case $letters in *e*) until_error=1 ;; esac
      case $letters in *x*) execute=1 ;; esac
      case $letters in *t*) title= ;; esac
      ;;
    *) break ;;
  esac
  shift
done
[ $# -gt 0 ] || { printf 'watch: no command\\n' >&2; exit 1; }
[ -n "$title" ] && printf 'Every %ss, at most %s times: %s\\n' "$interval" "$rounds" "$*"
before= status=0 round=0
while :; do
  if [ -n "$execute" ]; then now=$("$@" 2>&1); status=$?; else now=$(sh -c "$*" 2>&1); status=$?; fi
  if [ $round = 0 ] || [ "$now" != "$before" ]; then printf '%s\\n' "$now"; fi
  [ -n "$until_error" ] && [ $status != 0 ] && exit 8
  [ -n "$until_change" ] && [ $round != 0 ] && [ "$now" != "$before" ] && exit 0
  before=$now round=$((round + 1))
  { [ "$round" -ge "$rounds" ] || [ "$SECONDS" -ge "$seconds" ]; } && exit $status
  sleep "$interval"
done
`
