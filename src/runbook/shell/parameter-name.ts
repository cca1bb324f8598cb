import { longPattern } from '../../core/long-pattern.ts'

const SHELL_OWN = longPattern()`
  ^(?:HOME|PATH|PWD|OLDPWD|USER|LOGNAME|SHELL|HOSTNAME|UID|EUID|PPID|RANDOM|SECONDS|LINENO|IFS|TERM|LANG|LC_\w+
    |TMPDIR|TMP|TEMP|BASH\w*|ENV|PS\d|OSTYPE|HOSTTYPE|MACHTYPE|PIPESTATUS|REPLY|OPTARG|OPTIND|EPOCHSECONDS
    |EPOCHREALTIME|COLUMNS|LINES|SHLVL|FUNCNAME|DIRSTACK|GROUPS|LD_\w+|CDPATH|GLOBIGNORE|HISTFILE|PROMPT_COMMAND
    |SHELLOPTS|NODE_OPTIONS|PYTHON\w*|PERL5\w*|RUBYOPT|GIT_\w+_COMMAND)$`

/** Variables that the shell sets or that decide how programs start: never a runbook's parameter. */
export function isShellOwn(name: string): boolean {
  return SHELL_OWN.test(name)
}

/** `task id` → `TASK_ID`, `previousRevision` → `PREVIOUS_REVISION`, `path` → `PATH_VALUE`. */
export function parameterName(written: string): string {
  const name = IS_NAME.test(written) ? written : nameOf(written)
  if (name === '') return 'VALUE'
  if (/^\d/.test(name)) return `VALUE_${name}`
  return isShellOwn(name) ? `${name}_VALUE` : name
}

/** What already has the form that {@link nameOf} makes: most variables and holes. */
const IS_NAME = /^(?!YOUR|THE_|MY_|INSERT_|ENTER_)(?!.{49})[A-Z]+\d*(?:_(?:[A-Z]+\d*|\d+))*$/

function nameOf(written: string): string {
  return written
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?:YOUR_?|THE_|MY_|INSERT_|ENTER_)(?=.)/, '')
    .slice(0, 48)
    .replace(/_+$/, '')
}
