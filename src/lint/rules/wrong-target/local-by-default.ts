import { optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'
import { redisCommand } from '../dangerous/redis-command.ts'

export const localByDefault: Rule = {
  id: 'local-by-default',
  family: 'wrong target or context',
  severity: 'warning',
  summary: 'a database client without a host talks to this machine, where its neighbours name one',
  programs: new Set(['redis-cli', 'mysql', 'mysqldump', 'mariadb']),
  check(_, commands, tell) {
    const hosts = new Map<string, string>()
    for (const [program, all] of Map.groupBy(commands, (command) => command.program)) {
      const named = all
        .map(hostOf)
        .filter((host): host is string => Boolean(host) && !/^(localhost|127\.|::1)/.test(host ?? ''))
      // Where most name none, this machine is meant.
      if (named[0] !== undefined && named.length * 2 > all.length) hosts.set(program, named[0])
    }
    for (const command of commands) {
      if (command.elsewhere || command.carrier?.program === 'xargs') continue
      const sibling = hosts.get(command.program)
      if (sibling === undefined || hostOf(command) !== '') continue
      if (command.program === 'redis-cli' && redisCommand(command).length === 0) continue
      tell(
        onCommand(
          command,
          `without -h this ${command.program} talks to 127.0.0.1, not to ${sibling} as the others do`,
          `add -h ${sibling}`,
        ),
      )
    }
  },
}

/** '' for a client that names none; null for other programs. */
function hostOf(command: CommandFact): string | null {
  if (command.program === 'redis-cli') return (optionOf(command, '-h', '-u', '-s')?.text ?? '').toString()
  if (/^(mysql|mysqldump|mariadb)$/.test(command.program)) return optionOf(command, '-h', '--host')?.text ?? ''
  return null
}
