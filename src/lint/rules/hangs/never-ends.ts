import { hasFlag, isToChooseFrom, kubectlVerb, laterInFence, named, outermost, shown } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { redisCommand } from '../dangerous/redis-command.ts'

export const neverEnds: Rule = {
  id: 'never-ends',
  family: 'hangs or needs a terminal',
  severity: 'warning',
  summary: 'a command never ends by itself',
  programs: new Set([
    'aws logs tail',
    ...'watch tail journalctl kubectl oc docker docker-compose podman top htop iotop ping redis-cli fly flyctl redis-server valkey-server mongod uvicorn gunicorn hypercorn celery flask'.split(
      ' ',
    ),
  ]),
  check(_, commands, tell) {
    for (const command of commands) {
      const why = whyEndless(command)
      if (why === null || isBounded(command)) continue
      const outer = outermost(command)
      const after = laterInFence(outer).filter(
        (other) => other.carrier === null && other.place === 'plain' && !outer.pipeline.includes(other),
      )
      const serves = why === SERVES || why === TUNNELS
      // Who watches leaves when there is nothing more to see, and looks on; a server is there for what comes after it.
      const lost = after.find((other) => serves || !(isLook(other) || isOtherWay(other)))
      const next = lost ?? after[0]
      const then =
        next === undefined ? 'the step is never done' : `${named(next)} on line ${next.line} is never reached`
      const harmless = lost === undefined || isToChooseFrom(command) || isElsewhere(command)
      tell(
        onCommand(command, `${shown(command, 40)} ${why}: ${then}`, hintFor(command), {
          severity: harmless ? 'info' : null,
        }),
      )
    }
  },
}

/** "In a second terminal:" above the block. */
function isElsewhere({ step }: CommandFact): boolean {
  return /\b(?:other|another|different|second|separate|new|own|side) (?:terminal|shell|window|tab|session|pane)/i.test(
    step.step.title,
  )
}

/** "Or connect and look there". */
function isOtherWay({ step }: CommandFact): boolean {
  return /^(?:or|alternatively)\b/i.test(step.step.title)
}

function isLook(command: CommandFact): boolean {
  return command.effect === 'read' || [command, ...command.carried].some((each) => whyEndless(each) !== null)
}

const TUNNELS = 'stays in the foreground'
const SERVES = 'serves in the foreground until someone stops it'

function whyEndless(command: CommandFact): string | null {
  const { program, args } = command
  switch (program) {
    case 'watch':
      return hasFlag(command, '-g', '--chgexit', '-q', '--equexit') ? null : 'repeats until someone stops it'
    case 'tail':
      return hasFlag(command, '-f', '-F', '--follow') ? 'follows the file for ever' : null
    case 'journalctl':
      return hasFlag(command, '-f', '--follow') ? 'follows the log for ever' : null
    case 'kubectl':
    case 'oc':
      return endlessKubectl(command)
    case 'docker':
    case 'docker-compose':
    case 'podman':
      if (followsLog(args)) return 'follows the log for ever'
      if (staysWithCompose(command)) return 'shows the output of the containers until someone stops them'
      if (args[0] === 'events' && !hasFlag(command, '--until')) return 'shows events for ever'
      return args[0] === 'stats' && !hasFlag(command, '--no-stream') ? 'shows numbers for ever' : null
    case 'aws':
      return args.includes('tail') && args.includes('--follow') ? 'follows the log for ever' : null
    case 'top':
    case 'htop':
    case 'iotop':
      // `top -bn1`: letters may stand together.
      return args.some((arg) => /^-[a-zA-Z]*[nl]|^--(iter|sample)/.test(arg))
        ? null
        : 'fills the screen until someone leaves it'
    case 'fly':
    case 'flyctl':
      return args.includes('logs') && !hasFlag(command, '-n', '--no-tail') ? 'follows the log for ever' : null
    case 'redis-server':
    case 'valkey-server':
      return /--daemonize[ =]yes/.test(args.join(' ')) ||
        args.some((arg) => /\.conf$|^--(?:version|check|test)/.test(arg))
        ? null
        : SERVES
    case 'mongod':
      return hasFlag(command, '--fork', '--shutdown', '--version') ? null : SERVES
    case 'uvicorn':
    case 'gunicorn':
    case 'hypercorn':
      return hasFlag(command, '--daemon', '-D', '--help', '--version', '--check-config') ? null : SERVES
    case 'celery':
      return args.some((arg) => /^(?:worker|beat|flower)$/.test(arg)) && !hasFlag(command, '--detach', '-D', '--help')
        ? SERVES
        : null
    case 'flask':
      return args.includes('run') ? SERVES : null
    case 'ping':
      return args.some((arg) => /^-[cwnt]/.test(arg)) ? null : 'pings until someone stops it'
    case 'redis-cli':
      return /^(MONITOR|SUBSCRIBE|PSUBSCRIBE)$/.test(redisCommand(command)[0] ?? '') ||
        (args.includes('--latency') && printsToTerminal(command)) ||
        args.includes('--stat')
        ? 'listens for ever'
        : null
    default:
      return null
  }
}

/** What prints to no terminal measures for a second: in a pipe, or in a container without `-t`. Compose gives one unasked. */
function printsToTerminal({ carrier, pipeline }: CommandFact): boolean {
  if (pipeline.length > 1) return false
  if (carrier === null || !/^(docker|podman|kubectl|oc)$/.test(carrier.program) || carrier.args.includes('compose'))
    return true
  return carrier.args.some((arg) => /^-[a-z]*t[a-z]*$|^--tty$/.test(arg))
}

/** Before `logs`, compose's own `-f` names its file. */
function followsLog(args: readonly string[]): boolean {
  const at = args.indexOf('logs')
  return (
    at >= 0 && args.slice(at + 1).some((arg) => /^-[A-Za-z]*f[A-Za-z]*$/.test(arg) || /^--follow(=true)?$/.test(arg))
  )
}

/** `docker compose up` without `-d`, unless it ends with one of the containers. */
function staysWithCompose(command: CommandFact): boolean {
  const { program, args } = command
  if (!args.includes('up') || (program !== 'docker-compose' && args[0] !== 'compose')) return false
  return !args.some((arg) =>
    /^-[a-zA-Z]*d[a-zA-Z]*$|^--(?:detach|wait|no-start|abort-on|exit-code-from|help)/.test(arg),
  )
}

function endlessKubectl(command: CommandFact): string | null {
  const verb = kubectlVerb(command)
  if (verb === 'logs' || command.args[0] === 'logs')
    return hasFlag(command, '-f', '--follow') ? 'follows the log for ever' : null
  if (verb === 'get') return hasFlag(command, '-w', '--watch', '--watch-only') ? 'watches for ever' : null
  return verb === 'port-forward' || verb === 'proxy' ? TUNNELS : null
}

/** In the background, within `timeout`, or cut short by what reads it. */
function isBounded(command: CommandFact): boolean {
  for (let at: CommandFact | null = command; at !== null; at = at.carrier) if (at.program === 'timeout') return true
  const outer = outermost(command)
  const reader = outer.pipeline.at(-1)
  if (
    reader !== undefined &&
    reader !== outer &&
    /^(head|grep)$/.test(reader.program) &&
    (reader.program === 'head' || hasFlag(reader, '-m', '-q'))
  )
    return true
  return /^[ \t]*&(?!&)/.test(command.step.code.slice(outer.to))
}

function hintFor(command: CommandFact): string {
  if (command.program === 'watch')
    return 'ask for the state to wait for (kubectl rollout status --timeout=5m, aws … wait), or bound it: timeout 15m watch …'
  if (kubectlVerb(command) === 'port-forward')
    return 'put it in the background and end it afterwards: kubectl port-forward … & … ; kill %1'
  if (command.args.includes('up')) return 'leave it in the background: docker compose up -d'
  if (command.program === 'aws') return 'leave --follow out and say how far back: --since 10m'
  return 'bound it: leave the following out, or timeout 5m …'
}
