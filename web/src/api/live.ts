import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Change, IncidentDetail } from '../contract.ts'
import { applyChange } from '../state/apply-change.ts'
import { type Connection, type ConnectionEvent, nextConnection } from '../state/connection.ts'
import { createStore } from '../state/store.ts'
import { incidentKey, refreshLists } from './queries.ts'
import { followStream } from './stream.ts'

/**
 * The state of the one stream that the shown page follows. One per page and not more: a browser opens six connections
 * to a server at most, over all its tabs.
 */
export const connection = createStore<Connection>({ phase: 'idle' })

const note = (event: ConnectionEvent) => connection.set(nextConnection(connection.get(), event))

export function retryNow(): void {
  window.dispatchEvent(new Event('standby:retry'))
}

/** Keeps the lists fresh while it is wanted. */
export function useListStream(wanted: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!wanted) return
    let timer = 0
    const refreshSoon = () => {
      if (timer) return
      timer = window.setTimeout(() => {
        timer = 0
        refreshLists(client)
      }, 200)
    }
    const stop = followStream({
      path: '/api/v1/events',
      after: null,
      onMessage: refreshSoon,
      onConnection: note,
      onResumed: refreshSoon,
    })
    return () => {
      clearTimeout(timer)
      stop()
      connection.set({ phase: 'idle' })
    }
  }, [client, wanted])
}

/** Writes an incident's changes into its cached page, from `cursor` on; those of one frame together. */
export function useIncidentStream(number: number, cursor: string | undefined): void {
  const client = useQueryClient()
  const ready = cursor !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the first cursor counts; the stream keeps its own from there
  useEffect(() => {
    if (cursor === undefined) return
    const key = incidentKey(number)
    let pending: Change[] = []
    let timer = 0
    const flush = () => {
      timer = 0
      const changes = pending
      pending = []
      client.setQueryData<IncidentDetail>(key, (known) => known && changes.reduce(applyChange, known))
    }
    const stop = followStream({
      path: `/api/v1/incidents/${number}/events`,
      after: cursor,
      onMessage: (message) => {
        if (message.event !== 'change') return
        pending.push(JSON.parse(message.data) as Change)
        // Not an animation frame: those stop in a hidden tab, whose title must still say that it is asked for.
        timer ||= window.setTimeout(flush, 40)
      },
      onConnection: note,
      onResumed: () => void client.invalidateQueries({ queryKey: key }),
    })
    return () => {
      clearTimeout(timer)
      stop()
      connection.set({ phase: 'idle' })
    }
  }, [client, number, ready])
}
