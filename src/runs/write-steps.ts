import type pg from 'pg'
import { tellChange } from '../db/notices.ts'
import type { RunContext } from './context.ts'
import type { Transition } from './draft.ts'
import { type StepChange, writeSteps } from './move-store.ts'
import { effectOf } from './remedies.ts'
import { tellMoved } from './store.ts'

export interface StepWriter {
  /** @returns false when it was not, or perhaps not, written: then write it by itself, under the fence as ever. */
  write(change: StepChange): Promise<boolean>
}

/** Statements under way. With two, PostgreSQL has one to work on while we prepare the next. */
const AT_ONCE = 2

/**
 * Writes the moves of all runs of a node together: what has come while a statement was under way goes with the next.
 * A commit and a round trip then cost many steps what they cost one: docs/adr/0010, and what each part costs 0018.
 */
export function createStepWriter(deps: RunContext, node: number): StepWriter {
  const { pool, logger } = deps
  let waiting: { change: StepChange; resolve: (isWritten: boolean) => void }[] = []
  let isDue = false
  let underWay = 0

  const writeWaiting = async () => {
    isDue = false
    if (waiting.length === 0 || underWay >= AT_ONCE) return
    const batch = waiting
    waiting = []
    underWay++
    const changes = batch.map(({ change }) => change)
    const written = await deps
      .stateOnce((client) => writeSteps(client, node, changes))
      .catch((error: Error) => {
        logger.debug('steps could not be written together; each is written by itself', { reason: error.message })
        return new Set<string>()
      })
    underWay--
    for (const { change, resolve } of batch) {
      const isWritten = written.has(change.run.id)
      if (isWritten) tell(pool, change)
      resolve(isWritten)
    }
    writeSoon()
  }
  const writeSoon = () => {
    if (isDue || waiting.length === 0 || underWay >= AT_ONCE) return
    isDue = true
    // Those whose steps ended in the same turn go together.
    setImmediate(() => void writeWaiting())
  }
  return {
    write: (change) =>
      new Promise((resolve) => {
        waiting.push({ change, resolve })
        writeSoon()
      }),
  }
}

/**
 * Whether a move only ends one attempt, begins another and says so. A request for a signature, the end of a run and
 * what lets go of targets belong to transactions of their own.
 */
export function isPlainStep({ run, intents }: Transition): boolean {
  if (run.status === 'finished' || intents.some((intent) => intent.kind !== 'start-attempt')) return false
  return run.status !== 'observing' || run.procedure.steps.every((step) => effectOf(step) === 'read')
}

function tell(pool: pg.Pool, { run, entries, chunks }: StepChange): void {
  const { incidentId } = run
  tellMoved(pool, incidentId)
  if (entries.length > 0) tellChange(pool, { incidentId, kind: 'timeline' })
  if (chunks.length > 0) tellChange(pool, { incidentId, kind: 'output' })
}
