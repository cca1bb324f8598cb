import { createServer, type Socket } from 'node:net'
import type { Reply } from '../clients/redis/reply.ts'

/** Answers one command of a connection. */
export type AnswerRedis = (words: string[]) => Promise<Reply>

/**
 * Serves a Redis of the range on loopback, in Redis' own protocol: a real `redis-cli -p PORT` talks to the world.
 *
 * @returns The port, and what closes it.
 */
export async function serveResp(answer: AnswerRedis): Promise<{ port: number; close(): Promise<void> }> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    talk(socket, answer)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the socket has no port')
  return {
    port: address.port,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function talk(socket: Socket, answer: AnswerRedis): void {
  let received = Buffer.alloc(0)
  let last: Promise<void> = Promise.resolve()
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes])
    for (;;) {
      const read = readCommand(received)
      if (read === null) return
      received = received.subarray(read.length)
      if (read.words.length === 0) continue
      last = last.then(async () => {
        const reply = ofConnection(read.words) ?? (await answer(read.words))
        if (socket.writable) socket.write(encode(reply))
        if (read.words[0]?.toLowerCase() === 'quit') socket.end()
      })
      last.catch(() => socket.destroy())
    }
  })
}

/** What concerns the connection and not the data. */
function ofConnection(words: readonly string[]): Reply | null {
  const [name = '', first = ''] = words.map((w) => w.toLowerCase())
  const ok: Reply = { kind: 'status', text: 'OK' }
  switch (name) {
    case 'quit':
      return ok
    case 'select':
      return first === '0' ? ok : { kind: 'error', text: 'ERR DB index is out of range' }
    case 'command':
      return { kind: 'array', items: [] }
    case 'client':
      return first === 'setinfo' || first === 'setname' ? ok : null
    default:
      return null
  }
}

/**
 * The first whole command in what was received, and how many bytes it takes; null while it is not whole. Commands are
 * arrays of texts, or a line of words as a person types them.
 */
export function readCommand(bytes: Buffer): { words: string[]; length: number } | null {
  const end = bytes.indexOf('\r\n')
  if (end < 0) return null
  const line = bytes.toString('utf8', 0, end)
  if (!line.startsWith('*')) return { words: line.split(/\s+/).filter((w) => w !== ''), length: end + 2 }
  const words: string[] = []
  let at = end + 2
  for (let left = Number(line.slice(1)); left > 0; left--) {
    const close = bytes.indexOf('\r\n', at)
    if (close < 0) return null
    const size = Number(bytes.toString('latin1', at + 1, close))
    const from = close + 2
    if (bytes.length < from + size + 2) return null
    words.push(bytes.toString('utf8', from, from + size))
    at = from + size + 2
  }
  return { words, length: at }
}

/** A reply as it goes over the wire, in RESP2. */
export function encode(reply: Reply): string {
  switch (reply.kind) {
    case 'status':
      return `+${reply.text}\r\n`
    case 'error':
      return `-${reply.text.replace(/[\r\n]+/g, ' ')}\r\n`
    case 'integer':
      return `:${reply.value}\r\n`
    case 'bulk':
      return reply.text === null ? '$-1\r\n' : `$${Buffer.byteLength(reply.text)}\r\n${reply.text}\r\n`
    case 'array':
      return `*${reply.items.length}\r\n${reply.items.map(encode).join('')}`
  }
}
