import { earlier, hasFlag, optionOf } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const unpacksOverData: Rule = {
  id: 'unpacks-over-data',
  family: 'dangerous',
  severity: 'warning',
  summary: 'an archive is unpacked over the files of a data store that are still there',
  programs: new Set(['tar']),
  check(runbook, commands, tell) {
    for (const command of commands) {
      const folder = unpackedInto(command)
      if (folder === null || earlier(runbook, command).some((other) => clears(other, folder))) continue
      tell(
        onCommand(
          command,
          `the archive goes on top of what ${folder} holds: files that it does not have stay, and the store starts on a mixture of two states, or not at all`,
          `move the old files away first, and keep them until the new ones run: mv ${folder} ${folder}.old`,
        ),
      )
    }
  },
}

/** Where the packages of data stores keep their data; the log of PostgreSQL goes into what was unpacked before it. */
const STORES =
  /^\/var\/lib\/(?:postgresql|pgsql|mysql|mariadb|redis|mongodb|mongo|etcd|cassandra|elasticsearch|opensearch|influxdb|prometheus)\b(?!.*\/pg_wal)/

function unpackedInto(command: CommandFact): string | null {
  const [first = ''] = command.args
  const extracts = /^-?[a-zA-Z]*x[a-zA-Z]*$/.test(first) || hasFlag(command, '-x', '--extract', '--get')
  const folder = optionOf(command, '-C', '--directory')?.value.replace(/\/+$/, '') ?? ''
  return extracts && STORES.test(folder) ? folder : null
}

/** Moved, deleted or copied before: the folder itself, what holds it, or what lies in it. */
function clears({ program, args }: CommandFact, folder: string): boolean {
  if (!/^(?:mv|rm|cp|rsync|find)$/.test(program)) return false
  return args.some((arg) => {
    const path = arg.replace(/\/?\*?$/, '')
    return path.length > 1 && path.startsWith('/') && (folder.startsWith(path) || path.startsWith(folder))
  })
}
