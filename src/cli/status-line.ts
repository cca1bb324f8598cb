import type { Terminal } from './terminal.ts'

/** The last line of the screen, which says what goes on and since when; nothing where nobody looks. */
export interface StatusLine {
  /** What goes on from `now` on; null: nothing. The same again goes on. */
  set(what: string | null, now: Date): void
  /**
   * Says what of it is done now, without beginning anew, and writes it at once: for work that lets nobody else run.
   *
   * @param now - Null: it will take long, however little has passed.
   */
  tell(part: string, now: Date | null): void
  /** Writes it anew. */
  draw(now: Date): void
  /** Takes it away, so that something else can be printed. */
  clear(): void
}

/** What takes less is over before anyone has read it. */
const WORTH_SAYING_MS = 1_000
const CLEAR = '\r\u001b[2K'

export function createStatusLine({ err, paint, width, interactive }: Terminal): StatusLine {
  let doing: { what: string; since: Date } | null = null
  let isShown = false
  const clear = () => {
    if (isShown) err(CLEAR)
    isShown = false
  }
  const draw = (what: string, now: Date | null) => {
    if (doing === null || !interactive) return
    const ms = now === null ? null : now.getTime() - doing.since.getTime()
    if (ms !== null && ms < WORTH_SAYING_MS) return
    const text = `  … ${what}${ms === null ? '' : ` · ${elapsed(ms)}`}`
    err(`${CLEAR}${paint.dim(text.length < width ? text : `${text.slice(0, width - 2)}…`)}`)
    isShown = true
  }
  return {
    set(what, now) {
      if (what !== null && doing?.what === what) return
      doing = what === null ? null : { what, since: now }
      if (doing === null) clear()
    },
    tell: (part, now) => draw(part, now),
    draw: (now) => draw(doing?.what ?? '', now),
    clear,
  }
}

/** `8 s`, `2 min 5 s`. */
function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
