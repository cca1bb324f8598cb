export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** One line per event: a message for people, and fields for programs. Never a secret in either. */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/** Writes JSON lines, e.g. `{"level":"info","message":"…","at":"…"}`, to `write`. */
export function createLogger(write: (line: string) => void, now: () => Date, least: LogLevel = 'info'): Logger {
  const log =
    (level: LogLevel) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (RANK[level] < RANK[least]) return
      write(`${JSON.stringify({ at: now().toISOString(), level, message, ...fields })}\n`)
    }
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }
