import { REDIS } from '../../facts/programs.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { redisCommand } from './redis-command.ts'

export const redisKeys: Rule = {
  id: 'redis-keys',
  family: 'dangerous',
  severity: 'warning',
  summary: 'KEYS stops a Redis for as long as it takes to look at every key',
  programs: REDIS,
  check(_, commands, tell) {
    for (const command of commands) {
      const [verb, pattern] = redisCommand(command)
      if (verb !== 'KEYS') continue
      const word = command.words.find(({ value }) => value.toUpperCase() === 'KEYS')
      const written = command.words.at(-1)?.text ?? pattern ?? '*'
      tell(
        onCommand(
          command,
          `KEYS looks at every key in one go, and Redis answers nobody else until it is done: seconds, with millions of keys`,
          `look in small bites: redis-cli --scan --pattern '${written}'`,
          word ? { part: { from: word.from, to: command.words.at(-1)?.to ?? word.to } } : {},
        ),
      )
    }
  },
}
