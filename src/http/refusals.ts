import type { Context } from 'hono'
import { AppError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { ApiError } from './contract.ts'

type Status = 400 | 404 | 500

/** Answers with what was thrown: a refusal in its own words, our own failures without their insides. */
export function answerError(error: unknown, c: Context, logger: Logger): Response {
  const refusal = error instanceof AppError ? error : null
  if (refusal !== null && refusal.status < 500) return refuse(c, refusal)
  const { method, path } = c.req
  if (refusal !== null) {
    logger.warn('a request could not be served', { method, path, code: refusal.code, reason: refusal.message })
    return refuse(c, refusal)
  }
  const stack = error instanceof Error ? error.stack : String(error)
  const trouble = databaseTrouble(error)
  if (trouble !== null) {
    logger.warn(trouble.message, { method, path, reason: String(error) })
    return refuse(c, trouble)
  }
  logger.error('a request failed', { method, path, stack })
  return refuse(
    c,
    new AppError('internal-error', 'something went wrong in the server', 'its log says what', { status: 500 }),
  )
}

/** Answers 404 for a path of the API that nobody serves. */
export function noSuchRoute(c: Context): Response {
  const message = `there is no ${c.req.method} ${c.req.path}`
  return refuse(c, new AppError('no-such-route', message, 'see src/http/contract.ts', { status: 404 }))
}

function refuse(c: Context, { code, message, hint, status }: AppError): Response {
  const body: ApiError = { error: { code, message, hint } }
  // The rest of the body is not read: nothing else may be sent on this connection.
  if (status === 413) c.header('connection', 'close')
  return c.json(body, status as Status)
}

const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])

/**
 * Connections that broke, and a server that starts, stops or has no room: PostgreSQL's classes 08, 53 and 57P. And a lock
 * that was not to be had in time, or a transaction of ours that was ended because we did not go on: 55P03, 25P03.
 */
function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (/^(08|53|57P|55P03|25P03)/.test(code)) return true
  const isQuery = /\bpg(-pool)?\b/.test(error.stack ?? '')
  return (
    isQuery && (CONNECTION_CODES.has(code) || /connection (terminated|timeout)|timeout exceeded/i.test(error.message))
  )
}

/** What a person can be told of it; null when it is no trouble with the database. */
function databaseTrouble(cause: unknown): AppError | null {
  const say = (code: string, message: string, hint: string) => new AppError(code, message, hint, { status: 503, cause })
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === '53100') {
    const hint = 'nothing was done; make room on it: runs go on by themselves then'
    return say('disk-full', 'the disk of the database is full', hint)
  }
  if (code === '25006') {
    const hint = 'nothing was done; make it writable, or give the URL of the one that is: runs go on by themselves then'
    return say('database-read-only', 'the database can only be read', hint)
  }
  if (!isDatabaseAway(cause)) return null
  return say('database-unavailable', 'the database does not answer', 'nothing was done; try again shortly')
}
