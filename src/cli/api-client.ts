import { AppError } from '../core/errors.ts'
import type { Change, IncidentDetail, IncidentSummary } from '../http/contract.ts'

/** The server does not answer. It may come back: whoever catches this decides how long to wait. */
export class ServerGone extends Error {
  override readonly name = 'ServerGone'
}

/** The API of `http/contract.ts`, as the CLI uses it. */
export interface ApiClient {
  get<T>(path: string): Promise<T>
  getText(path: string): Promise<string>
  getBytes(path: string): Promise<Uint8Array>
  /** Hands over a long text as it comes. */
  eachPiece(path: string, take: (piece: string) => void): Promise<void>
  post<T>(path: string, body: unknown): Promise<T>
  /** Calls `onChange` for every change after the cursor, until `signal` aborts. @throws {ServerGone} when it breaks. */
  follow(number: number, after: string, onChange: (change: Change) => void, signal: AbortSignal): Promise<void>
}

/**
 * @param url - `http://127.0.0.1:7321`.
 * @param actor - Who acts, for the timeline.
 */
export function createApiClient(url: string, actor: string): ApiClient {
  const base = `${url.replace(/\/+$/, '')}/api/v1`
  const headers = { 'x-standby-actor': encodeURIComponent(actor) }

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    let answer: Response
    try {
      answer = await fetch(`${base}${path}`, init)
    } catch (error) {
      if (init.signal?.aborted) throw error
      throw new ServerGone(`the server at ${url} does not answer`, { cause: error })
    }
    if (answer.ok) return answer
    throw await refusalOf(answer)
  }

  return {
    get: async (path) => read(await request(path), 'json'),
    getText: async (path) => read(await request(path), 'text'),
    getBytes: async (path) => new Uint8Array(await (await request(path)).arrayBuffer()),
    async eachPiece(path, take) {
      const { body } = await request(path)
      if (body === null) return
      for await (const piece of body.pipeThrough(new TextDecoderStream())) take(piece)
    },
    post: async (path, body) =>
      read(
        await request(path, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
        'json',
      ),
    async follow(number, after, onChange, signal) {
      try {
        const answer = await request(`/incidents/${number}/events?after=${encodeURIComponent(after)}`, { signal })
        for await (const change of readEvents(answer)) onChange(change)
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof AppError) throw error
        throw new ServerGone('the stream of events broke', { cause: error })
      }
      if (!signal.aborted) throw new ServerGone('the server ended the stream of events')
    },
  }
}

/** The body may break off when the server dies: that is the same as not answering. */
async function read<T>(answer: Response, kind: 'json' | 'text'): Promise<T> {
  try {
    return (await (kind === 'json' ? answer.json() : answer.text())) as T
  } catch (error) {
    throw new ServerGone('the server broke off its answer', { cause: error })
  }
}

async function refusalOf(answer: Response): Promise<Error> {
  const text = await answer.text().catch(() => '')
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; hint: string } }
    if (answer.status < 500) return new AppError(error.code, error.message, error.hint, { status: answer.status })
    return new Error(`the server failed: ${error.message}`)
  } catch {
    return new Error(`the server answered ${answer.status}: ${text.slice(0, 200)}`)
  }
}

/** Server-sent events: blocks of `field: value` lines, ended by an empty one. Only `change` events concern us. */
async function* readEvents(answer: Response): AsyncGenerator<Change> {
  if (answer.body === null) return
  let buffer = ''
  for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
    buffer += text
    const blocks = buffer.split(/\r?\n\r?\n/)
    buffer = blocks.pop() ?? ''
    for (const block of blocks) {
      const change = parseEvent(block)
      if (change !== null) yield change
    }
  }
}

/** The change in one block; null for comments and other events. */
function parseEvent(block: string): Change | null {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split(/\r?\n/)) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
  }
  return event === 'change' && data.length > 0 ? (JSON.parse(data.join('\n')) as Change) : null
}

/** The incident of a drill, whole; null until the alarm has made one. */
export async function incidentOfDrill(api: ApiClient, drillId: string): Promise<IncidentDetail | null> {
  const all = await api.get<IncidentSummary[]>('/incidents')
  const incident = all.find((summary) => summary.drillId === drillId)
  return incident === undefined ? null : api.get<IncidentDetail>(`/incidents/${incident.number}`)
}
