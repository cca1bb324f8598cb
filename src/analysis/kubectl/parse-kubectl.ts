import { longPattern } from '../../core/long-pattern.ts'
import { rememberCall } from '../remember-call.ts'
import { checkArguments } from './check-arguments.ts'
import {
  findKubectlCommand,
  findResource,
  hasSubcommands,
  type KubectlCommand,
  type KubectlValue,
  kubectlCommand,
  kubectlVerbs,
} from './grammar.ts'
import type { KubectlCall, KubectlResource } from './kubectl-call.ts'

export type { KubectlCall, KubectlResource }

/**
 * Parses the arguments of `kubectl`, without the word itself, as kubectl does: abbreviated resource names, joined short
 * flags, flags before the command. Words the shell has yet to expand (`$NAMESPACE`) are taken as one argument.
 */
export const parseKubectl: (argv: readonly string[]) => KubectlCall = rememberCall(parse)

function parse(argv: readonly string[]): KubectlCall {
  const call: KubectlCall = {
    path: [],
    resources: [],
    namespace: null,
    flags: {},
    positionals: [],
    pairs: [],
    command: null,
    errors: [],
  }
  const end = argv.indexOf('--')
  const words = end < 0 ? [...argv] : argv.slice(0, end)
  if (end >= 0) call.command = argv.slice(end + 1)
  const name = findPath(words, call)
  if (name === null) return call
  call.path = name === '' ? [] : name.split(' ')
  parseFlags(words, kubectlCommand(name), name, call)
  call.namespace = call.flags.namespace?.at(-1) ?? null
  if (call.flags.help?.at(-1) === 'true') return call
  if (name !== '') {
    if (!RUNS.test(name) && call.command !== null) call.positionals.push(...call.command)
    if (NEEDS_MORE.test(name) && call.positionals.length === 0) call.errors.push(`error: ${ONE_OF_ITS_COMMANDS}`)
    readResources(call)
    checkArguments(call)
  }
  return call
}

/** For a group alone kubectl prints its help, and fails. */
export const ONE_OF_ITS_COMMANDS = 'one of its commands must be given'

/** Takes the command's words out of `words`; answers the command's own name, '' for none, null for an unknown one. */
function findPath(words: string[], call: KubectlCall): string | null {
  let path = ''
  for (let depth = 0; depth < 3; depth++) {
    const at = nextArgument(words, kubectlCommand(path))
    const word = at < 0 ? undefined : words[at]
    if (word === undefined) break
    const found = findKubectlCommand(path === '' ? word : `${path} ${word}`)
    if (found === null) {
      if (path === '') {
        if (words[0]?.startsWith('-')) {
          call.errors.push(`Error: flags cannot be placed before plugin name: ${words[0]}`)
          return null
        }
        // They print help, and are in no list of commands.
        if (word === 'help' || word === 'options') {
          call.flags.help = ['true']
          return null
        }
        call.errors.push(unknownCommand(word))
        return null
      }
      // `create -f`, `top`, `apply`, `cluster-info` work with or without a subcommand's word; the groups do not.
      if (hasSubcommands(path) && GROUPS.has(path)) {
        call.errors.push(`error: unknown command "${word}"\nSee 'kubectl ${path} -h' for help and examples`)
      }
      break
    }
    words.splice(at, 1)
    path = found
    if (!hasSubcommands(path)) break
  }
  return path
}

const GROUPS = new Set(['rollout', 'set', 'config', 'auth', 'top', 'plugin', 'create secret'])
/** Of these, the ones that end with 1 when called alone; the others print help. */
const NEEDS_MORE = /^(rollout|set|top|plugin)$/
/** Commands to which what stands after `--` is a command to run, not another word of theirs. */
const RUNS = /^(exec|run|debug|create (job|cronjob|deployment))$/

function unknownCommand(word: string): string {
  const near = kubectlVerbs()
    .filter((verb) => distance(verb, word) <= 2 || verb.startsWith(word))
    .map((verb) => `\t${verb}\n`)
  return `error: unknown command "${word}" for "kubectl"${near.length ? `\n\nDid you mean this?\n${near.join('')}` : ''}`
}

/** Levenshtein's distance, as cobra suggests by: two letters exchanged are two changes, other than in `nearest.ts`. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length] ?? 0
}

/** Index of the first word that is neither a flag nor a flag's value; -1 for none. */
function nextArgument(words: readonly string[], command: KubectlCommand): number {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-') || word === '-') return at
    if (word.includes('=')) continue
    const long = word.startsWith('--') ? word.slice(2) : command.short.get(word[1] ?? '')
    // As cobra does: a flag before the command that is not known there takes the next word along.
    const takes = long === undefined || long === 'help' ? undefined : command.flags.get(long)
    const joined = !word.startsWith('--') && word.length > 2
    if ((takes === undefined || needsValue(takes)) && !joined) at++
  }
  return -1
}

function needsValue(takes: KubectlValue): boolean {
  return takes === 'text' || takes === 'integer' || takes === 'duration'
}

function parseFlags(words: readonly string[], command: KubectlCommand, name: string, call: KubectlCall): void {
  const see = `\nSee 'kubectl${name === '' ? '' : ` ${name}`} --help' for usage.`
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-') || word === '-') {
      call.positionals.push(word)
      continue
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=')
      const written = equals < 0 ? word.slice(2) : word.slice(2, equals)
      // kubectl takes `--dry_run` for `--dry-run`.
      const long = written.replaceAll('_', '-')
      const takes = command.flags.get(long)
      if (takes === undefined) call.errors.push(`error: unknown flag: --${written}${see}`)
      else if (equals >= 0) set(call, command, long, takes, word.slice(equals + 1), see)
      else if (!needsValue(takes)) set(call, command, long, takes, 'true', see)
      else if (at + 1 < words.length) set(call, command, long, takes, words[++at] ?? '', see)
      else call.errors.push(`error: flag needs an argument: --${long}${see}`)
      continue
    }
    at = parseShort(words, at, command, call, see)
  }
}

/** `-it`, `-nprod`, `-n prod`, `-n=prod`; answers the index of the last word it used. */
function parseShort(
  words: readonly string[],
  start: number,
  command: KubectlCommand,
  call: KubectlCall,
  see: string,
): number {
  const word = words[start] ?? ''
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] ?? ''
    const long = command.short.get(letter)
    const takes = long === undefined ? undefined : command.flags.get(long)
    if (long === undefined || takes === undefined) {
      call.errors.push(`error: unknown shorthand flag: '${letter}' in ${word}${see}`)
      return start
    }
    if (word[i + 1] === '=') {
      set(call, command, long, takes, word.slice(i + 2), see)
      return start
    }
    if (!needsValue(takes)) {
      set(call, command, long, takes, 'true', see)
      continue
    }
    if (i + 1 < word.length) set(call, command, long, takes, word.slice(i + 1), see)
    else if (start + 1 < words.length) {
      set(call, command, long, takes, words[start + 1] ?? '', see)
      return start + 1
    } else call.errors.push(`error: flag needs an argument: '${letter}' in ${word}${see}`)
    return start
  }
  return start
}

function set(
  call: KubectlCall,
  command: KubectlCommand,
  long: string,
  takes: KubectlValue,
  value: string,
  see: string,
): void {
  const wrong = badValue(takes, value)
  if (wrong !== null) {
    const letter = [...command.short].find(([, name]) => name === long)?.[0]
    const written = letter === undefined ? `--${long}` : `-${letter}, --${long}`
    call.errors.push(`error: invalid argument "${value}" for "${written}" flag: ${wrong}${see}`)
  }
  call.flags[long] = [...(call.flags[long] ?? []), value]
}

/** Go's words for a value that does not parse; null if it does, or if the shell has yet to expand it. */
function badValue(takes: KubectlValue, value: string): string | null {
  if (takes === 'text' || takes === 'optional' || /[$`<]/.test(value)) return null
  if (takes === 'integer' && !/^[+-]?\d+$/.test(value)) return `strconv.ParseInt: parsing "${value}": invalid syntax`
  if (takes === 'none' && !/^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value))
    return `strconv.ParseBool: parsing "${value}": invalid syntax`
  if (takes === 'duration' && !/^[+-]?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(value))
    return /^\d+$/.test(value) ? `time: missing unit in duration "${value}"` : `time: invalid duration "${value}"`
  return null
}

/** Commands whose plain words name pods. */
const PODS = new Set(['logs', 'exec', 'attach', 'port-forward', 'debug', 'top pod'])
const NODES = new Set(['cordon', 'uncordon', 'drain', 'top node'])
/** Commands that change things by `name=value` words among their arguments. */
const PAIRS = new Set(['set env', 'set image', 'set resources', 'label', 'annotate', 'taint'])
/** Commands whose words are TYPE [NAME…] or TYPE/NAME…. */
const TYPED = longPattern()`
  ^(get|describe|delete|edit|label|annotate|patch|scale|autoscale|expose|wait|taint|events|rollout .*|set .*
    |apply view-last-applied|apply edit-last-applied|apply set-last-applied)$`

function readResources(call: KubectlCall): void {
  const name = call.path.join(' ')
  let words = call.positionals
  if (PAIRS.has(name)) {
    const pair = name === 'taint' ? /^[^/=]+=|^[^=]+-$|^[^/]+\/[^=]*=|:/ : /^[^/=]+=|^[^=]+-$|^[^/]+\/[^=]*=/
    call.pairs = words.filter((word) => pair.test(word))
    words = words.filter((word) => !call.pairs.includes(word))
  }
  if (PODS.has(name)) {
    const [first, ...rest] = words
    if (first !== undefined) call.resources.push(slashed(first) ?? { type: 'pods', name: first })
    if (name === 'top pod') for (const word of rest) call.resources.push({ type: 'pods', name: word })
    else if (first === undefined && call.flags.selector) call.resources.push({ type: 'pods', name: null })
    return
  }
  if (NODES.has(name)) {
    for (const word of words) call.resources.push(slashed(word) ?? { type: 'nodes', name: word })
    return
  }
  if (call.path[0] === 'create' && call.path.length > 1) {
    const type = call.path[1] === 'quota' ? 'resourcequotas' : resourceName(call.path[1] ?? '')
    if (call.path[1] !== 'token') call.resources.push({ type, name: words[0] ?? null })
    return
  }
  if (name === 'run') {
    call.resources.push({ type: 'pods', name: words[0] ?? null })
    return
  }
  if (TYPED.test(name)) readTyped(call, words)
}

function readTyped(call: KubectlCall, words: readonly string[]): void {
  const slash = words.map(slashed)
  if (slash.some((resource) => resource !== null)) {
    const bare = slash.indexOf(null)
    if (bare >= 0)
      call.errors.push(
        "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      )
    call.resources.push(...slash.filter((resource) => resource !== null))
    return
  }
  const [types, ...names] = words
  if (types === undefined) return
  for (const type of types.split(','))
    for (const name of names.length === 0 ? [null] : names) call.resources.push({ type: resourceName(type), name })
}

function slashed(word: string): KubectlResource | null {
  const at = word.indexOf('/')
  // A slash inside `$(…)`, `${VAR/…}` or `<a/b>` is none of kubectl's.
  if (at <= 0 || /[$<({`]/.test(word.slice(0, at))) return null
  return { type: resourceName(word.slice(0, at)), name: word.slice(at + 1) }
}

function resourceName(type: string): string {
  return findResource(type)?.name ?? type
}
