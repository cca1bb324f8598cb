import type { Changes } from './changes.ts'
import { type Cursor, readCursor, START, writeCursor } from './cursor.ts'
import { Feed, type IncidentFeed } from './incident-feed.ts'
import type { AppParts } from './parts.ts'
import type { Piece } from './read-changes.ts'
import type { Change } from './views.ts'

export interface CursoredChange {
  change: Change
  /** The change as JSON: written once for all who follow. */
  json: string
  /** Whoever has applied the change goes on from here. */
  cursor: string
}

/** Follows incidents for any number of people: see `Feed`. */
export interface Followers {
  /**
   * What changes about an incident, from a cursor on, until `signal` aborts. First the whole of everything that is not
   * append-only, then whatever is other than before. Entries of the timeline and pieces of output come once, in order.
   *
   * It is pulled, a few changes at a time: while nobody asks for the next, nothing is kept for him.
   *
   * @param cursor - Null: from the beginning.
   * @throws AppError `bad-cursor`
   */
  follow(incidentId: string, cursor: string | null, signal: AbortSignal): AsyncGenerator<CursoredChange[]>
}

export function createFollowers(parts: AppParts & { changes: Changes }): Followers {
  const feeds = new Map<string, { feed: Feed; users: number }>()

  function join(incidentId: string, from: Cursor): { feed: Feed; leave: () => void } {
    const known = feeds.get(incidentId)
    const entry = known ?? { feed: new Feed(parts, incidentId, parts.changes.subscribe(incidentId), from), users: 0 }
    feeds.set(incidentId, entry)
    entry.users++
    let isIn = true
    return {
      feed: entry.feed,
      leave() {
        if (!isIn) return
        isIn = false
        entry.users--
        if (entry.users > 0) return
        feeds.delete(incidentId)
        entry.feed.close()
      },
    }
  }

  return {
    follow(incidentId, cursor, signal) {
      // Outside the generator: a bad cursor is refused at once.
      const from = cursor === null ? START : readCursor(cursor)
      const { feed, leave } = join(incidentId, from)
      // A generator that was never asked for anything also never comes to its `finally`.
      signal.addEventListener('abort', leave, { once: true })
      const follower = new Follower(feed, from)
      return (async function* () {
        try {
          yield* follower.run(signal)
        } finally {
          leave()
        }
      })()
    },
  }
}

/** Handed over at once, at most so many characters of JSON: what a slow reader costs. */
const AT_ONCE = 64_000

class Follower {
  readonly #feed: IncidentFeed
  readonly #at: Cursor
  /** What was told last, by thing: the same is not told twice. The texts are the feed's own. */
  readonly #told = new Map<string, string>()

  constructor(feed: IncidentFeed, from: Cursor) {
    this.#feed = feed
    this.#at = { ...from }
  }

  async *run(signal: AbortSignal): AsyncGenerator<CursoredChange[]> {
    while (!signal.aborted) {
      await this.#feed.upToDate()
      if (signal.aborted || this.#feed.isOver()) return
      const { whole, at, next } = this.#feed.snapshot()
      yield* this.#batches(await this.#missed(whole, at))
      yield* this.#rounds(next, signal)
    }
  }

  /** What came after our cursor and before the feed's next round; from there on it tells. */
  async #missed(whole: Piece[], upTo: Cursor): Promise<Piece[]> {
    const [output, timeline] = await Promise.all([
      this.#at.output < upTo.output ? this.#feed.missed('output', this.#at.output) : [],
      this.#at.timeline < upTo.timeline ? this.#feed.missed('timeline', this.#at.timeline) : [],
    ])
    const isSuggestion = (piece: Piece) => piece.key === 'suggestions'
    return [
      ...output.filter((piece) => piece.at <= upTo.output),
      ...whole.filter((piece) => !isSuggestion(piece)),
      ...timeline.filter((piece) => piece.at <= upTo.timeline),
      ...whole.filter(isSuggestion),
    ]
  }

  /** Until we are too far behind, or it is over. */
  async *#rounds(first: number, signal: AbortSignal): AsyncGenerator<CursoredChange[]> {
    for (let number = first; !signal.aborted; ) {
      const pieces = this.#feed.round(number)
      if (pieces === 'gone') return
      if (pieces === 'wait') {
        await this.#feed.changed(signal)
        if (this.#feed.round(number) === 'wait' && this.#feed.isOver()) return
        continue
      }
      number++
      yield* this.#batches(pieces)
    }
  }

  *#batches(pieces: readonly Piece[]): Generator<CursoredChange[]> {
    let batch: CursoredChange[] = []
    let size = 0
    for (const piece of pieces) {
      const told = this.#tell(piece)
      if (told === null) continue
      batch.push(told)
      size += told.json.length
      if (size < AT_ONCE) continue
      yield batch
      batch = []
      size = 0
    }
    if (batch.length > 0) yield batch
  }

  /** Null for what was told already. */
  #tell(piece: Piece): CursoredChange | null {
    const { key, at, change } = piece
    if (key === null) {
      const kind = change.kind === 'output' ? 'output' : 'timeline'
      if (at <= this.#at[kind]) return null
      this.#at[kind] = at
      return this.#cursored(piece)
    }
    const before = this.#told.get(key)
    if (before === piece.json) return null
    this.#told.set(key, piece.json)
    return this.#cursored(before === undefined ? piece : (piece.moved ?? piece))
  }

  #cursored({ change, json }: Pick<Piece, 'change' | 'json'>): CursoredChange {
    return { change, json, cursor: writeCursor(this.#at) }
  }
}
