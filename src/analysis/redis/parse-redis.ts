import { loadData } from '../data.ts'
import { argumentError } from './match-arguments.ts'
import { valueError } from './value-rules.ts'

/** One command of Redis, as the server would see it. */
export interface RedisCall {
  /** In lower case; null for none, or for one that Redis does not have. */
  command: string | null
  /** `get` of `CONFIG GET`, in lower case; null for commands without any. */
  subcommand: string | null
  /** What the server says of it; null where the command is not known. */
  flags: RedisFlags | null
  /** In the words of the server. Empty if it would run it. `redis-cli` exits with 0 all the same, unless called with `-e`. */
  errors: string[]
}

export interface RedisFlags {
  write: boolean
  readonly: boolean
  admin: boolean
  blocking: boolean
  dangerous: boolean
}

type Entry = [arity: number, flags: string, subcommands?: Record<string, Entry>]

/** Commands that later versions added: known, but not how many words they take. Redis 7.2 to 8.2, redis.io/docs/latest/commands. */
const LATER = new Set(
  `waitaof hexpire hpexpire hexpireat hpexpireat hexpiretime hpexpiretime httl hpttl hpersist hgetdel hgetex hsetex vadd vsim vcard
  vdim vemb vinfo vlinks vrandmember vrem vsetattr vgetattr vismember xdelex xackdel clusterscan`.split(/\s+/),
)
/** Of a server in another mode: Sentinel. */
const OF_SENTINEL = 'sentinel'
/** Of modules, which the server may or may not have: `JSON.GET`, `FT.SEARCH`. */
const OF_MODULE = /^(json|ft|ts|bf|cf|cms|topk|tdigest|graph|ai|rg)\./

let table: Record<string, Entry> | null = null

function commands(): Record<string, Entry> {
  table ??= loadData<{ commands: Record<string, Entry> }>('redis.json').commands
  return table
}

/**
 * Reads a command of Redis given as words (`['CONFIG', 'GET', 'maxmemory']`): whether there is such a command, and whether it
 * takes that many words. Words the shell has yet to expand count as one; a command that is one is not looked up.
 */
export function parseRedis(words: readonly string[]): RedisCall {
  const call: RedisCall = { command: null, subcommand: null, flags: null, errors: [] }
  const [name = '', second] = words
  const lower = name.toLowerCase()
  if (name === '' || /[$`<]/.test(name)) return call
  const entry = Object.hasOwn(commands(), lower) ? commands()[lower] : undefined
  if (entry === undefined) {
    if (LATER.has(lower) || OF_MODULE.test(lower) || lower === OF_SENTINEL) call.command = lower
    else call.errors.push(`ERR unknown command '${name}', with args beginning with: ${beginning(words.slice(1))}`)
    return call
  }
  call.command = lower
  call.flags = flagsOf(entry[1])
  const [arity, , subcommands] = entry
  if (subcommands && second !== undefined && !/[$`<]/.test(second)) {
    const sub = second.toLowerCase()
    const own = Object.hasOwn(subcommands, sub) ? subcommands[sub] : undefined
    if (own === undefined) {
      call.errors.push(`ERR unknown subcommand '${second}'. Try ${name.toUpperCase()} HELP.`)
      return call
    }
    call.subcommand = sub
    call.flags = flagsOf(own[1])
    checkCount(words, own[0], `${lower}|${sub}`, call)
    checkArguments(words.slice(2), `${lower}|${sub}`, call)
  } else {
    checkCount(words, arity, lower, call)
    if (!subcommands) checkArguments(words.slice(1), lower, call)
  }
  return call
}

/** An arity counts the command's own name; below zero it is the least. */
function checkCount(words: readonly string[], arity: number, name: string, call: RedisCall): void {
  // A variable without quotes may be many words, or none.
  if (words.some((word) => /[$`<]/.test(word))) return
  const fits = arity >= 0 ? words.length === arity : words.length >= -arity
  if (!fits) call.errors.push(`ERR wrong number of arguments for '${name}' command`)
}

function checkArguments(args: readonly string[], name: string, call: RedisCall): void {
  if (call.errors.length > 0 || args.some((word) => /[$`<]/.test(word))) return
  const error = argumentError(name, args) ?? valueError(name, args)
  if (error !== null) call.errors.push(error)
}

function flagsOf(letters: string): RedisFlags {
  return {
    write: letters.includes('w'),
    readonly: letters.includes('r'),
    admin: letters.includes('a'),
    blocking: letters.includes('b'),
    dangerous: letters.includes('d'),
  }
}

function beginning(args: readonly string[]): string {
  return args.map((arg) => `'${arg}' `).join('')
}
