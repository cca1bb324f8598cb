import { loadData } from '../data.ts'

/** One command of a tool, decoded from the notation of data/README.md. */
export interface ToolCommand {
  /** `container run`. */
  name: string
  /** Long name → what it takes; the tool's own options are not among them. Empty where the tool's table says nothing of them. */
  options: ReadonlyMap<string, 'value' | 'none' | 'optional'>
  /** Letter → long name, or the letter itself. */
  short: ReadonlyMap<string, string>
  /** Least and most words besides options; null where nothing is known, or for no end. */
  count: { least: number; most: number | null } | null
  /** Options end at the first other word. */
  stops: boolean
  /** What the first word may be; null if it may be any. */
  first: readonly string[] | null
}

interface RawCommand {
  flags: string
  short: Record<string, string>
  args?: [number, number | null]
  stops?: true
  first?: string[]
}

interface RawTool {
  version: string
  globals: RawCommand
  aliases: Record<string, string>
  commands?: Record<string, RawCommand>
  /** Groups of commands, each in a file of its own: `gcloud/compute.json`. */
  groups?: string[]
}

export interface Tool {
  name: string
  version: string
  globals: ToolCommand
  /** The command by its own name or another; null if there is none. */
  find: (path: string) => ToolCommand | null
  /** What may follow these words, for suggestions: the next words of all commands that begin so. */
  next: (path: readonly string[]) => readonly string[]
  /** Whether anything may follow these words. */
  goesOn: (path: readonly string[]) => boolean
  /** Whether any command has an option of this name. */
  hasOption: (name: string) => boolean
}

const TOOLS = ['alembic', 'az', 'celery', 'docker', 'gcloud', 'gh', 'git', 'terraform'] as const
export type ToolName = (typeof TOOLS)[number]

const loaded = new Map<string, Tool>()

/** The table of a tool; null if there is none for it. */
export function toolTable(name: string): Tool | null {
  if (!(TOOLS as readonly string[]).includes(name)) return null
  const before = loaded.get(name)
  if (before) return before
  const tool = open(name)
  loaded.set(name, tool)
  return tool
}

/** Names of the tools that have a table. */
export function toolNames(): readonly ToolName[] {
  return TOOLS
}

const NO_COMMANDS: Record<string, RawCommand> = {}

/** Words with what may follow each. */
interface WordTree extends Map<string, WordTree> {}

function treeOf(names: readonly string[]): WordTree {
  const root: WordTree = new Map()
  for (const name of names) {
    let tree = root
    for (const word of name.split(' ')) {
      let below = tree.get(word)
      if (below === undefined) {
        below = new Map()
        tree.set(word, below)
      }
      tree = below
    }
  }
  return root
}

function open(name: string): Tool {
  const raw = loadData<RawTool>(`cli/${name}.json`)
  const decoded = new Map<string, ToolCommand>()
  const commandsOf = (first: string): Record<string, RawCommand> => {
    if (raw.commands) return raw.commands
    return raw.groups?.includes(first) ? loadData<Record<string, RawCommand>>(`cli/${name}/${first}.json`) : NO_COMMANDS
  }
  const find = (path: string): ToolCommand | null => {
    const own = Object.hasOwn(raw.aliases, path) ? (raw.aliases[path] ?? path) : path
    const commands = commandsOf(own.split(' ')[0] ?? '')
    const found = Object.hasOwn(commands, own) ? commands[own] : undefined
    if (found === undefined) return null
    const command = decoded.get(own) ?? decode(own, found)
    decoded.set(own, command)
    return command
  }
  const trees = new Map<unknown, WordTree>()
  const treeAt = (path: readonly string[]): WordTree | undefined => {
    const commands = commandsOf(path[0] ?? '')
    let tree = trees.get(commands)
    if (tree === undefined) {
      tree = treeOf([...Object.keys(commands), ...Object.keys(raw.aliases)])
      trees.set(commands, tree)
    }
    let at: WordTree | undefined = tree
    for (const word of path) at = at?.get(word)
    return at
  }
  const next = (path: readonly string[]): readonly string[] =>
    path.length === 0 && raw.groups ? raw.groups : [...(treeAt(path)?.keys() ?? [])]
  const goesOn = (path: readonly string[]): boolean => (treeAt(path)?.size ?? 0) > 0
  let options: Set<string> | null = null
  const hasOption = (option: string): boolean => {
    options ??= new Set(
      [raw.globals, ...Object.values(raw.commands ?? {})].flatMap(({ flags }) =>
        flags.split(' ').map((flag) => flag.split(':')[0] ?? ''),
      ),
    )
    return options.has(option)
  }
  return { name, version: raw.version, globals: decode('', raw.globals), find, next, goesOn, hasOption }
}

const TAKES = { '': 'value', '0': 'none', '?': 'optional' } as const

function decode(name: string, raw: RawCommand): ToolCommand {
  const options = raw.flags.split(' ').flatMap((flag): [string, 'value' | 'none' | 'optional'][] => {
    const [long = '', takes = ''] = flag.split(':')
    return long === '' ? [] : [[long, TAKES[takes as '' | '0' | '?'] ?? 'value']]
  })
  return {
    name,
    options: new Map(options),
    short: new Map(Object.entries(raw.short)),
    count: raw.args ? { least: raw.args[0], most: raw.args[1] } : null,
    stops: raw.stops === true,
    first: raw.first ?? null,
  }
}
