import type { Terminal } from './terminal.ts'

/** What takes less is not worth a line. */
const WORTH_SAYING_MS = 1_000

export interface Progress {
  /** Says what is being done now, once it has taken a second. */
  doing(what: string): void
  /** Nothing is being done any more. */
  done(): void
}

export function createProgress({ err, paint }: Pick<Terminal, 'err' | 'paint'>): Progress {
  let timer: NodeJS.Timeout | undefined
  return {
    doing(what) {
      clearTimeout(timer)
      timer = setTimeout(() => err(`${paint.dim('·')} ${what}\n`), WORTH_SAYING_MS)
    },
    done: () => clearTimeout(timer),
  }
}
