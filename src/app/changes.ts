import pg from 'pg'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/logger.ts'
import { LISTS } from './change-marks-store.ts'

/** What of an incident, or of the lists, is other than before. */
export type ChangedKind =
  | 'incident'
  | 'alerts'
  | 'run'
  | 'attempt'
  | 'approval'
  | 'timeline'
  | 'output'
  | 'drill'
  | 'system'

const KINDS: readonly ChangedKind[] = [
  'incident',
  'alerts',
  'run',
  'attempt',
  'approval',
  'timeline',
  'output',
  'drill',
  'system',
]
/** Of an incident whose page is not open, only these are seen elsewhere: in the lists. */
const LISTED: ReadonlySet<ChangedKind> = new Set(['incident', 'run', 'approval', 'drill', 'system'])

/**
 * Tells who looks that something has changed, as soon as it is committed, on whichever node. It tells that and not
 * what: whoever is told reads the database. So a slow reader costs no memory, and a lost connection loses nothing.
 * Notices come after their commit and may be lost with the node that made it: every two seconds we look ourselves.
 */
export interface Changes {
  start(): Promise<void>
  stop(): Promise<void>
  /** Those of one incident; null: all that lists show. */
  subscribe(incidentId: string | null): Subscription
}

export interface Subscription {
  /** What has changed since the last call, as soon as something has. Empty when `signal` aborts or changes stop. */
  next(signal: AbortSignal): Promise<ReadonlySet<ChangedKind>>
  close(): void
}

/** Changes within this time are told together: output comes in many small pieces. */
const GATHER_MS = 20
/** One query, and only while somebody looks. */
const LOOK_MS = 2_000
const RECONNECT_MS = [100, 500, 1_000, 2_000, 5_000]

export interface ChangesParts {
  url: string
  clock: Clock
  logger: Logger
  /** See `readMarks`. */
  marks: (watched: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

export function createChanges(parts: ChangesParts): Changes {
  const readers = new Set<Reader>()
  const stopping = new AbortController()
  let listening: Promise<void> = Promise.resolve()

  function tell(incidentId: string | null, kind: ChangedKind): void {
    for (const reader of readers) reader.tell(incidentId, kind)
  }

  async function listenUntilStopped(ready: () => void): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        await listen(parts.url, tell, stopping.signal, () => {
          failures = 0
          ready()
          // Whatever changed while nobody listened was told to no one.
          for (const reader of readers) reader.tellAll()
        })
      } catch (error) {
        if (stopping.signal.aborted) return
        parts.logger.warn('changes are not heard of; listening again', { reason: String(error) })
        await parts.clock.sleep(RECONNECT_MS[Math.min(failures++, RECONNECT_MS.length - 1)] ?? 5_000, stopping.signal)
      }
    }
  }

  /** Tells those for whom something is other than when we looked last. */
  async function lookUntilStopped(): Promise<void> {
    let before: ReadonlyMap<string, string> = new Map()
    while (!stopping.signal.aborted) {
      await parts.clock.sleep(LOOK_MS, stopping.signal)
      const watched = [...new Set([...readers].map((reader) => reader.incidentId ?? LISTS))]
      if (watched.length === 0 || stopping.signal.aborted) continue
      // With the database gone the listener says so, and tells everything when it is back.
      const marks = await parts.marks(watched).catch(() => before)
      for (const reader of readers) {
        const id = reader.incidentId ?? LISTS
        // Also whoever has come since: what was not told while he read for the first time is not lost either.
        if (before.get(id) !== marks.get(id)) reader.tellAll()
      }
      before = marks
    }
  }

  return {
    start: () =>
      new Promise((resolve) => {
        const looking = lookUntilStopped()
        listening = listenUntilStopped(resolve)
          .finally(resolve)
          .then(() => looking)
      }),
    async stop() {
      stopping.abort()
      for (const reader of readers) reader.wake()
      await listening
    },
    subscribe(incidentId) {
      const reader = new Reader(incidentId, stopping.signal, parts.clock, () => readers.delete(reader))
      readers.add(reader)
      return reader
    },
  }
}

/** Listens until the connection breaks (rejects) or `signal` aborts (resolves). */
async function listen(
  url: string,
  tell: (incidentId: string | null, kind: ChangedKind) => void,
  signal: AbortSignal,
  ready: () => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: 'standby changes' })
  const broken = new Promise<never>((_, reject) => {
    client.on('error', reject)
    client.on('end', () => reject(new Error('the connection ended')))
  })
  broken.catch(() => {})
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  try {
    await client.connect()
    client.on('notification', ({ payload }) => {
      const change = parseChange(payload ?? '')
      if (change !== null) tell(change.incidentId, change.kind)
    })
    await client.query('listen standby_change')
    ready()
    await Promise.race([broken, aborted])
  } finally {
    await client.end().catch(() => {})
  }
}

/** `{"incidentId":"…","kind":"run","id":"…"}`. What is not understood comes from a newer node, and is not for us. */
function parseChange(payload: string): { incidentId: string | null; kind: ChangedKind } | null {
  try {
    const { incidentId, kind } = JSON.parse(payload) as { incidentId?: unknown; kind?: unknown }
    const known = KINDS.find((each) => each === kind)
    return known === undefined ? null : { incidentId: typeof incidentId === 'string' ? incidentId : null, kind: known }
  } catch {
    return null
  }
}

class Reader implements Subscription {
  readonly incidentId: string | null
  readonly #stopped: AbortSignal
  readonly #clock: Clock
  readonly #forget: () => void
  #changed = new Set<ChangedKind>()
  #wake: (() => void) | null = null

  constructor(incidentId: string | null, stopped: AbortSignal, clock: Clock, forget: () => void) {
    this.incidentId = incidentId
    this.#stopped = stopped
    this.#clock = clock
    this.#forget = forget
  }

  tell(incidentId: string | null, kind: ChangedKind): void {
    if (this.incidentId === null ? !LISTED.has(kind) : incidentId !== this.incidentId) return
    this.#changed.add(kind)
    this.wake()
  }

  tellAll(): void {
    for (const kind of KINDS) this.#changed.add(kind)
    this.wake()
  }

  wake(): void {
    this.#wake?.()
  }

  async next(signal: AbortSignal): Promise<ReadonlySet<ChangedKind>> {
    const ended = () => signal.aborted || this.#stopped.aborted
    if (this.#changed.size === 0 && !ended()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        signal.addEventListener('abort', resolve as () => void, { once: true })
      })
      signal.removeEventListener('abort', this.#wake as () => void)
      this.#wake = null
      if (!ended()) await this.#clock.sleep(GATHER_MS, signal)
    }
    if (ended()) return new Set()
    const changed = this.#changed
    this.#changed = new Set()
    return changed
  }

  close(): void {
    this.#forget()
    this.wake()
  }
}
