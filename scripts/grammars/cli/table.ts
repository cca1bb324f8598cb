import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What one command of a tool accepts, in the notation of data/README.md. */
export interface CommandTable {
  /** Long options: `name` takes a value, `name:0` none, `name:?` one only after `=`. */
  flags: string
  /** Letter → long name, or the letter itself where there is no long one. */
  short: Record<string, string>
  /** Least and most words besides options; null for no end. */
  args?: [least: number, most: number | null]
  /** Options end at the first other word: what follows belongs to another program. */
  stops?: true
  /** What the first word may be, if it is one of a list. */
  first?: string[]
}

/** One tool's table, as `data/cli/<tool>.json` holds it. */
export interface ToolTable {
  tool: string
  version: string
  source: string
  licence: string
  /** Options of every command, before it and after it. */
  globals: CommandTable
  /** By their words: `container run`. */
  commands: Record<string, CommandTable>
  /** Another name of a command → its own: `run` → `container run`. */
  aliases: Record<string, string>
}

/** What a program prints when asked; its exit code is no matter, since some end with 1 after printing help. */
export function ask(program: string, ...args: string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26, env: quiet() })
  if (error) throw error
  return stdout || stderr
}

/** Runs a script of ours under the Python that Debian's packages belong to, and reads the table it prints. */
export function askPython(script: string, ...args: string[]): ToolTable {
  const path = join(import.meta.dirname, script)
  return JSON.parse(
    execFileSync('/usr/bin/python3', ['-B', path, ...args], { encoding: 'utf8', maxBuffer: 1 << 28, env: quiet() }),
  )
}

function quiet(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NO_COLOR: '1',
    GH_NO_UPDATE_NOTIFIER: '1',
    TF_CLI_CONFIG_FILE: '/dev/null',
    COLUMNS: '300',
    GIT_PAGER: 'cat',
  }
}

/** The table as text, a command per line: so that a change of one command is a change of one line. */
function textOf(table: ToolTable): string {
  const { commands, ...head } = table
  const lines = Object.keys(commands)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(commands[name])}`)
  return `${JSON.stringify(head).slice(0, -1)},"commands":{\n${lines.join(',\n')}\n}}\n`
}

/** A tool with thousands of commands: the head, and for each first word the commands that begin with it. */
export interface GroupedTable {
  head: Omit<ToolTable, 'commands'>
  groups: Map<string, Record<string, CommandTable>>
}

/** As `askPython`, of a script that prints the head and then a line for each group. */
export function askGroups(script: string, tool: string): GroupedTable {
  const path = join(import.meta.dirname, script)
  const text = execFileSync('/usr/bin/python3', ['-B', path, tool], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: quiet(),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [head = '', ...lines] = text.trim().split('\n')
  const groups = lines.map((line): { group: string; commands: Record<string, CommandTable> } => JSON.parse(line))
  return { head: JSON.parse(head), groups: new Map(groups.map(({ group, commands }) => [group, commands])) }
}

/** The files of a grouped table, by their path in data/cli/. */
function filesOf({ head, groups }: GroupedTable): Map<string, string> {
  const files = new Map<string, string>()
  files.set(`${head.tool}.json`, `${JSON.stringify({ ...head, groups: [...groups.keys()].sort() })}\n`)
  for (const [group, commands] of groups) {
    const lines = Object.keys(commands)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${JSON.stringify(commands[name])}`)
    files.set(`${head.tool}/${group}.json`, `{\n${lines.join(',\n')}\n}\n`)
  }
  return files
}

export const FOLDER = join(import.meta.dirname, '../../../data/cli')

/** What is written for a tool: text by path in data/cli/. */
export function writtenOf(table: ToolTable | GroupedTable): Map<string, string> {
  return 'groups' in table ? filesOf(table) : new Map([[`${table.tool}.json`, textOf(table)]])
}

export function writeTable(tool: string, table: ToolTable | GroupedTable): void {
  if ('groups' in table) {
    rmSync(join(FOLDER, tool), { recursive: true, force: true })
    mkdirSync(join(FOLDER, tool))
  }
  const files = writtenOf(table)
  for (const [path, text] of files) writeFileSync(join(FOLDER, path), text)
  const version = 'groups' in table ? table.head.version : table.version
  console.log(`${tool} ${version}: ${files.size} files`)
}
