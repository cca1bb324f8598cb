import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const restartKeepsEnvironment: Rule = {
  id: 'restart-keeps-environment',
  family: 'hides failure',
  severity: 'warning',
  summary: 'a container is restarted to take up a changed .env, which it does not',
  programs: new Set(['docker', 'docker-compose']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (!restarts(command) || !CHANGES.test(linesBefore(command))) continue
      tell(
        onCommand(
          command,
          'a restart keeps the environment the container was made with: what was changed in .env is not read, and the step looks done',
          'make the container anew: docker compose up -d SERVICE (or docker rm and docker run)',
        ),
      )
    }
  },
}

/** `docker restart api`, `docker compose restart api`. */
function restarts({ program, args }: CommandFact): boolean {
  if (!/^docker(-compose)?$/.test(program) || !args.includes('restart')) return false
  return program === 'docker-compose' || args[0] === 'restart' || args[0] === 'compose'
}

/** What a comment, or an editor, says was changed. */
const CHANGES =
  /(?:^|\n)\s*(?:#.*\b(?:edit|update|change|set|increase|decrease|add|modify|put|raise|lower)\b.*|(?:sudo )?(?:vi|vim|nano|sed|code|emacs) .*)(?<![\w.])(?:[\w./-]*\/)?\.env\b/i

/** Of the same block, down to the command; what made the container anew in between answers it. */
function linesBefore(command: CommandFact): string {
  const { fence } = command.step
  if (fence === null) return ''
  const lines = fence.lines.slice(Math.max(0, command.line - fence.line - 7), command.line - fence.line - 1)
  const made = lines.findLastIndex((line) => /\b(?:up -d|up --|docker run|force-recreate)\b/.test(line))
  return lines.slice(made + 1).join('\n')
}
