import { hasFlag, isOwnStack } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const downBeforeBuild: Rule = {
  id: 'down-before-build',
  family: 'dangerous',
  severity: 'warning',
  summary: 'the service is stopped before its images are built or pulled',
  programs: new Set(['docker', 'docker-compose', 'podman', 'podman-compose']),
  check({ fences, lines }, _, tell) {
    if (isRecord(lines)) return
    for (const { steps, commands } of fences) {
      if (steps.some(({ procedure }) => /\b(?:local|dev|development|laptop|test\w*)\b/i.test(procedure.heading)))
        continue
      let down: CommandFact | null = null
      for (const command of commands) {
        const verb = composeVerb(command)
        // Where the volumes go too, that is what it is for, and what is lost is told by itself.
        const apart = namesService(command) || isOwnStack(command) || hasFlag(command, '-v', '--volumes')
        if (verb === 'down' || verb === 'stop') down ??= apart ? null : command
        else if (verb === 'up' && !hasFlag(command, '--build')) down = null
        else if (down !== null && (verb === 'build' || verb === 'pull' || verb === 'up')) {
          tell(
            onCommand(
              down,
              `everything is down from here until line ${command.line} has ${verb === 'pull' ? 'pulled' : 'built'} the images, minutes later; and where that fails, it stays down`,
              `${verb === 'pull' ? 'pull' : 'build'} first, then stop and start: the old containers serve meanwhile`,
            ),
          )
          break
        }
      }
    }
  },
}

/** "Live Validation Run - April 5", "records the execution completed on …": what was done once, for nobody to do again. */
function isRecord(lines: readonly string[]): boolean {
  const top = lines.slice(0, 12)
  return (
    top.some((line) => /^#+ .*\b(?:audit|validation run|test run|report)\b/i.test(line)) &&
    top.some((line) => /\b(?:executed|completed|performed|carried out)\b.*\b20\d\d\b/i.test(line))
  )
}

function composeVerb({ program, args, elsewhere }: CommandFact): string {
  if (elsewhere || !/^(?:docker|podman)(?:-compose)?$/.test(program)) return ''
  const compose = program.endsWith('-compose')
  if (!compose && args[0] !== 'compose') return ''
  return args.slice(compose ? 0 : 1).find((arg) => /^(?:down|stop|build|pull|up|restart|run|exec)$/.test(arg)) ?? ''
}

/** `docker compose stop worker` leaves the rest running. */
function namesService({ args }: CommandFact): boolean {
  const at = args.indexOf('stop')
  return at >= 0 && args.slice(at + 1).some((arg) => !arg.startsWith('-'))
}
