import { AppError } from '../core/errors.ts'

/** What PostgreSQL, the network and the disk say, by code, in words that tell a person what to do. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EACCES',
  'EPIPE',
  'ETIMEDOUT',
])

/**
 * Turns an error of `pg` into one a person can act on; what is no database trouble comes back as it was.
 *
 * @param where - The database without its password, as {@link nameOfDatabase} says it.
 */
export function explainDatabaseError(error: unknown, where: string): unknown {
  if (error instanceof AppError) return error
  const { code, message } = firstCause(error)
  const fail = (name: string, what: string, hint: string) =>
    new AppError(name, what, hint, { cause: error, status: 503 })

  if (UNREACHABLE.has(code) || /timeout|Connection terminated/i.test(message)) {
    return fail(
      'database-unreachable',
      `cannot reach the database at ${where} (${code || message})`,
      'start it, or check host and port of the database URL; without a URL Standby uses the PostgreSQL it brings along',
    )
  }
  if (code === '28P01' || code === '28000' || /SASL|password must be a string/i.test(message)) {
    return fail(
      'database-refused',
      `the database at ${where} refuses this user or password`,
      'check user and password of the database URL, and that pg_hba.conf lets this machine in',
    )
  }
  if (code === '3D000') {
    return fail('no-such-database', `there is no database at ${where}`, 'create it first: createdb <name>')
  }
  if (code === '53300') {
    return fail(
      'database-full-house',
      `the database at ${where} has no connection left`,
      'raise max_connections, or stop what else uses it',
    )
  }
  if (code === '53100' || code === 'ENOSPC' || /No space left on device/i.test(message)) {
    return fail('disk-full', `the disk of the database at ${where} is full`, 'free some space, then start again')
  }
  if (code === '42501') {
    return fail(
      'database-rights',
      `this user may not set up the database at ${where}: ${message}`,
      'make it the owner: alter database <name> owner to <user>',
    )
  }
  if (code === '57P03' || code === '57P01') {
    return fail(
      'database-unreachable',
      `the database at ${where} is starting up or shutting down`,
      'try again in a moment',
    )
  }
  return error
}

/** `host:port/name` of a database URL: fit to be shown, because the password is not in it. */
export function nameOfDatabase(url: string): string {
  try {
    const parsed = new URL(url.replace('@/', '@localhost/'))
    const socket = parsed.searchParams.get('host')
    return `${socket ?? parsed.host}${parsed.pathname}`
  } catch {
    return 'the given URL'
  }
}

/** Connecting to a name with several addresses fails with one error for each; the first says enough. */
function firstCause(error: unknown): { code: string; message: string } {
  const first = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error
  if (!(first instanceof Error)) return { code: '', message: String(first) }
  const code = 'code' in first && typeof first.code === 'string' ? first.code : ''
  return { code, message: first.message }
}
