import type { Command, Step } from '../plan/plan.ts'

/** Whether one of the step's commands waits for someone to type. Nobody would: it would end at once, or hang. */
export function opensSession(step: Step): boolean {
  const text = step.script?.text ?? ''
  return step.commands.some((command) => isSession(command, /[|<]/.test(text)))
}

function isSession({ program, argv, reasons }: Command, hasInput: boolean): boolean {
  if (EDITORS.has(program)) return true
  if (reasons.some((reason) => SESSION.test(reason))) return true
  if (CONSOLES.has(program) && argv.length === 1) return !hasInput
  return CONSOLE_CALL.test(argv.join(' '))
}

/** What the analysis says of commands that read from a terminal. */
const SESSION = /\binteractive\b|\bopens a shell\b|\bin an editor\b/

const EDITORS = new Set(['vi', 'vim', 'nvim', 'nano', 'emacs', 'htop', 'k9s', 'mc', 'tmux', 'screen'])
const CONSOLES = new Set(['python', 'python3', 'node', 'irb', 'iex', 'mysql', 'mongo', 'mongosh', 'sqlite3', 'cqlsh'])
const CONSOLE_CALL =
  /^(?:\S+ )?(?:rails (?:console|c|dbconsole)|\S*manage\.py (?:shell|shell_plus|dbshell))$|^crontab -e$|^git rebase (?:-i|--interactive)\b/
