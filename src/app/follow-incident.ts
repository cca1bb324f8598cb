import { alertsOfIncident } from '../alerts/store.ts'
import { digest } from '../core/ids.ts'
import { incidentById } from '../incidents/store.ts'
import { timelineOf } from '../incidents/timeline-store.ts'
import type { ChangedKind, Changes } from './changes.ts'
import { type Cursor, readCursor, START, writeCursor } from './cursor.ts'
import { publicIncident } from './incident-page.ts'
import type { AppParts } from './parts.ts'
import type { Change } from './views.ts'

export interface CursoredChange {
  change: Change
  /** Whoever has applied the change goes on from here. */
  cursor: string
}

/**
 * What changes about an incident, from a cursor on, until `signal` aborts. First the whole of everything that is not
 * append-only, then whatever is other than before. Entries of the timeline and pieces of output come once, in order.
 *
 * It is pulled: while nobody asks for the next change, nothing is read and nothing is kept.
 *
 * @param cursor - Null: from the beginning.
 * @throws AppError `bad-cursor`
 */
export function followIncident(
  parts: AppParts & { changes: Changes },
  incidentId: string,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<CursoredChange> {
  // Outside the generator: a bad cursor is refused at once, and no change is missed before the first is asked for.
  const follower = new Follower(parts, incidentId, cursor === null ? START : readCursor(cursor))
  const subscription = parts.changes.subscribe(incidentId)
  // A generator that was never asked for anything also never comes to its `finally`.
  signal.addEventListener('abort', () => subscription.close(), { once: true })
  return (async function* () {
    try {
      yield* follower.read(null)
      while (!signal.aborted) {
        const changed = await subscription.next(signal)
        if (changed.size === 0) return
        yield* follower.read(changed)
      }
    } finally {
      subscription.close()
    }
  })()
}

class Follower {
  readonly #parts: AppParts
  readonly #incidentId: string
  readonly #at: Cursor
  /** Digest of what was told last, by kind and id: the same is not told twice. */
  readonly #told = new Map<string, string>()

  constructor(parts: AppParts, incidentId: string, cursor: Cursor) {
    this.#parts = parts
    this.#incidentId = incidentId
    this.#at = { ...cursor }
  }

  /** @param changed - null: everything. */
  async *read(changed: ReadonlySet<ChangedKind> | null): AsyncGenerator<CursoredChange> {
    const has = (...kinds: ChangedKind[]) => changed === null || kinds.some((kind) => changed.has(kind))
    // Once a round: a run brings its whole procedure along.
    const isMoved = has('run', 'attempt')
    const run = isMoved ? await this.#parts.engine.runOfIncident(this.#parts.db.pool, this.#incidentId) : null
    if (has('output', 'attempt')) yield* this.#output()
    if (run !== null && has('attempt')) yield* this.#attempts(run.id)
    if (has('approval', 'run')) yield* this.#approvals()
    if (run !== null) yield* this.#once(`run ${run.id}`, { kind: 'run', run })
    if (has('alerts')) yield* this.#alerts()
    if (has('incident', 'timeline')) yield* this.#incident()
    yield* this.#timeline()
    if (run !== null) yield* this.#suggestions()
  }

  async *#timeline(): AsyncGenerator<CursoredChange> {
    for (const entry of await timelineOf(this.#parts.db.pool, this.#incidentId, this.#at.timeline)) {
      this.#at.timeline = entry.id
      yield this.#cursored({ kind: 'timeline', entry })
    }
  }

  async *#output(): AsyncGenerator<CursoredChange> {
    for (const chunk of await this.#parts.engine.outputOf(this.#incidentId, { after: this.#at.output })) {
      this.#at.output = chunk.id
      yield this.#cursored({ kind: 'output', chunk })
    }
  }

  async *#attempts(runId: string): AsyncGenerator<CursoredChange> {
    for (const attempt of await this.#parts.engine.attemptsOf(runId)) {
      yield* this.#once(`attempt ${attempt.id}`, { kind: 'attempt', attempt })
    }
  }

  async *#approvals(): AsyncGenerator<CursoredChange> {
    for (const approval of await this.#parts.engine.approvalsOf(this.#incidentId)) {
      yield* this.#once(`approval ${approval.id}`, { kind: 'approval', approval })
    }
  }

  async *#alerts(): AsyncGenerator<CursoredChange> {
    const alerts = await alertsOfIncident(this.#parts.db.pool, this.#incidentId)
    yield* this.#once('alerts', { kind: 'alerts', alerts })
  }

  async *#incident(): AsyncGenerator<CursoredChange> {
    const incident = await incidentById(this.#parts.db.pool, this.#incidentId)
    if (incident !== null) yield* this.#once('incident', { kind: 'incident', incident: publicIncident(incident) })
  }

  async *#suggestions(): AsyncGenerator<CursoredChange> {
    const suggestions = await this.#parts.engine.suggestionsOf(this.#incidentId)
    yield* this.#once('suggestions', { kind: 'suggestions', suggestions })
  }

  async *#once(key: string, change: Change): AsyncGenerator<CursoredChange> {
    const sum = digest(JSON.stringify(change))
    if (this.#told.get(key) === sum) return
    this.#told.set(key, sum)
    yield this.#cursored(change)
  }

  #cursored(change: Change): CursoredChange {
    return { change, cursor: writeCursor(this.#at) }
  }
}
