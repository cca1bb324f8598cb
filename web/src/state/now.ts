import { useSyncExternalStore } from 'react'
import { serverNow } from '../api/client.ts'
import { connection } from '../api/live.ts'

const listeners = new Set<() => void>()
let timer = 0
let current = serverNow()

/**
 * The server's time, to the second. It stands still while the connection is lost: a clock that ticks next to stale data
 * would make it look live.
 */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => current)
}

function tick(): void {
  const state = connection.get()
  current = state.phase === 'lost' ? state.since : serverNow()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    current = serverNow()
    timer = window.setInterval(tick, 1_000)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}
