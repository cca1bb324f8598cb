import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask, type CommandTable, type ToolTable } from './table.ts'

/** Options of the word `git` itself; from the synopsis of git(1). */
const GLOBALS = {
  flags:
    'version:0 help:0 exec-path:? html-path:0 man-path:0 info-path:0 paginate:0 no-pager:0 no-replace-objects:0 no-lazy-fetch:0 no-optional-locks:0 no-advice:0 bare:0 git-dir work-tree namespace config-env super-prefix literal-pathspecs:0 glob-pathspecs:0 noglob-pathspecs:0 icase-pathspecs:0 attr-source list-cmds',
  short: { v: 'version', h: 'help', C: 'C', c: 'c', p: 'paginate', P: 'no-pager' },
}

/**
 * The commands of git on this machine. Long options are what each command tells its own completion; whether a command minds
 * options that it does not tell of is tried, in an empty repository: those that hand them on (`log`, `diff`) are left open.
 */
export function readGit(): ToolTable {
  const version = /version (\S+)/.exec(ask('git', '--version'))?.[1] ?? ''
  const names = ask('git', '--list-cmds=main')
    .split('\n')
    .filter((name) => name !== '' && !name.includes('--'))
  const parsed = new Set(ask('git', '--list-cmds=parseopt').trim().split(/\s+/))
  const repository = mkdtempSync(join(tmpdir(), 'git-grammar-'))
  const commands: Record<string, CommandTable> = {}
  const visit = (path: readonly string[]): void => {
    const words = ask('git', ...path, '--git-completion-helper-all').split(/\s+/)
    const minds = /unknown option `no-such-option'/.test(ask('git', '-C', repository, ...path, '--no-such-option'))
    commands[path.join(' ')] = minds ? optionsOf(words, ask('git', ...path, '-h')) : { flags: '', short: {} }
    if (path.length === 1 && GROUPS.has(path[0] ?? ''))
      for (const word of words) if (/^[a-z][a-z-]*$/.test(word)) visit([...path, word])
  }
  try {
    ask('git', 'init', '-q', repository)
    for (const name of names)
      if (parsed.has(name)) visit([name])
      else commands[name] = { flags: '', short: {} }
  } finally {
    rmSync(repository, { recursive: true })
  }
  return {
    tool: 'git',
    version,
    source: `--list-cmds, --git-completion-helper-all and -h of git ${version}`,
    licence: 'GPL-2.0-only (names of commands and options only)',
    globals: GLOBALS,
    commands,
    aliases: {},
  }
}

/** Commands whose completion tells of words that are commands as well. */
const GROUPS = new Set(
  'bundle commit-graph hook maintenance multi-pack-index notes reflog remote sparse-checkout stash submodule worktree'.split(
    ' ',
  ),
)

/** `--file=` takes a value, `--quiet` none; `--no-quiet` goes without saying. */
function optionsOf(words: readonly string[], usage: string): CommandTable {
  const flags = words
    .filter((word) => /^--[a-z]/.test(word))
    .map((word) => (word.endsWith('=') ? word.slice(2, -1) : `${word.slice(2)}:0`))
  const known = new Set(flags.map((flag) => flag.replace(/:0$/, '')))
  const own = flags.filter((flag) => !(flag.startsWith('no-') && known.has(flag.slice(3).replace(/:0$/, ''))))
  const short: Record<string, string> = {}
  for (const [, letter = '', , other] of usage.matchAll(/^ {4}-(\w)(\[?<[^>]*>\]?)?(?:, --(?:\[no-\])?([\w-]+))?/gm))
    short[letter] = other ?? letter
  return { flags: [...new Set(own)].sort().join(' '), short }
}
