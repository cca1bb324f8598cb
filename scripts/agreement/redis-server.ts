import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type RedisReply = string | number | null | RedisReply[] | RedisError

/** What a server refused, in its words. */
export class RedisError {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

export interface RedisServer {
  /** Sends one command as its words; a refusal comes back as a `RedisError`, it is not thrown. */
  ask: (words: readonly string[]) => Promise<RedisReply>
  close: () => Promise<void>
}

/** Starts a redis-server of our own, on a socket file, without persistence. @throws if there is none on this machine. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-agreement-'))
  const path = join(folder, 'socket')
  const args = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder]
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  const missing = new Promise<never>((_, reject) => server.once('error', reject))
  const socket = await Promise.race([open(path), missing])
  let pending = Buffer.alloc(0)
  const waiting: ((reply: RedisReply) => void)[] = []
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk])
    for (let found = readReply(pending, 0); found !== null; found = readReply(pending, 0)) {
      pending = pending.subarray(found.end)
      waiting.shift()?.(found.reply)
    }
  })
  return {
    ask: (words) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
        socket.write(`*${words.length}\r\n${parts.join('')}`)
      }),
    close: async () => {
      socket.destroy()
      server.kill()
      await new Promise((resolve) => server.once('exit', resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function open(path: string): Promise<Socket> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = connect(path)
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    if (isOpen) return socket
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the server does not answer')
}

/** Reads one reply of the Redis protocol; null while it is not whole. */
function readReply(data: Buffer, from: number): { reply: RedisReply; end: number } | null {
  const lineEnd = data.indexOf('\r\n', from)
  if (lineEnd < 0) return null
  const kind = String.fromCharCode(data[from] ?? 0)
  const line = data.toString('utf8', from + 1, lineEnd)
  const next = lineEnd + 2
  if (kind === '+') return { reply: line, end: next }
  if (kind === '-') return { reply: new RedisError(line), end: next }
  if (kind === ':') return { reply: Number(line), end: next }
  const length = Number(line)
  if (length < 0) return { reply: null, end: next }
  if (kind === '$')
    return data.length < next + length + 2
      ? null
      : { reply: data.toString('utf8', next, next + length), end: next + length + 2 }
  const items: RedisReply[] = []
  let at = next
  for (let count = 0; count < length; count++) {
    const item = readReply(data, at)
    if (item === null) return null
    items.push(item.reply)
    at = item.end
  }
  return { reply: items, end: at }
}
