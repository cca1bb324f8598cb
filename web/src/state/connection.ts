/**
 * Whether what is on the screen is live. `since` is when it became so; in `lost`, it is the last moment the screen was
 * known to be right. Times are epoch milliseconds.
 */
export type Connection =
  | { phase: 'idle' }
  | { phase: 'connecting'; since: number }
  | { phase: 'live'; since: number; restored: boolean }
  | { phase: 'lost'; since: number; tries: number; retryAt: number; why: string }

export type ConnectionEvent =
  | { kind: 'opened'; at: number }
  | { kind: 'failed'; at: number; heardAt: number; why: string }
  | { kind: 'trying'; at: number }

export function nextConnection(state: Connection, event: ConnectionEvent): Connection {
  switch (event.kind) {
    case 'trying':
      return state.phase === 'lost' ? state : { phase: 'connecting', since: event.at }
    case 'opened':
      return { phase: 'live', since: event.at, restored: state.phase === 'lost' }
    case 'failed': {
      const tries = state.phase === 'lost' ? state.tries + 1 : 1
      const since = state.phase === 'lost' ? state.since : event.heardAt
      return { phase: 'lost', since, tries, retryAt: event.at + retryDelay(tries), why: event.why }
    }
  }
}

/** Half a second, doubling, at most ten: a restarted server is met quickly, a dead one not hammered. */
export function retryDelay(tries: number): number {
  return Math.min(10_000, 500 * 2 ** Math.min(tries - 1, 5))
}
