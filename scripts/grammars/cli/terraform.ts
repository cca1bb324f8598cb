import { ask, type CommandTable, type ToolTable } from './table.ts'

/** `  -refresh=false      Skip…`, `  -var 'foo=bar'`, `  -no-color`: what follows the name shows whether it takes a value. */
const OPTION = /^\s{1,4}-([a-z][\w-]*)(=\S+| '[^']*')?(?:,|\s|$)/gm

/** The commands of terraform on this machine, from its `-help`. Its options begin with one dash and take values after `=`. */
export function readTerraform(): ToolTable {
  const version =
    JSON.parse(/\{[\s\S]*\}/.exec(ask('terraform', 'version', '-json'))?.[0] ?? '{}').terraform_version ?? ''
  const commands: Record<string, CommandTable> = {}
  const visit = (path: readonly string[]): void => {
    const help = ask('terraform', ...path, '-help')
    const subcommands = [...help.matchAll(/^ {2,4}([a-z][\w-]*)\s{2,}[A-Z]/gm)].map(([, name = '']) => name)
    for (const sub of subcommands) visit([...path, sub])
    if (path.length === 0 || (subcommands.length > 0 && !/^providers$/.test(path.join(' ')))) return
    const flags = [...help.matchAll(OPTION)].map(([, name = '', value]) => (value ? `${name}:?` : `${name}:0`))
    commands[path.join(' ')] = { flags: [...new Set(flags)].sort().join(' '), short: {} }
  }
  visit([])
  return {
    tool: 'terraform',
    version,
    source: `-help of terraform ${version}`,
    licence: 'BUSL-1.1 (names of commands and options only)',
    globals: { flags: 'chdir:? help:0 version:0', short: {} },
    commands,
    aliases: {},
  }
}
