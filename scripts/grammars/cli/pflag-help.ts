import type { CommandTable } from './table.ts'

/** What a program made with cobra and pflag prints as the help of one command. */
export interface PflagHelp extends CommandTable {
  /** Words that may follow it: its subcommands. */
  subcommands: string[]
  aliases: string[]
}

/** An option's line: `  -a, --attach list      Attach…`; the type stands after one blank, what it does after two or more. */
const OPTION = /^\s+(?:-(\w), +|\s*)--([\w-]+)(\[=?[^\]]*\])?(?: (\S+(?: \S+)*?))?(?:\s{2,}.*|\s*)$/
/** `  attach      Attach local…`, `  pr:          Manage…`, `  compose*    Docker Compose`. */
const SUBCOMMAND = /^\s{2}([a-z][\w-]*)[:*]?\s{2,}\S/

/**
 * Reads help as docker and gh print it: the options under a head that says options or flags, the commands under one that says
 * commands. Heads stand at the line's beginning.
 */
export function readPflagHelp(text: string, usage: RegExp): PflagHelp {
  const found: PflagHelp = { flags: '', short: {}, subcommands: [], aliases: [] }
  const flags: string[] = []
  let section = ''
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) section = line.toLowerCase()
    if (/^(global |inherited )?(options|flags)/.test(section)) {
      const option = OPTION.exec(line)
      if (option) {
        const [, letter, name = '', optional, takes] = option
        flags.push(optional ? `${name}:?` : takes === undefined ? `${name}:0` : name)
        if (letter) found.short[letter] = name
      }
    } else if (/commands/.test(section) && !/^(learn|help topics)/.test(section)) {
      const name = SUBCOMMAND.exec(line)?.[1]
      if (name) found.subcommands.push(name)
    } else if (section.startsWith('aliases') && /^\s/.test(line))
      found.aliases.push(...line.split(',').map((alias) => alias.trim()))
  }
  found.flags = [...new Set(flags)].sort().join(' ')
  const usages = text.match(usage) ?? []
  const counts = usages.map((line) => countOf(line))
  if (counts.length > 0) found.args = [Math.min(...counts.map(([least]) => least)), most(counts)]
  return found
}

function most(counts: readonly [number, number | null][]): number | null {
  return counts.some(([, count]) => count === null) ? null : Math.max(...counts.map(([, count]) => count ?? 0))
}

/** Least and most words of a usage line: `CONTAINER [CONTAINER...]` is one or more, `PATH | URL | -` is one. */
function countOf(usage: string): [number, number | null] {
  const plain = usage.replace(/^.*?\[OPTIONS\]/, '').replaceAll(/\s\|\s\S+/g, '')
  let depth = 0
  let least = 0
  let most = 0
  for (const word of plain.split(/\s+/).filter(Boolean)) {
    // `IMAGE[:TAG]` is one word, `[PORT[/PROTO]]` one that may be left out.
    if (depth === 0 && !word.startsWith('[')) least++
    if (depth === 0) most++
    depth += (word.match(/\[/g)?.length ?? 0) - (word.match(/\]/g)?.length ?? 0)
  }
  return [least, plain.includes('...') ? null : most]
}
