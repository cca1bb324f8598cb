import { redisOptions } from '../../../analysis/programs/redis-cli.ts'
import { parseRedis } from '../../../analysis/redis/parse-redis.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { isWritten } from './aws-refuses.ts'

export const redisRefuses: Rule = {
  id: 'redis-refuses',
  family: 'will not run',
  severity: 'error',
  summary: 'redis-cli sends a command that Redis does not have, or with words that it refuses',
  programs: new Set(['redis-cli']),
  check(_, commands, tell) {
    for (const command of commands) {
      if (command.program !== 'redis-cli' || command.carrier?.program === 'xargs' || !isWritten(command)) continue
      const { list, positionals } = redisOptions(command.words.slice(1))
      // What these bring in is no command of the server's; `-x` takes the last word from its input, `-r` repeats.
      if (
        list.some(({ name }) =>
          /^(-x|-X|--eval|--pipe|--cluster|--ldb|--bigkeys|--scan|--stat|--latency.*)$/.test(name),
        )
      )
        continue
      // A command given as one word in quotes is split by nobody.
      const words = positionals.map((word) => (word.fixed ? word.value : `${word.text}<>`))
      const [error] = parseRedis(words).errors
      if (error === undefined || positionals.some((word) => word.spread)) continue
      tell(
        onCommand(
          command,
          `Redis refuses this, and redis-cli ends with success all the same: ${shortened(error)}`,
          'see the commands of Redis for what it takes; redis-cli -e ends with an error',
        ),
      )
    }
  },
}

function shortened(error: string): string {
  return error.replace(/, with args beginning with:.*$/s, '').replace(/\.$/, '')
}
