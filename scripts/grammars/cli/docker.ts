import { readPflagHelp } from './pflag-help.ts'
import { ask, type CommandTable, type ToolTable } from './table.ts'

/** The commands of the docker client on this machine, from its `--help`. Plugins (compose, buildx) are there if they are installed. */
export function readDocker(): ToolTable {
  const version = /version (\S+?),/.exec(ask('docker', '--version'))?.[1] ?? ''
  const commands: Record<string, CommandTable> = {}
  const aliases: Record<string, string> = {}
  const root = readPflagHelp(ask('docker', '--help'), /(?!)/g)
  const visit = (path: readonly string[]): void => {
    const help = ask('docker', ...path, '--help')
    const {
      flags,
      short,
      args,
      subcommands,
      aliases: others,
    } = readPflagHelp(help, /(?<=^(?:Usage:| )\s+docker .*)(?:\[OPTIONS\] |(?<=[a-z]) (?=[A-Z])).*$/gm)
    if (subcommands.length > 0) {
      for (const sub of subcommands) visit([...path, sub])
      return
    }
    const name = path.join(' ')
    // The first of its names is its own: `docker container run, docker run`.
    const [own = name, ...more] = others.map((other) => other.replace(/^docker /, ''))
    for (const other of more) aliases[other] = own
    const table: CommandTable = args ? { flags, short, args } : { flags, short }
    // What comes after the image, or the container, is no option of docker's.
    if (/\[ARG\.\.\.\]|\[ps OPTIONS\]/.test(help)) {
      table.stops = true
      if (args) table.args = [args[0], null]
    }
    // With the plugin buildx, which most have, `build` is its own and takes more.
    commands[own] = own === 'image build' ? { flags: '', short: {} } : table
  }
  for (const sub of root.subcommands) visit([sub])
  return {
    tool: 'docker',
    version,
    source: `--help of docker ${version}`,
    licence: 'Apache-2.0',
    globals: { flags: root.flags, short: root.short },
    commands,
    aliases,
  }
}
