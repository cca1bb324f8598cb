import { loadData } from '../data.ts'

/** What a flag takes: a text, a whole number, a duration, nothing, or a value only after `=`. */
export type KubectlValue = 'text' | 'integer' | 'duration' | 'none' | 'optional'

export interface KubectlCommand {
  /** Long name → what it takes; the global flags are among them. */
  flags: ReadonlyMap<string, KubectlValue>
  /** Letter → long name. */
  short: ReadonlyMap<string, string>
}

export interface KubernetesResource {
  /** Plural, as in RBAC: `deployments`. */
  name: string
  kind: string
  /** API group; empty for the core. */
  group: string
  namespaced: boolean
}

interface RawCommand {
  flags: string
  short: Record<string, string>
}
interface RawGrammar {
  globals: RawCommand
  resources: [name: string, kind: string, group: string, short: string, namespaced: 0 | 1][]
  commands: Record<string, RawCommand>
}

const TAKES: Record<string, KubectlValue> = { '': 'text', i: 'integer', d: 'duration', '0': 'none', '?': 'optional' }

/** Other names of commands that kubectl accepts (cobra aliases, not listed in its help). */
const ALIASES: Record<string, string> = {
  'config use': 'config use-context',
  'create cj': 'create cronjob',
  'create cm': 'create configmap',
  'create deploy': 'create deployment',
  'create ing': 'create ingress',
  'create ns': 'create namespace',
  'create pc': 'create priorityclass',
  'create pdb': 'create poddisruptionbudget',
  'create resourcequota': 'create quota',
  'create sa': 'create serviceaccount',
  'create svc': 'create service',
  'top no': 'top node',
  'top nodes': 'top node',
  'top po': 'top pod',
  'top pods': 'top pod',
}

let raw: RawGrammar | null = null
let parents: ReadonlySet<string> | null = null
let resources: Map<string, KubernetesResource> | null = null
const commands = new Map<string, KubectlCommand>()

function grammar(): RawGrammar {
  raw ??= loadData<RawGrammar>('kubectl.json')
  return raw
}

/** The command's own name for a path: `top pods` → `top pod`; null if there is no such command. */
export function findKubectlCommand(path: string): string | null {
  const name = Object.hasOwn(ALIASES, path) ? (ALIASES[path] ?? path) : path
  return Object.hasOwn(grammar().commands, name) ? name : null
}

/** Whether a command has subcommands: `rollout`, `create secret`. */
export function hasSubcommands(path: string): boolean {
  parents ??= new Set(
    Object.keys(grammar().commands).flatMap((name) =>
      [...name.matchAll(/ /g)].map((blank) => name.slice(0, blank.index)),
    ),
  )
  return parents.has(path)
}

/** First words of all commands. */
export function kubectlVerbs(): string[] {
  return Object.keys(grammar().commands).filter((name) => !name.includes(' '))
}

/** The flags of a command, by a name `findKubectlCommand` gave; '' has the global ones only. */
export function kubectlCommand(name: string): KubectlCommand {
  let found = commands.get(name)
  if (found) return found
  const own = grammar().commands[name] ?? { flags: '', short: {} }
  const all = [...grammar().globals.flags.split(' '), ...own.flags.split(' '), 'help:0'].filter((flag) => flag !== '')
  const ownNames = new Set(own.flags.split(' ').map((flag) => flag.split(':')[0] ?? ''))
  found = {
    flags: new Map(
      all.map((flag) => {
        const [long = '', takes = ''] = flag.split(':')
        return [long, TAKES[takes] ?? 'text']
      }),
    ),
    // A command that has a global flag for its own has its letter only if it says so: `config set-context --namespace`.
    short: new Map([
      ...Object.entries(grammar().globals.short).filter(([, long]) => !ownNames.has(long)),
      ...Object.entries(own.short),
      ['h', 'help'],
    ]),
  }
  commands.set(name, found)
  return found
}

/** A built-in resource by any of its names: `po`, `pod`, `Pods`, `deployment.apps`, `deploy.v1.apps`; null for others. */
export function findResource(written: string): KubernetesResource | null {
  if (resources === null) {
    resources = new Map()
    for (const [name, kind, group, short, namespaced] of grammar().resources) {
      const resource = { name, kind, group, namespaced: namespaced === 1 }
      for (const key of [name, kind.toLowerCase(), ...short.split(',')]) if (key !== '') resources.set(key, resource)
    }
  }
  const [name = '', ...group] = written.toLowerCase().split('.')
  const found = resources.get(name) ?? null
  if (found === null || group.length === 0) return found
  return group.join('.').endsWith(found.group) && found.group !== '' ? found : null
}
