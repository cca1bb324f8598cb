import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import type { Queryable } from '../db/queryable.ts'
import { insertChunks, type NewChunk } from './attempt-store.ts'

/** Few enough that PostgreSQL keeps up (about 2,000 notifying transactions a second), quick enough for the eye. */
const EVERY_MS = 25
const AFTER_FAILURE_MS = 250

export interface OutputWriter {
  push(chunk: NewChunk): void
  /** What of an attempt is not yet written, for the transaction that ends it. Waits for a write under way. */
  takeRest(attemptId: string): Promise<NewChunk[]>
}

/** Writes the output of all steps of a node together, every 25 ms. What the database does not take now it is given again. */
export function createOutputWriter(db: Queryable, clock: Clock, logger: Logger): OutputWriter {
  let waiting: NewChunk[] = []
  let isDue = false
  let inserting: Promise<void> | null = null

  const insert = async () => {
    const batch = waiting
    waiting = []
    try {
      await insertChunks(db, batch)
    } catch (error) {
      logger.warn('output could not be written; it is tried again', { reason: (error as Error).message })
      waiting = [...batch, ...waiting]
    }
    inserting = null
  }
  const writeSoon = async (afterMs: number) => {
    if (isDue || waiting.length === 0) return
    isDue = true
    await clock.sleep(afterMs)
    isDue = false
    if (inserting !== null || waiting.length === 0) return
    inserting = insert()
    await inserting
    void writeSoon(waiting.length > 0 ? AFTER_FAILURE_MS : EVERY_MS)
  }
  return {
    push(chunk) {
      const last = waiting.at(-1)
      if (last?.attemptId === chunk.attemptId && last.stream === chunk.stream) last.text += chunk.text
      else waiting.push({ ...chunk })
      void writeSoon(EVERY_MS)
    },
    async takeRest(attemptId) {
      // Chunks are read in the order of their ids: what is being written must be in first, or back in the queue.
      while (inserting !== null) await inserting
      const rest = waiting.filter((chunk) => chunk.attemptId === attemptId)
      waiting = waiting.filter((chunk) => chunk.attemptId !== attemptId)
      return rest
    },
  }
}
