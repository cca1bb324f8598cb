import type { ConnectionEvent } from '../state/connection.ts'
import { retryDelay } from '../state/connection.ts'
import { createSseParser, type SseMessage } from './sse-parser.ts'

export interface StreamOptions {
  /** Path of the stream; `after` is the cursor to resume from. */
  path: string
  after: string | null
  onMessage: (message: SseMessage) => void
  onConnection: (event: ConnectionEvent) => void
  /** The connection is back after a loss, or the cursor was refused: fetch afresh what could have been missed. */
  onResumed: () => void
}

/** The server says something at least every 15 s, if only a comment. Three silences are a dead connection. */
const SILENCE_MS = 45_000

/** Follows a stream until the returned function is called, reconnecting from the last cursor. */
export function followStream(options: StreamOptions): () => void {
  const stopped = new AbortController()
  let after = options.after
  let tries = 0
  let heardAt = Date.now()
  let wake: () => void = () => {}

  async function once(): Promise<void> {
    const attempt = new AbortController()
    const signal = AbortSignal.any([stopped.signal, attempt.signal])
    let watchdog = 0
    const heard = () => {
      heardAt = Date.now()
      clearTimeout(watchdog)
      watchdog = window.setTimeout(() => attempt.abort(new Error('the server has gone silent')), SILENCE_MS)
    }
    try {
      heard()
      const url = after === null ? options.path : `${options.path}?after=${encodeURIComponent(after)}`
      const headers: HeadersInit = {
        accept: 'text/event-stream',
        ...(after === null ? {} : { 'last-event-id': after }),
      }
      const response = await fetch(url, { headers, signal, cache: 'no-store' })
      if (!response.ok || response.body === null) {
        if (response.status >= 400 && response.status < 500) after = null
        throw new Error(`the server answered ${response.status}`)
      }
      const resumed = tries > 0
      tries = 0
      options.onConnection({ kind: 'opened', at: Date.now() })
      if (resumed) options.onResumed()
      const feed = createSseParser((message) => {
        if (message.id !== null) after = message.id
        options.onMessage(message)
      })
      const decoder = new TextDecoder()
      const reader = response.body.getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) throw new Error('the server closed the connection')
        heard()
        feed(decoder.decode(value, { stream: true }))
      }
    } finally {
      clearTimeout(watchdog)
      attempt.abort()
    }
  }

  async function follow(): Promise<void> {
    while (!stopped.signal.aborted) {
      options.onConnection({ kind: 'trying', at: Date.now() })
      try {
        await once()
      } catch (error) {
        if (stopped.signal.aborted) return
        tries += 1
        const why = error instanceof TypeError ? 'the server cannot be reached' : (error as Error).message
        options.onConnection({ kind: 'failed', at: Date.now(), heardAt, why })
        await new Promise<void>((resolve) => {
          const timer = window.setTimeout(resolve, retryDelay(tries))
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
    }
  }

  const retryNow = () => wake()
  window.addEventListener('online', retryNow)
  window.addEventListener('standby:retry', retryNow)
  void follow()
  return () => {
    window.removeEventListener('online', retryNow)
    window.removeEventListener('standby:retry', retryNow)
    stopped.abort()
    wake()
  }
}
