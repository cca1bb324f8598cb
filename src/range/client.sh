# The program behind `aws`, `kubectl`, `curl`… in the range's folder on PATH. It asks the range's server what the real
# one would answer, and replays that: bytes and exit status. It is started for every command of a drill, so it is bash and
# starts nothing else: 3 ms of the processor, where Node took 33.
#
# shellcheck shell=bash disable=SC2154
#
# `server/bin-folder.ts` writes it out for each program, with `__range_program`, `__range_port` and `__range_token` set
# before it. What goes over the wire: `server/wire.ts`.

# The range's server is gone, or went away while it was asked: nobody knows what happened.
__range_lost() {
  printf 'standby range: not reachable: %s\n' "$1" >&2
  exit 98
}

# Only a command that says it reads standard input gets it: others must leave it to who comes after them.
__range_reads_input() {
  local word asks_by_word=
  [[ -t 0 ]] && return 1
  { : <&0; } 2>/dev/null || return 1
  for word; do
    case $word in
      - | *@- | */dev/stdin | -[fdi]- | --password-stdin) return 0 ;;
      -c* | -f* | --command* | --file* | -l* | --list*) asks_by_word=1 ;;
    esac
  done
  # Something is piped in: not a terminal, and not nothing.
  [[ $__range_program == psql || $__range_program == redis-cli ]] && [[ -z $asks_by_word ]] &&
    [[ -p /dev/stdin || -f /dev/stdin ]]
}

__range_tell() {
  local name known=()
  # What of the caller's surroundings changes a real client's answer.
  for name in AWS_REGION AWS_DEFAULT_REGION AWS_DEFAULT_OUTPUT AWS_PROFILE KUBECONFIG \
    PGHOST PGPORT PGDATABASE PGUSER DATABASE_URL; do
    if [[ -n ${!name+set} ]]; then known+=("$name=${!name}"); fi
  done
  printf '%s\0' "$__range_token" "${STANDBY_RANGE_SYSTEM-}" "$__range_program" "$PWD" "${STANDBY_ATTEMPT-}" \
    "${#known[@]}" "${known[@]}" "$#" "$@"
  if __range_reads_input "$@"; then
    printf 'input\0'
    command -p cat
  else
    printf 'none\0'
  fi
  printf '\0%s' "$__range_token"
}

__range_ask() {
  # Lengths are counted in bytes.
  local LC_ALL=C range errors output stderr=
  cd -P . 2>/dev/null || : # The folder without symbolic links.
  { exec {range}<>"/dev/tcp/127.0.0.1/$__range_port"; } 2>/dev/null || __range_lost 'nobody listens'
  trap '' PIPE # Should the server go away, that is said below.
  __range_tell "$@" 1>&"$range" 2>/dev/null
  trap - PIPE
  if ! IFS=' ' read -r -u "$range" __range_kind __range_status errors output ||
    { ((errors > 0)) && ! IFS= read -r -N "$errors" -u "$range" stderr; } ||
    { ((output > 0)) && ! IFS= read -r -N "$output" -u "$range" __range_output; }; then
    __range_lost 'it went away while it was asked'
  fi
  exec {range}>&-
  printf '%s' "$stderr" >&2
}

__range_kind='' __range_status=0 __range_output=''
__range_ask "$@"
case $__range_kind in
  shell) eval "$__range_output" ;;
  escaped) printf '%b' "$__range_output" && exit "$__range_status" ;;
  *) printf '%s' "$__range_output" && exit "$__range_status" ;;
esac
