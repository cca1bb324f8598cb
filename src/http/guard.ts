import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'
import { AppError } from '../core/errors.ts'

export interface GuardOptions {
  /** The address the server is bound to. */
  host: string
  /** Other names it may be called by, in lower case. */
  hosts: readonly string[]
}

const SECURITY_HEADERS = {
  // Styles may stand in the page: the console's parts measure and place themselves. Scripts may not.
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

/**
 * Keeps other web pages out. A page of any site can make its reader's browser talk to this machine; it is told by the
 * name it called us by (DNS rebinding) and by its origin (forged requests).
 */
export function guard(options: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? ''
    if (!isOurName(host, options)) throw strangeHost(host)
    const isSafe = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (!isSafe && !isOwnPage(c.req.header('origin'), c.req.header('sec-fetch-site'), host)) throw strangeOrigin()
    await next()
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value)
  }
}

function isOurName(header: string, { host, hosts }: GuardOptions): boolean {
  const name = header.replace(/:\d+$/, '').toLowerCase()
  const address = name.replace(/^\[(.*)\]$/, '$1')
  if (name === 'localhost' || name === '127.0.0.1' || address === '::1') return true
  if (hosts.includes(name) || name === host.toLowerCase()) return true
  // Bound to all addresses: by whichever of them. A name can be made to point here, an address cannot.
  return (host === '0.0.0.0' || host === '::') && isIP(address) !== 0
}

/** Programs send no origin; browsers always do with what changes something. */
function isOwnPage(origin: string | undefined, site: string | undefined, host: string): boolean {
  if (origin === undefined) return site === undefined || site === 'same-origin' || site === 'none'
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase().replace(/:80$/, '')
}

function strangeHost(host: string): AppError {
  const message = `this server is not known by the name '${host.slice(0, 100)}'`
  const hint = 'open it as http://localhost:PORT, or list the name in standby.yaml under hosts'
  return new AppError('strange-host', message, hint, { status: 421 })
}

function strangeOrigin(): AppError {
  return new AppError('strange-origin', 'another web page sent this request', 'use the console, the CLI or the API', {
    status: 403,
  })
}
