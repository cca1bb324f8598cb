/** What every shell has by itself. */
const SHELLS_OWN = new Set(
  'BASH BASHPID BASH_VERSION COLUMNS EUID HOME HOSTNAME IFS LANG LINENO LINES OLDPWD OPTARG OPTIND PATH PPID PWD RANDOM REPLY SECONDS SHELL SHLVL TERM TMPDIR TZ UID USER _'.split(
    ' ',
  ),
)

/** Variables by which a value would become code, or change which program is found. */
const CODE_BEARING =
  /^(?:BASH_.*|BASHOPTS|CDPATH|ENV|GLOBIGNORE|HOME|IFS|LD_.*|DYLD_.*|NODE_OPTIONS|PATH|PERL5.*|PROMPT_COMMAND|PS\d|PYTHON.*|RUBY.*|SHELL|SHELLOPTS|STANDBY_.*|SB_.*)$/

/** Whether a value in a variable of this name would become code. */
export function bearsCode(name: string): boolean {
  return CODE_BEARING.test(name)
}

/** Whether every shell has a variable of this name by itself: never asked for. */
export function isShellsOwn(name: string): boolean {
  return SHELLS_OWN.has(name)
}

/**
 * Whether a script reads what fills its placeholder `<KEY>` as a variable too: `${KEY:?}` in another place of it. People
 * write both in one step, and mean the same by them.
 */
export function isReadAsVariable(script: string, name: string): boolean {
  return !bearsCode(name) && !isShellsOwn(name) && new RegExp(`\\$(?:\\{[#!]?)?${name}\\b`).test(script)
}
