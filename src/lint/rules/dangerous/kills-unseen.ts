import { earlier, hasFlag } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const killsUnseen: Rule = {
  id: 'kills-unseen',
  family: 'dangerous',
  severity: 'warning',
  summary: 'whatever happens to hold a port or fit a name is killed, whoever it is',
  programs: new Set(['fuser', 'kill', 'pkill', 'killall']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      const found = whatIsKilled(command)
      if (found === null) continue
      tell(
        onCommand(
          command,
          `${found}${lookBefore(earlier(runbook, command), command)}`,
          'stop the service by its name: systemctl stop, docker stop; or look first (ps -fp PID), and send SIGTERM before SIGKILL',
        ),
      )
    }
  },
}

/** Whether someone has seen by then who it is; a look in the same block has run, and nobody has read it. */
function lookBefore(before: readonly CommandFact[], { step }: CommandFact): string {
  const look = before.findLast(
    (other) =>
      /^(?:lsof|pgrep|ps|ss|netstat)$/.test(other.program) ||
      (other.program === 'fuser' && !hasFlag(other, '-k', '--kill')),
  )
  if (look === undefined) return ': nobody looked who that is'
  return look.step.fence === step.fence && look.step !== step
    ? `: pasted as one block, nobody has read what line ${look.line} shows`
    : ', whoever it is by then'
}

function whatIsKilled(command: CommandFact): string | null {
  const { program, args } = command
  if (program === 'fuser')
    return hasFlag(command, '-k', '--kill')
      ? `SIGKILL goes to every process at ${portOf(command)}, and nothing is written out`
      : null
  const forced = args.some((arg) => /^-(?:9|KILL|SIGKILL|s9)$/i.test(arg))
  if (program === 'kill') {
    const bySearch =
      /\b(?:lsof|fuser|pgrep|pidof|ps)\b/.test(command.step.code.slice(command.from, command.to)) || fromSearch(command)
    if (bySearch && forced) return 'SIGKILL goes to every process that the search turns up, and nothing is written out'
    return bySearch && findsClients(command)
      ? 'lsof lists who is connected to the port too: the proxy, the browser or the tunnel at its other end ends with the server'
      : null
  }
  if (program === 'pkill' && hasFlag(command, '-f', '--full'))
    return `every process that has "${args.filter((arg) => !arg.startsWith('-')).at(-1) ?? ''}" anywhere in its command line ends, an editor or a backup of that name too`
  return forced && /^(?:pkill|killall)$/.test(program)
    ? 'SIGKILL goes to every process of that name, and nothing is written out'
    : null
}

/** As written: a placeholder may have blanks in it. */
function portOf({ words, step, to }: CommandFact): string {
  const first = words.find(({ value }, at) => at > 0 && !value.startsWith('-'))
  return first === undefined ? 'it' : step.code.slice(first.from, to).trim()
}

/** `lsof -ti:8080`, without `-sTCP:LISTEN`. */
function findsClients({ carrier, step, from, to }: CommandFact): boolean {
  const searches = carrier?.pipeline.filter(({ program }) => program === 'lsof')
  const text =
    searches === undefined ? step.code.slice(from, to) : searches.map((each) => each.args.join(' ')).join(' ')
  return /(?:^|\s)-[a-zA-Z]*i ?:?(?:tcp:?)?\d/i.test(text) && !/LISTEN/.test(text)
}

/** `lsof -ti:8080 | xargs kill -9` */
function fromSearch(command: CommandFact): boolean {
  const { carrier } = command
  if (carrier === null || carrier.program !== 'xargs') return false
  return carrier.pipeline.some(({ program }) => /^(?:lsof|fuser|pgrep|pidof|ps)$/.test(program))
}
