import { AppError } from '../core/errors.ts'
import { createApiClient } from './api-client.ts'
import { type Place, personName } from './drill-place.ts'

const PATIENCE_MS = 5_000

/** A server that somebody else runs, by its address. @throws {AppError} `bad-address`, `no-server` */
export async function reachServer(address: string): Promise<Place> {
  const url = parse(address)
  const hint = 'check --server and STANDBY_SERVER, or leave them out to run it here'
  let answer: Response
  try {
    answer = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch {
    throw new AppError('no-server', `nobody answers at ${url}`, hint)
  }
  const body = await answer.text()
  if (!answer.ok || !body.trimStart().startsWith('{'))
    throw new AppError('no-server', `what answers at ${url} is no Standby`, hint)
  return { api: createApiClient(url, personName()), url, own: null }
}

function parse(address: string): string {
  const url = URL.parse(address)
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '')
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  throw new AppError('bad-address', `'${address}' is no address of a server`, 'such as https://standby.example.test')
}
