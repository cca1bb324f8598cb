import { earlier, hasFlag } from '../../facts/ask.ts'
import { holds } from '../../facts/conditions.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const volumeInUse: Rule = {
  id: 'volume-in-use',
  family: 'will not run',
  severity: 'error',
  summary: 'a volume is removed while the container that uses it is only stopped',
  programs: new Set(['docker']),
  when: holds('volume rm', 'volume remove'),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (!removesVolume(command)) continue
      const before = earlier(runbook, command)
      const stop = before.findLast(stops)
      // A container that was started with --rm is gone when it is stopped.
      if (stop === undefined || before.slice(before.indexOf(stop)).some(removesContainer) || RUN_RM.test(runbook.text))
        continue
      tell(
        onCommand(
          command,
          `docker answers "volume is in use" and removes nothing: line ${stop.line} only stops the container, which keeps its volume`,
          'remove the container too: docker rm CONTAINER (docker compose rm -f SERVICE), and then the volume',
        ),
      )
    }
  },
}

const RUN_RM = /\bdocker run\b[^\n]* --rm\b[^\n]* (?:-d|--detach)\b|\bdocker run\b[^\n]* (?:-d|--detach)\b[^\n]* --rm\b/

function removesVolume({ program, args, elsewhere }: CommandFact): boolean {
  return program === 'docker' && !elsewhere && args[0] === 'volume' && /^(?:rm|remove)$/.test(args[1] ?? '')
}

function stops({ program, args, carrier, elsewhere }: CommandFact): boolean {
  if (carrier !== null || elsewhere || !/^docker(?:-compose)?$/.test(program)) return false
  return args.find((arg) => /^[a-z]+$/.test(arg) && arg !== 'compose' && arg !== 'container') === 'stop'
}

/** Whatever may take containers away: `docker rm`, `compose down`, a prune. */
function removesContainer(command: CommandFact): boolean {
  const { program, args } = command
  if (!/^docker(?:-compose)?$/.test(program))
    return !/^(?:echo|sleep|cd|ls)$/.test(program) && command.effect === 'unknown'
  if (args[0] === 'volume') return false
  return args.some((arg) => /^(?:rm|remove|down|prune|kill)$/.test(arg)) || hasFlag(command, '--force-recreate')
}
