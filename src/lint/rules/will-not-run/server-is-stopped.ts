import { earlier, named } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

/** Services, by a part of their unit's name, with the clients that only talk to them. */
const CLIENTS: readonly [unit: RegExp, clients: RegExp][] = [
  [/postgres|pgsql/i, /^(psql|pg_dump|pg_dumpall|pg_restore|createdb|dropdb|vacuumdb|reindexdb|createuser)$/],
  [/mysql|mariadb/i, /^(mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)$/],
  [/redis|valkey/i, /^(redis-cli|valkey-cli)$/],
  [/mongo/i, /^(mongo|mongosh|mongodump|mongorestore)$/],
]

export const serverIsStopped: Rule = {
  id: 'server-is-stopped',
  family: 'will not run',
  severity: 'warning',
  summary: 'a client is called after its server was stopped and before it was started',
  programs: new Set(
    'psql pg_dump pg_dumpall pg_restore createdb dropdb vacuumdb reindexdb createuser mysql mysqldump mysqladmin mariadb mariadb-dump redis-cli valkey-cli mongo mongosh mongodump mongorestore'.split(
      ' ',
    ),
  ),
  check(runbook, commands, tell) {
    for (const command of commands) {
      if (command.elsewhere || namesHost(command)) continue
      const server = CLIENTS.find(([, clients]) => clients.test(command.program))?.[0]
      if (server === undefined) continue
      const last = earlier(runbook, command).findLast((other) => unitOf(other, server) !== null)
      const stopped = last === undefined ? null : unitOf(last, server)
      if (last === undefined || stopped?.verb !== 'stop') continue
      tell(
        onCommand(
          command,
          `${named(command)} cannot connect: ${stopped.unit} was stopped on line ${last.line} and is not started before this`,
          `start it first, or move this below the start of ${stopped.unit}`,
        ),
      )
    }
  },
}

function unitOf(command: CommandFact, server: RegExp): { verb: string; unit: string } | null {
  const [first = '', second = ''] = command.args.filter((arg) => !arg.startsWith('-'))
  const [verb, unit] =
    command.program === 'systemctl' ? [first, second] : command.program === 'service' ? [second, first] : ['', '']
  return /^(re)?start$|^stop$/.test(verb) && server.test(unit) ? { verb, unit } : null
}

/** Of another machine: it may well be up. */
function namesHost({ args }: CommandFact): boolean {
  return args.some(
    (arg, at) =>
      /:\/\/|^--host=/.test(arg) || (/^(-h|--host)$/.test(arg) && !/^(localhost|127\.)/.test(args[at + 1] ?? '')),
  )
}
