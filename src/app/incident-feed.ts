import type { ChangedKind, Subscription } from './changes.ts'
import type { Cursor } from './cursor.ts'
import type { AppParts } from './parts.ts'
import { type Piece, type Reading, readChanges, readOutput, readTimeline } from './read-changes.ts'

/**
 * What everyone who looks at one incident shares: it is read once for each change, however many look.
 *
 * What was read last is kept for those who come, and the last rounds for those who are a little behind. Who has fallen
 * further behind than that begins again where he is: a slow reader costs no memory.
 */
export interface IncidentFeed {
  /** Resolves once everything that was there when it was asked has been read. */
  upToDate(): Promise<void>
  /** Everything that is told whole, as it was read last; how far what only grows was read; and where rounds go on. */
  snapshot(): { whole: Piece[]; at: Cursor; next: number }
  /** What only grows, from after that entry or piece on, at least as far as was read. Read once for all who ask. */
  missed(kind: keyof Cursor, after: number): Promise<Piece[]>
  /** A round, or `wait` for one that is still to come, or `gone` for one that is kept no more. */
  round(number: number): Piece[] | 'wait' | 'gone'
  /** Nothing more will come. */
  isOver(): boolean
  /** Resolves with the next round, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void>
}

/** Of rounds that are kept: as many characters of JSON. */
const KEPT = 2_000_000
const RETRY_MS = 500
const EVERYTHING = null

export class Feed implements IncidentFeed {
  readonly #parts: AppParts
  readonly #incidentId: string
  readonly #subscription: Subscription
  readonly #over = new AbortController()
  readonly #whole = new Map<string, Piece>()
  readonly #at: Cursor = { timeline: 0, output: 0 }
  #rounds: { pieces: Piece[]; size: number }[] = []
  #firstKept = 0
  #size = 0
  /** Nothing was read yet, or what had changed could not be: everything is to be read. */
  #isPrimed = false
  #hasFailed = false
  /** Good until more has been read. */
  #missed = new Map<string, Promise<Piece[]>>()
  /** Those who wait for the next round, and those who wait for one that begins from now on. */
  #waiting = new Set<() => void>()
  #asking: (() => void)[] = []
  #wakeUp: AbortController | null = null

  constructor(parts: AppParts, incidentId: string, subscription: Subscription, from: Cursor) {
    this.#parts = parts
    this.#incidentId = incidentId
    this.#subscription = subscription
    this.#at = { ...from }
    void this.#readUntilOver()
  }

  close(): void {
    this.#over.abort()
    this.#subscription.close()
    this.#wakeAll()
  }

  isOver(): boolean {
    return this.#over.signal.aborted
  }

  upToDate(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#over.signal.aborted) return resolve()
      this.#asking.push(resolve)
      this.#wakeUp?.abort()
    })
  }

  snapshot(): { whole: Piece[]; at: Cursor; next: number } {
    return { whole: [...this.#whole.values()], at: { ...this.#at }, next: this.#firstKept + this.#rounds.length }
  }

  missed(kind: keyof Cursor, after: number): Promise<Piece[]> {
    const key = `${kind} ${after}`
    const known = this.#missed.get(key)
    if (known !== undefined) return known
    const read = kind === 'output' ? readOutput : readTimeline
    const reading = read(this.#parts, this.#incidentId, after)
    this.#missed.set(key, reading)
    // What failed is tried again by the next who asks.
    reading.catch(() => this.#missed.delete(key))
    return reading
  }

  round(number: number): Piece[] | 'wait' | 'gone' {
    if (number < this.#firstKept) return 'gone'
    return this.#rounds[number - this.#firstKept]?.pieces ?? 'wait'
  }

  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || this.#over.signal.aborted) return resolve()
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }

  async #readUntilOver(): Promise<void> {
    const { signal } = this.#over
    while (!signal.aborted) {
      const changed = await this.#nextChange()
      if (signal.aborted) break
      const asking = this.#asking
      this.#asking = []
      try {
        // Whoever has come sees everything anew: his page may be newer than what was read last.
        const isAll = !this.#isPrimed || asking.length > 0
        this.#take(await readChanges(this.#parts, this.#incidentId, isAll ? EVERYTHING : changed, this.#at))
        this.#isPrimed = true
        this.#hasFailed = false
        for (const resolve of asking) resolve()
      } catch (error) {
        this.#asking.push(...asking)
        this.#isPrimed = false
        this.#hasFailed = true
        this.#parts.logger.warn('an incident could not be read; it is tried again', { reason: String(error) })
        await this.#parts.clock.sleep(RETRY_MS, signal)
      }
    }
    for (const resolve of this.#asking) resolve()
  }

  /** Waits for news, or for someone who wants to be up to date. */
  async #nextChange(): Promise<ReadonlySet<ChangedKind>> {
    // What had changed was told once, and will not be told again.
    if (this.#asking.length > 0 || this.#hasFailed) return new Set()
    const wakeUp = new AbortController()
    this.#wakeUp = wakeUp
    const changed = await this.#subscription.next(AbortSignal.any([this.#over.signal, wakeUp.signal]))
    this.#wakeUp = null
    // Only a look at everything wakes it so; and only the end of all changes ends it.
    if (changed.size === 0 && !wakeUp.signal.aborted) this.close()
    return changed
  }

  #take({ output, whole, timeline, runId }: Reading): void {
    if (runId !== undefined) this.#forgetOtherRuns(runId)
    this.#missed.clear()
    const suggestions = whole.filter((piece) => piece.key === 'suggestions')
    const others = whole.filter((piece) => piece.key !== 'suggestions')
    const isNew = (piece: Piece) => this.#whole.get(piece.key ?? '')?.json !== piece.json
    const pieces = [...output, ...others.filter(isNew), ...timeline, ...suggestions.filter(isNew)]
    for (const piece of whole) if (isNew(piece)) this.#whole.set(piece.key ?? '', piece)
    this.#at.output = output.at(-1)?.at ?? this.#at.output
    this.#at.timeline = timeline.at(-1)?.at ?? this.#at.timeline
    if (pieces.length === 0) return
    const size = pieces.reduce((sum, piece) => sum + piece.json.length, 0)
    this.#rounds.push({ pieces, size })
    this.#size += size
    while (this.#size > KEPT && this.#rounds.length > 1) {
      this.#size -= this.#rounds.shift()?.size ?? 0
      this.#firstKept++
    }
    this.#wakeAll()
  }

  #forgetOtherRuns(runId: string): void {
    if (this.#whole.has(`run ${runId}`)) return
    for (const key of this.#whole.keys()) if (/^(?:run|attempt) /.test(key)) this.#whole.delete(key)
  }

  #wakeAll(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}
