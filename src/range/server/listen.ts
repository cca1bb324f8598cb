import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import type { Logger } from '../../core/logger.ts'
import type { Answer, Call } from '../clients/client.ts'
import { readCall, writeAnswer } from './wire.ts'

export type AnswerCall = (system: string, call: Call) => Promise<Answer>

/** Where the range's programs ask. On loopback, as bash opens no Unix socket: the token keeps other users out (docs/adr/0020). */
export interface Address {
  port: number
  token: string
}

/** Serves the range's programs: a call, an answer, and the end. */
export async function listen(answer: AnswerCall, logger: Logger): Promise<Address & { close(): Promise<void> }> {
  const token = randomBytes(16).toString('hex')
  const open = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', (error) => logger.debug('a client of the range went away', { error: error.message }))
    serve(socket, token, answer, logger)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the socket has no port')
  return { port: address.port, token, close: () => close(server, open) }
}

function serve(socket: Socket, token: string, answer: AnswerCall, logger: Logger): void {
  let received = Buffer.alloc(0)
  const onData = (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    const read = readCall(received, token)
    if (read === 'more') return
    if (read === 'stranger') return void socket.destroy()
    socket.off('data', onData).resume()
    answer(read.system, read.call).then(
      (answered) => socket.end(writeAnswer(answered)),
      (error: Error) => {
        logger.error('the range failed to answer', { error: error.stack ?? error.message })
        socket.end(writeAnswer({ stdout: '', stderr: `standby range: failed: ${error.message}\n`, exitCode: 98 }))
      },
    )
  }
  socket.on('data', onData)
}

async function close(server: Server, open: Set<Socket>): Promise<void> {
  for (const socket of open) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}
