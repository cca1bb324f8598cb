import { REDIS } from '../../facts/programs.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { redisCommand } from './redis-command.ts'

export const redisSave: Rule = {
  id: 'redis-save',
  family: 'dangerous',
  severity: 'warning',
  summary: 'SAVE stops a Redis for as long as it takes to write all of it to the disk',
  programs: REDIS,
  check(_, commands, tell) {
    for (const command of commands) {
      const [verb, more] = redisCommand(command)
      if (verb !== 'SAVE' || more !== undefined) continue
      tell(
        onCommand(
          command,
          'SAVE writes everything to the disk in one go, and Redis answers nobody else until it is done: seconds for each gigabyte',
          'BGSAVE, and then wait until LASTSAVE shows a later time; before a shutdown say that nobody is served any more',
        ),
      )
    }
  },
}
