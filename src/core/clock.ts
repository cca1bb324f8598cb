import os from 'node:os'

/** The only module that reads the time. Everything else is handed a `Clock` or a `Date`. */
export interface Clock {
  now(): Date
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done, { once: true })
      function done() {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
    }),
}

/** Milliseconds on a clock that never jumps and goes on while the process is frozen. For measuring, never for dates. */
export const monotonicMs = (): number => performance.now()

/**
 * A moment of `monotonicMs` as milliseconds since the machine began, which other processes can read too. Should this
 * process freeze between the two looks, the answer is too early, never too late.
 */
export function uptimeAt(monotonic: number): number {
  const uptime = os.uptime() * 1000
  return uptime + (monotonic - monotonicMs())
}
