import { REDIS } from '../../facts/programs.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { redisCommand } from './redis-command.ts'

export const redisFlush: Rule = {
  id: 'redis-flush',
  family: 'dangerous',
  severity: 'warning',
  summary: 'FLUSHDB or FLUSHALL empties a Redis that more than one thing uses',
  programs: REDIS,
  check(_, commands, tell) {
    const uses = [...new Set(keysNamed(commands.map(redisCommand)))]
    for (const command of commands) {
      const [verb] = redisCommand(command)
      if (verb !== 'FLUSHDB' && verb !== 'FLUSHALL') continue
      const what = verb === 'FLUSHALL' ? 'every database of the server' : 'the whole database'
      const others =
        uses.length === 0
          ? 'queues, sessions and locks included'
          : `with ${uses.slice(0, 3).join(', ')}, which this runbook uses too`
      tell(
        onCommand(
          command,
          `${verb} empties ${what}, ${others}; there is no way back`,
          "delete what is meant: redis-cli --scan --pattern 'prefix:*' | xargs -r redis-cli -h HOST UNLINK",
        ),
      )
    }
  },
}

/** Keys that other commands of the runbook name. */
function keysNamed(sent: readonly string[][]): string[] {
  return sent.flatMap(([verb, key]) =>
    key !== undefined && /^(GET|SET|LLEN|LRANGE|HGET|HGETALL|SCARD|DEL|TTL|ZCARD)$/.test(verb ?? '')
      ? [`"${key.toLowerCase()}"`]
      : [],
  )
}
