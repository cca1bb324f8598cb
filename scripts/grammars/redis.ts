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

const server = await startRedis()
try {
  const info = String(await server.ask(['INFO', 'server']))
  const version = /redis_version:(\S+)/.exec(info)?.[1] ?? ''
  const replies = await server.ask(['COMMAND'])
  if (!Array.isArray(replies)) throw new Error('COMMAND answered something else than a list')
  const commands = replies.map(entryOf).sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = commands.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`)
  const head = `"source":"COMMAND of redis-server ${version} (BSD-3-Clause)","version":"${version}"`
  writeFileSync(join(import.meta.dirname, '../../data/redis.json'), `{${head},"commands":{\n${lines.join(',\n')}\n}}\n`)
  console.log(`${commands.length} commands of Redis ${version}`)
} finally {
  await server.close()
}
