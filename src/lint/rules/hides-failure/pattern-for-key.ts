import { REDIS } from '../../facts/programs.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { redisCommand } from '../dangerous/redis-command.ts'

export const patternForKey: Rule = {
  id: 'pattern-for-key',
  family: 'hides failure',
  severity: 'error',
  summary: 'Redis is given a pattern where it takes the name of a key',
  programs: REDIS,
  check(_, commands, tell) {
    for (const command of commands) {
      const [verb = '', ...keys] = redisCommand(command)
      if (!TAKES_KEYS.has(verb)) continue
      const key = keys.find((name) => name.includes('*'))
      const word = command.words.find(({ value }) => value.toUpperCase() === key)
      if (word === undefined) continue
      tell(
        onCommand(
          command,
          `${verb} takes names, and no key is called "${word.value}": it answers 0, touches nothing, and ends with success`,
          `redis-cli --scan --pattern '${word.value}' lists them; | xargs -r redis-cli ${verb} takes them from there`,
          { part: word },
        ),
      )
    }
  },
}

/** What of many keys at once is asked for by name alone. */
const TAKES_KEYS: ReadonlySet<string> = new Set(['DEL', 'UNLINK', 'EXISTS', 'TTL', 'EXPIRE', 'PERSIST', 'TOUCH'])
