import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import type { Logger } from '../../core/logger.ts'
import type { Answer, Call } from '../clients/client.ts'

export type AnswerCall = (system: string, call: Call) => Promise<Answer>

/**
 * Serves the range's clients on a Unix socket: one line of JSON in, one line of JSON out, then the end.
 *
 * @param path - Short: the system allows about 100 bytes. What a killed server left there is replaced.
 */
export async function listen(path: string, answer: AnswerCall, logger: Logger): Promise<{ close(): Promise<void> }> {
  mkdirSync(dirname(path), { recursive: true })
  rmSync(path, { force: true })
  const open = new Set<Socket>()
  // `allowHalfOpen`: the client may end its side before we have answered.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', (error) => logger.debug('a client of the range went away', { error: error.message }))
    serve(socket, answer, logger)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return { close: () => close(server, open) }
}

function serve(socket: Socket, answer: AnswerCall, logger: Logger): void {
  let received = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    received += chunk
    const end = received.indexOf('\n')
    if (end < 0) return
    const line = received.slice(0, end)
    received = ''
    respond(line, answer).then(
      (text) => socket.end(`${text}\n`),
      (error: Error) => {
        logger.error('the range failed to answer', { error: error.stack ?? error.message })
        socket.end(
          `${JSON.stringify({ stdout: '', stderr: `standby range: failed: ${error.message}\n`, exitCode: 98 })}\n`,
        )
      },
    )
  })
}

async function respond(line: string, answer: AnswerCall): Promise<string> {
  const { system, ...call } = JSON.parse(line) as Call & { system: string }
  return JSON.stringify(await answer(system, call))
}

async function close(server: Server, open: Set<Socket>): Promise<void> {
  for (const socket of open) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}
