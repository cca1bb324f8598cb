import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'

/** How long what was committed may be without its place in the chain; longer when many do it at once. */
const EVERY_MS = 1_000

/** Seals in the background, beside the other nodes (docs/adr/0007). @returns what ends it, after a last look. */
export function startSealing(seal: () => Promise<unknown>, clock: Clock, logger: Logger): () => Promise<void> {
  const over = new AbortController()
  const done = (async () => {
    while (!over.signal.aborted) {
      await clock.sleep(EVERY_MS, over.signal)
      await seal().catch((error: unknown) =>
        logger.warn('the audit log could not be sealed; it is tried again', { reason: String(error) }),
      )
    }
  })()
  return async () => {
    over.abort()
    await done
  }
}
