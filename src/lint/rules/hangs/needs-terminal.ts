import {
  awsVerb,
  hasFlag,
  isToChooseFrom,
  kubectlVerb,
  laterInFence,
  optionOf,
  outermost,
  shown,
} from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { redisCommand } from '../dangerous/redis-command.ts'

/** Nothing of its block is typed into the session by mistake: it is the step, or one of several sessions to choose from. */
function isLast(command: CommandFact): boolean {
  if (command.step.fence === null) return true
  const outer = outermost(command)
  return laterInFence(outer).every(
    (other) =>
      outermost(other) === outer ||
      // What stands in its own words is done by then.
      (other.place === 'substitution' && other.step === outer.step && other.to <= outer.to) ||
      outer.pipeline.includes(other) ||
      whatOpens(other) !== null ||
      other.carried.some((inner) => whatOpens(inner) !== null),
  )
}

const ASKS_LOGIN = 'asks for a login'
const EDITORS = /^(?:vi|vim|nvim|nano|emacs|pico|visudo)$/
const SHELLS = /^(?:bash|sh|zsh|ash|fish)$/

type Opens = (command: CommandFact) => string | null

/** By program: what it opens, or null where it does not. */
const OPENS = new Map<string, Opens>()

function opens(programs: string, what: Opens): void {
  for (const program of programs.split(' ')) OPENS.set(program, what)
}

function whatOpens(command: CommandFact): string | null {
  const what = OPENS.get(command.program)?.(command) ?? null
  // What stands in a session that is told of already.
  if (what !== null && command.carrier !== null && SESSIONS.test(awsVerb(command.carrier))) return null
  return what
}

const SESSIONS = /^(ecs execute-command|ssm start-session)$/

opens('psql mysql mariadb mongo mongosh redis-cli valkey-cli sqlite3 cqlsh clickhouse-client', (command) =>
  isInteractiveClient(command) ? `opens a ${command.program} session` : null,
)
opens('vi vim nvim nano emacs pico visudo', () => 'opens an editor')
opens('bash sh zsh ash fish', ({ args }) => (args.every((arg) => /^-[il]+$/.test(arg)) ? 'opens a shell' : null))
opens('crontab', ({ args }) => (args.includes('-e') ? 'opens an editor' : null))
opens('git', (command) =>
  command.args[0] === 'rebase' && hasFlag(command, '-i', '--interactive') ? 'opens an editor' : opensMessage(command),
)
opens('fly flyctl', opensFly)
opens('ssh', opensSsh)
opens('gh', ({ args }) => asksGh(args))
opens('su', (command) => (hasFlag(command, '-c', '--command') ? null : 'opens a shell'))
opens('go', ({ args }) =>
  args[0] === 'tool' && args[1] === 'pprof' && !args.some((arg) => PRINTS_PROFILE.test(arg)) ? 'opens a prompt' : null,
)
opens('python python3 node irb ipython', ({ args }) => (args.length === 0 ? 'opens an interpreter' : null))
opens('rails manage.py', ({ args }) =>
  /^(console|c|shell|dbshell|dbconsole)$/.test(args[0] ?? '') ? 'opens a console' : null,
)
opens('docker podman docker-compose', opensContainer)
opens('kubectl oc', (command) => {
  if (kubectlVerb(command) === 'edit') return 'opens an editor'
  return isRemoteShell(command) ? 'opens a shell in the container' : opensContainer(command)
})
opens('aws', (command) => {
  const { args } = command
  if (awsVerb(command) === 'ecs execute-command') return 'needs a terminal and the Session Manager plugin'
  if (awsVerb(command) === 'ssm start-session' && !optionOf(command, '--document-name')) return 'opens a session'
  return /^(configure|sso)$/.test(args[0] ?? '') && /^(login|configure)$/.test(args.at(-1) ?? '') ? ASKS_LOGIN : null
})
opens('gcloud', ({ args }) => (args[0] === 'auth' && args.at(-1) === 'login' ? ASKS_LOGIN : null))
opens('gpg gpg2 ssh-keygen openssl passwd adduser mysql_secure_installation certbot npm yarn vercel', asksForValues)

export const needsTerminal: Rule = {
  id: 'needs-terminal',
  family: 'hangs or needs a terminal',
  severity: 'warning',
  summary: 'a command opens a session in which someone has to type',
  programs: new Set([
    ...['ecs execute-command', 'ssm start-session', 'configure', 'sso login'].map((verb) => `aws ${verb}`),
    ...[...OPENS.keys()].filter((program) => program !== 'aws'),
  ]),
  check(_, commands, tell) {
    for (const command of commands) {
      const what = whatOpens(command)
      if (what === null || hasInput(command)) continue
      // kubectl goes on without the terminal, after a warning; a session waits for ever.
      const session = !what.startsWith('asks for a terminal')
      // What `aws` and `gh` ask is refused where there is no terminal, whoever reads what it shows.
      const refused = /^(?:aws|gh)$/.test(command.program) && what !== ASKS_LOGIN
      const last = session && !refused && isLast(command)
      const then = last
        ? ': the step is done when someone has typed there, and an unattended run waits'
        : ': nothing after it happens until someone types there'
      const harmless = last || isToChooseFrom(command) || (!session && /^(kubectl|oc)$/.test(command.program))
      const severity = harmless ? 'info' : null
      tell(onCommand(command, `${shown(command, 40)} ${what}${session ? then : ''}`, hintFor(command), { severity }))
    }
  },
}

/** What `pprof` prints or writes at once: `-top`, `-svg`, `-http=:8080`. */
const PRINTS_PROFILE =
  /^--?(?:top|text|tree|list|peek|raw|traces|svg|png|pdf|gif|dot|proto|topproto|callgrind|web|http)\b/

/** `oc rsh POD`, without a command. */
function isRemoteShell({ program, args, words }: CommandFact): boolean {
  if (program !== 'oc' || args[0] !== 'rsh') return false
  return words.length <= 3 + 2 * args.filter((arg) => arg.startsWith('-')).length
}

const CLIENTS: ReadonlySet<string> = new Set(
  'psql mysql mariadb mongo mongosh redis-cli valkey-cli sqlite3 cqlsh clickhouse-client'.split(' '),
)

/** A database client without a statement to run. */
export function isInteractiveClient(command: CommandFact): boolean {
  const { program, args } = command
  if (!CLIENTS.has(program) || hasInput(command)) return false
  if (args.some((arg) => /^(--help|--version|-V|-l|--list)$/.test(arg))) return false
  if (program === 'psql')
    return !args.some((arg) => /^(-c|-f|--command|--file|-l|--list)/.test(arg) || /^-[A-Za-z]*[cf]$/.test(arg))
  if (/^(mysql|mariadb)$/.test(program))
    return !args.some((arg) => /^(-e|--execute)/.test(arg) || /^-[A-Za-z]*e$/.test(arg))
  if (/^mongo(sh)?$/.test(program)) return !args.some((arg) => /^(--eval|--file|-f)/.test(arg) || /\.js$/.test(arg))
  if (/^(redis-cli|valkey-cli)$/.test(program))
    return (
      redisCommand(command).length === 0 &&
      !args.some((arg) => arg.startsWith('--') && !/^--(tls|no-auth-warning|cacert|user|pass)/.test(arg))
    )
  return /^(sqlite3|cqlsh|clickhouse-client)$/.test(program) && args.length <= 1
}

/** Git wants a message where none is given. */
function opensMessage(command: CommandFact): string | null {
  const [verb = ''] = command.args
  const asks =
    (verb === 'revert' &&
      !hasFlag(command, '--no-edit', '-n', '--no-commit', '--abort', '--continue', '--skip', '--quit')) ||
    (verb === 'commit' &&
      !hasFlag(
        command,
        '-m',
        '--message',
        '-F',
        '--file',
        '--no-edit',
        '-C',
        '--reuse-message',
        '--fixup',
        '--squash',
        '--dry-run',
      )) ||
    (verb === 'tag' && hasFlag(command, '-a', '-s') && !hasFlag(command, '-m', '--message', '-F', '--file', '-d', '-l'))
  return asks ? 'opens an editor for its message' : null
}

/** Sessions of Fly: at a machine, at the database. */
function opensFly({ args }: CommandFact): string | null {
  const [group = '', verb = ''] = args
  if (/^(?:postgres|pg|mpg)$/.test(group) && verb === 'connect') return 'opens a psql session'
  const runs = args.some((arg) => /^(?:-C|--command)/.test(arg))
  return group === 'ssh' && verb === 'console' && !runs ? 'opens a shell on the machine' : null
}

/** Programs that ask for what was not given to them: a name, a passphrase, a reason. */
function asksForValues(command: CommandFact): string | null {
  const { program, args } = command
  const batch = hasFlag(command, '--batch', '-batch', '--yes', '--non-interactive')
  if (/^gpg2?$/.test(program))
    return !batch &&
      args.some((arg) => /^--(?:full-)?gen(?:erate)?-key$|^--(?:edit|sign|lsign)-key$|^--gen-revoke$/.test(arg))
      ? 'asks for names, a passphrase and a confirmation'
      : null
  if (program === 'ssh-keygen')
    return args.some((arg) => /^-(?:N|[lyFRHep])/.test(arg))
      ? null
      : 'asks where to write the key, and for a passphrase'
  if (program === 'openssl')
    return args[0] === 'req' && args.includes('-new') && !batch && !args.some((arg) => /^-(?:subj|config)$/.test(arg))
      ? 'asks for the fields of the certificate'
      : null
  if (program === 'passwd')
    return args.some((arg) => /^-[lude]$|^--(?:lock|unlock|delete|expire|stdin)$/.test(arg))
      ? null
      : 'asks for the new password'
  if (program === 'adduser')
    return args.includes('--disabled-password') || args.some((arg) => /^-[SDH]/.test(arg))
      ? null
      : 'asks for a password and a name'
  if (program === 'mysql_secure_installation') return 'asks several questions'
  if (program === 'certbot')
    return /^(?:certonly|run)$/.test(args[0] ?? '') && !batch ? 'asks for an address and an agreement' : null
  if (/^(?:npm|yarn|vercel)$/.test(program)) return args[0] === 'login' ? 'asks for a login' : null
  return null
}

/** Without the number of a run, `gh` shows a list to choose from, or is refused where nobody can. */
function asksGh(args: readonly string[]): string | null {
  const [group = '', verb = '', ...rest] = args
  if (group !== 'run' || !/^(watch|view|rerun|cancel|download)$/.test(verb)) return null
  return rest.every((arg) => arg.startsWith('-')) ? 'asks which run is meant' : null
}

function opensSsh(command: CommandFact): string | null {
  if (hasFlag(command, '-N', '-L', '-D', '-R', '-W', '-O', '-T', '-V') || command.args.length === 0) return null
  return command.carried.length > 0 || command.args.some((arg) => arg.includes(' '))
    ? null
    : 'opens a shell on another machine'
}

/** `-t` asks for a terminal; with `-i` and a shell or client it is a session. */
function opensContainer(command: CommandFact): string | null {
  const { args } = command
  const inner = command.carried[0]
  if (!args.some((arg) => /^(exec|run|attach|debug)$/.test(arg))) return null
  const before = args.slice(0, args.indexOf(inner?.words[0]?.value ?? '') + 1 || args.length)
  const tty = before.some((arg) => /^-[a-z]*t[a-z]*$/.test(arg) || arg === '--tty' || arg === '--tty=true')
  // What the session is shows on the inner command, where it is one; here only that a terminal is asked for.
  if (!tty || (inner !== undefined && whatOpens(inner) !== null)) return null
  return /^(docker|podman)$/.test(command.program)
    ? 'asks for a terminal (-t) and fails without one: the input device is not a TTY'
    : 'asks for a terminal (-t), which an unattended run has not'
}

function hasInput(command: CommandFact): boolean {
  for (let at: CommandFact | null = command; at !== null; at = at.carrier)
    if (at.redirects.some(({ operator }) => operator.startsWith('<')) || at.pipeline.indexOf(at) > 0) return true
  return false
}

function hintFor(command: CommandFact): string {
  const { program } = command
  if (/^(psql|mysql|mariadb)$/.test(program))
    return `say what to ask: ${program} … -${program === 'psql' ? 'c' : 'e'} "select …"`
  if (/^mongo/.test(program)) return `say what to ask: ${program} … --eval '…'`
  if (program === 'redis-cli') return 'say what to ask: redis-cli -h HOST INFO memory'
  if (program === 'ssh') return "say what to run there: ssh HOST 'systemctl status …'"
  if (program === 'gh') return 'name the run: gh run list --workflow NAME --limit 1 --json databaseId'
  if (program === 'git' && command.args[0] !== 'rebase')
    return command.args[0] === 'revert' ? 'git revert --no-edit …' : "give the message with it: git … -m '…'"
  if (program === 'aws' && /^(configure|sso)/.test(awsVerb(command) || (command.args[0] ?? '')))
    return 'whoever is on call signs in once, before the night it is needed'
  if (program === 'crontab') return 'say which line: (crontab -l; echo "…") | crontab -'
  if (EDITORS.test(program))
    return "say what to change: sed -i 's/^NAME=.*/NAME=value/' FILE, or put a file in its place"
  if (SHELLS.test(program)) {
    const to = command.carrier?.program ?? program
    if (/^(kubectl|oc|docker|podman|docker-compose)$/.test(to)) return `hand each command on: ${to} … COMMAND`
  }
  if (program === 'aws') return 'it never works unattended; a one-off task (aws ecs run-task … --overrides) does'
  if (kubectlVerb(command) === 'edit')
    return 'say what to change: kubectl patch …, kubectl set …, or kubectl apply -f FILE'
  if (/^(kubectl|oc|docker|podman|docker-compose)$/.test(program)) return 'leave -t out: the command runs all the same'
  return 'write the command that is to be typed there'
}
