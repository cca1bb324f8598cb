/**
 * Makes data/redis.json from a redis-server on this machine: its commands, how many words each takes, and what it says of them.
 *
 *     node scripts/grammars/redis.ts
 *
 * Starts a server of its own on a socket file, asks it `COMMAND`, and stops it.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RedisReply, startRedis } from '../agreement/redis-server.ts'
import { DATA } from './out.ts'

/** `[arity, flags, subcommands]`: see data/README.md. */
type Entry = [arity: number, flags: string, subcommands?: Record<string, Entry>]

const FLAGS: readonly [string, string][] = [
  ['write', 'w'],
  ['readonly', 'r'],
  ['admin', 'a'],
  ['blocking', 'b'],
  ['@dangerous', 'd'],
]

function entryOf(reply: RedisReply): [name: string, entry: Entry] {
  if (!Array.isArray(reply)) throw new Error('COMMAND answered something else than a list')
  const [name, arity, flags, , , , categories, , , subcommands] = reply
  const said = [...(flags as string[]), ...(categories as string[])]
  const letters = FLAGS.flatMap(([flag, letter]) => (said.includes(flag) ? [letter] : [])).join('')
  const subs = (Array.isArray(subcommands) ? subcommands : []).map((sub) => {
    const [full, entry] = entryOf(sub)
    return [full.split('|')[1] ?? full, entry] as const
  })
  subs.sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    String(name),
    subs.length === 0 ? [Number(arity), letters] : [Number(arity), letters, Object.fromEntries(subs)],
  ]
}

/** `[type, token, flags, arguments]` of one argument, as `COMMAND DOCS` tells: see data/README.md. */
type Argument = [type: string, token?: string, flags?: string, children?: Argument[]]

const TYPES: Record<string, string> = {
  key: 's',
  string: 's',
  pattern: 's',
  integer: 'i',
  'unix-time': 'i',
  double: 'd',
  'pure-token': 't',
  oneof: 'o',
  block: 'b',
}

/** A map of the protocol, which comes as a list of names and values. */
function mapOf(reply: RedisReply): Map<string, RedisReply> {
  const list = Array.isArray(reply) ? reply : []
  return new Map(
    list.flatMap((each, at): [string, RedisReply][] => (at % 2 === 0 ? [[String(each), list[at + 1] ?? null]] : [])),
  )
}

function argumentOf(reply: RedisReply): Argument {
  const said = mapOf(reply)
  const flags = (Array.isArray(said.get('flags')) ? (said.get('flags') as string[]) : [])
    .map((flag) => ({ optional: '?', multiple: '*', multiple_token: '+' })[flag] ?? '')
    .join('')
  const children = Array.isArray(said.get('arguments')) ? (said.get('arguments') as RedisReply[]).map(argumentOf) : []
  const token = said.get('token') === undefined ? '' : String(said.get('token'))
  const argument: Argument = [TYPES[String(said.get('type'))] ?? 's', token, flags]
  if (children.length > 0) argument.push(children)
  while (argument.length > 1 && argument.at(-1) === '') argument.pop()
  return argument
}

/** Arguments by command, `config|get` for a subcommand; nothing for those that tell of none. */
function argumentsOf(reply: RedisReply): [string, Argument[]][] {
  return [...mapOf(reply)].flatMap(([name, docs]): [string, Argument[]][] => {
    const said = mapOf(docs)
    const own = said.get('arguments')
    return [
      ...(Array.isArray(own) ? [[name, own.map(argumentOf)] as [string, Argument[]]] : []),
      ...argumentsOf(said.get('subcommands') ?? null),
    ]
  })
}

const server = await startRedis()
try {
  const info = String(await server.ask(['INFO', 'server']))
  const version = /redis_version:(\S+)/.exec(info)?.[1] ?? ''
  const replies = await server.ask(['COMMAND'])
  if (!Array.isArray(replies)) throw new Error('COMMAND answered something else than a list')
  const commands = replies.map(entryOf).sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = commands.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`)
  const head = `"source":"COMMAND of redis-server ${version} (BSD-3-Clause)","version":"${version}"`
  writeFileSync(join(DATA, 'redis.json'), `{${head},"commands":{\n${lines.join(',\n')}\n}}\n`)
  const described = argumentsOf(await server.ask(['COMMAND', 'DOCS'])).sort(([a], [b]) => (a < b ? -1 : 1))
  const texts = described.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`)
  const docs = `"source":"COMMAND DOCS of redis-server ${version} (BSD-3-Clause)","version":"${version}"`
  writeFileSync(join(DATA, 'redis-arguments.json'), `{${docs},"commands":{\n${texts.join(',\n')}\n}}\n`)
  console.log(`${commands.length} commands of Redis ${version}`)
} finally {
  await server.close()
}
