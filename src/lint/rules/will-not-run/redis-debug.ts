import { named } from '../../facts/ask.ts'
import { REDIS } from '../../facts/programs.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { redisCommand } from '../dangerous/redis-command.ts'

export const redisDebug: Rule = {
  id: 'redis-debug',
  family: 'will not run',
  severity: 'error',
  summary: 'a DEBUG command is sent to a Redis in use',
  programs: REDIS,
  check(_, commands, tell) {
    for (const command of commands) {
      const [verb, what] = redisCommand(command)
      if (verb !== 'DEBUG' || what === undefined || /^(OBJECT|JMAP)$/.test(what)) continue
      tell(
        onCommand(
          command,
          `Redis 7 refuses DEBUG ${what} by default, and ${named(command)} still exits with 0; older servers answer nobody else until it is done`,
          what === 'DIGEST' ? 'it computes a checksum of everything and changes nothing: leave it out' : 'leave it out',
        ),
      )
    }
  },
}
