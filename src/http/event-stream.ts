import type { Context } from 'hono'

export interface ServerEvent {
  /** Where the reader goes on after a cut. */
  id?: string
  /** What it tells, on one line. */
  json: string
}

/** Events that are sent together. */
type Source = AsyncGenerator<readonly ServerEvent[]>

export interface StreamOptions {
  /** A comment is sent after this much silence, so that both ends know the connection from a dead one. */
  heartbeatMs: number
  /** A reader who takes nothing for so long is cut off. It comes back with its last id, and misses nothing. */
  stallMs: number
}

export const STREAM_OPTIONS: StreamOptions = { heartbeatMs: 15_000, stallMs: 30_000 }

/**
 * Answers with server-sent events, named `change`. The next are asked of `source` only when the reader has taken those
 * before, so a slow reader costs no more memory than what comes at once.
 *
 * @param source - Must end when `stop` aborts.
 */
export function answerEvents(c: Context, source: Source, stop: AbortController, options: StreamOptions): Response {
  const pump = new Pump(source, stop, options, () => destroySocket(c))
  const body = new ReadableStream<Uint8Array>(
    { start: (to) => pump.greet(to), pull: (to) => pump.pull(to), cancel: () => pump.end() },
    { highWaterMark: 0 },
  )
  return c.body(body, 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
}

class Pump {
  readonly #source: Source
  readonly #stop: AbortController
  readonly #options: StreamOptions
  readonly #cutOff: () => void
  readonly #encoder = new TextEncoder()
  /** Events that were asked for and have not come yet. */
  #awaited: Promise<IteratorResult<readonly ServerEvent[]>> | null = null
  #stalled: NodeJS.Timeout | undefined

  constructor(source: Source, stop: AbortController, options: StreamOptions, cutOff: () => void) {
    this.#source = source
    this.#stop = stop
    this.#options = options
    this.#cutOff = cutOff
  }

  greet(to: ReadableStreamDefaultController<Uint8Array>): void {
    this.#send(to, 'retry: 1000\n: connected\n\n')
  }

  async pull(to: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    clearTimeout(this.#stalled)
    try {
      const next = await this.#nextOrSilence()
      if (next === 'silence') return this.#send(to, ': still here\n\n')
      if (!next.done) return this.#send(to, next.value.map(frame).join(''))
      this.end()
      to.close()
    } catch (error) {
      this.end()
      to.error(error)
    }
  }

  end(): void {
    clearTimeout(this.#stalled)
    this.#stop.abort()
    // Frees what the source holds, also when it never was asked for its first event.
    void this.#source.return(undefined).catch(() => {})
  }

  #send(to: ReadableStreamDefaultController<Uint8Array>, text: string): void {
    to.enqueue(this.#encoder.encode(text))
    this.#stalled = setTimeout(() => {
      this.end()
      this.#cutOff()
    }, this.#options.stallMs)
    this.#stalled.unref()
  }

  async #nextOrSilence(): Promise<IteratorResult<readonly ServerEvent[]> | 'silence'> {
    this.#awaited ??= this.#source.next()
    let timer: NodeJS.Timeout | undefined
    const silence = new Promise<'silence'>((resolve) => {
      timer = setTimeout(resolve, this.#options.heartbeatMs, 'silence')
    })
    try {
      const next = await Promise.race([this.#awaited, silence])
      if (next !== 'silence') this.#awaited = null
      return next
    } finally {
      clearTimeout(timer)
    }
  }
}

function frame({ id, json }: ServerEvent): string {
  return `event: change\n${id === undefined ? '' : `id: ${id}\n`}data: ${json}\n\n`
}

/** Node's own response, which the adapter hands along: ending the stream would wait for the reader once more. */
function destroySocket(c: Context): void {
  const { outgoing } = c.env as { outgoing?: { destroy(): void } }
  outgoing?.destroy()
}
