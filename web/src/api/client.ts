import type { ApiError } from '../contract.ts'
import { actor } from '../state/actor.ts'

const BASE = '/api/v1'

/** What the server refused, in its own words: what is wrong, and what to do about it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly hint: string
  readonly status: number

  constructor(code: string, message: string, hint: string, status: number) {
    super(message)
    this.code = code
    this.hint = hint
    this.status = status
  }
}

/** How far the server's clock is ahead of this one, in ms. Small differences are the network's and count as none. */
let skew = 0

/** The server's time as far as it is known: ages and deadlines are the server's, the reader's clock may be wrong. */
export function serverNow(): number {
  return Date.now() + skew
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await send(path, { ...(signal ? { signal } : {}) })
  return (await response.json()) as T
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await send(path, { ...(signal ? { signal } : {}) })).text()
}

export async function postJson<T>(path: string, body: unknown): Promise<T> {
  const name = await actor.required()
  const response = await send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-standby-actor': encodeURIComponent(name) },
    body: JSON.stringify(body),
  })
  return (await response.json()) as T
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(`${BASE}${path}`, { cache: 'no-store', ...init })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Refusal(
      'unreachable',
      'The server cannot be reached.',
      'Nothing was done. Check that it runs: standby serve',
      0,
    )
  }
  noteSkew(response)
  if (response.ok) return response
  throw await refusalOf(response)
}

async function refusalOf(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => null)) as Partial<ApiError> | null
  const { code, message, hint } = body?.error ?? {}
  return new Refusal(
    code ?? 'unexpected-answer',
    message ?? `The server answered ${response.status} ${response.statusText}.`,
    hint ?? 'Its log says more.',
    response.status,
  )
}

function noteSkew(response: Response): void {
  const at = Date.parse(response.headers.get('date') ?? '')
  if (Number.isNaN(at)) return
  const seen = at + 500 - Date.now()
  skew = Math.abs(seen) < 2_000 ? 0 : seen
}
