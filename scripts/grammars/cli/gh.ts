import { readPflagHelp } from './pflag-help.ts'
import { ask, type CommandTable, type ToolTable } from './table.ts'

/** The commands of GitHub's client on this machine, from its `--help`. */
export function readGh(): ToolTable {
  const version = /version (\S+)/.exec(ask('gh', '--version'))?.[1] ?? ''
  const commands: Record<string, CommandTable> = {}
  const root = readPflagHelp(ask('gh', '--help'), /(?!)/g)
  const visit = (path: readonly string[]): void => {
    const { flags, short, subcommands } = readPflagHelp(ask('gh', ...path, '--help'), /(?!)/g)
    if (subcommands.length > 0) for (const sub of subcommands) visit([...path, sub])
    else commands[path.join(' ')] = { flags, short }
  }
  for (const sub of root.subcommands) visit([sub])
  return {
    tool: 'gh',
    version,
    source: `--help of gh ${version}`,
    licence: 'MIT',
    globals: { flags: root.flags, short: {} },
    commands,
    aliases: {},
  }
}
