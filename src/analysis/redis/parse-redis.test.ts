import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyseShell } from '../analyse-shell.ts'
import { loadData } from '../data.ts'
import { parseRedis } from './parse-redis.ts'

type Entry = [arity: number, flags: string, subcommands?: Record<string, Entry>]

const first = (line: string) => parseRedis(line.split(' ')).errors[0]

test('commands are known with how many words they take, in the words of the server', () => {
  for (const good of [
    'GET a',
    'get a',
    'SET a b EX 5',
    'CONFIG GET maxmemory',
    'config get a b',
    'HEXPIRE a 5 FIELDS 1 b',
    'JSON.GET a',
    'DEL $KEYS',
  ])
    assert.equal(first(good), undefined, good)
  assert.equal(first('GET'), "ERR wrong number of arguments for 'get' command")
  assert.equal(first('CONFIG GET'), "ERR wrong number of arguments for 'config|get' command")
  assert.equal(first('CONFIG GETT a'), "ERR unknown subcommand 'GETT'. Try CONFIG HELP.")
  assert.equal(first('FLUSHAL x y'), "ERR unknown command 'FLUSHAL', with args beginning with: 'x' 'y' ")
  assert.deepEqual(parseRedis(['CONFIG', 'SET', 'a', 'b']).flags, {
    write: false,
    readonly: false,
    admin: true,
    blocking: false,
    dangerous: true,
  })
})

test('nothing that Redis itself calls a write is a read', () => {
  const { commands } = loadData<{ commands: Record<string, Entry> }>('redis.json')
  const all = Object.entries(commands).flatMap(([name, [, flags, subs]]) => [
    [name, flags] as const,
    ...Object.entries(subs ?? {}).map(([sub, [, own]]) => [`${name} ${sub}`, own] as const),
  ])
  for (const [name, flags] of all) {
    const [command] = analyseShell(`redis-cli ${name} a b c`, { firstLine: 1 }).commands
    if (flags.includes('w')) assert.ok(command?.effect !== 'read' || /^sort|^georadius/.test(name), name)
  }
})
