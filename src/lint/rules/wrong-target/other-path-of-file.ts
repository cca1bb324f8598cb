import type { ShellWord } from '../../../analysis/shell/word.ts'
import { named } from '../../facts/ask.ts'
import type { CommandFact } from '../../facts/facts.ts'
import { onCommand, type Rule } from '../../rule.ts'

export const otherPathOfFile: Rule = {
  id: 'other-path-of-file',
  family: 'wrong target or context',
  severity: 'warning',
  summary: 'a file is named without the folder that another line says it lies in',
  when: ({ commands }) => commands.some(({ program }) => READS.has(program)),
  check({ commands }, __, tell) {
    const folders = foldersOf(commands)
    if (folders.size === 0) return
    let moved: unknown = null
    for (const command of commands) {
      // Where the block stands after a `cd` is not known here.
      if (command.program === 'cd' || command.program === 'pushd') moved = command.step.procedure
      if (
        command.carrier !== null ||
        command.elsewhere ||
        moved === command.step.procedure ||
        !READS.has(command.program)
      )
        continue
      const word = bareFile(command, folders)
      if (word === null) continue
      const path = folders.get(word.value)?.path ?? ''
      const none =
        command.program === 'sqlite3'
          ? 'sqlite3 makes an empty database where there is none, and finds nothing wrong with it'
          : `${named(command)} finds no such file, or another of the same name`
      tell(
        onCommand(command, `${path} is where the file lies; without its folder ${none}`, `name it in full: ${path}`, {
          part: word,
        }),
      )
    }
  },
}

const READS: ReadonlySet<string> = new Set(
  'sqlite3 cp mv cat tail head less ls rm chmod chown gzip gunzip tar sha256sum md5sum grep wc stat du'.split(' '),
)
/** A name that is the same in any number of folders says nothing. */
const COMMON =
  /^(?:config|index|main|app|values|settings|docker-compose|package|Makefile|README|\.env|manifest|metadata|backup|dump|access|error|server|data|schema|requirements)\b|^(?:latest|current|new|old)\b|^\.env/i

interface Place {
  path: string
  sure: boolean
}

/** Files that some command names in full, by their names; those that lie in two places are no help. */
function foldersOf(commands: readonly CommandFact[]): Map<string, Place> {
  const places = new Map<string, Place>()
  for (const command of commands) {
    if (command.elsewhere) continue
    for (const { value, fixed } of command.words.slice(1)) {
      if (
        !fixed ||
        !value.startsWith('/') ||
        !/^\/[\w./-]+\.[a-z]\w{1,6}$/i.test(value) ||
        value.startsWith('/tmp/') ||
        value.startsWith('/path/')
      )
        continue
      const name = value.slice(value.lastIndexOf('/') + 1)
      const known = places.get(name)
      if (known === undefined) places.set(name, { path: value, sure: true })
      else if (known.path !== value) known.sure = false
    }
  }
  for (const [name, { sure }] of places) if (!sure || COMMON.test(name)) places.delete(name)
  return places
}

/** The first file it takes by its name alone; a copy that it makes here is none. */
function bareFile(command: CommandFact, folders: ReadonlyMap<string, Place>): ShellWord | null {
  const files = command.words.slice(1).filter(({ value }) => !value.startsWith('-'))
  const taken = /^(?:cp|mv)$/.test(command.program) ? files.slice(0, -1) : files
  return taken.find(({ value, fixed }) => fixed && folders.get(value)?.sure === true) ?? null
}
