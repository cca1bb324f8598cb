import { Plug, PlugZap, Radio } from 'lucide-react'
import { useEffect, useState } from 'react'
import { connection, retryNow } from '../api/live.ts'
import { useStore } from '../state/store.ts'
import { formatDuration } from '../state/time.ts'
import { Button } from './button.tsx'
import { ClockTime } from './times.tsx'

/** The mark in the header. */
export function ConnectionMark() {
  const state = useStore(connection)
  const words = { idle: 'starting', connecting: 'connecting', live: 'live', lost: 'not live' }[state.phase]
  const Icon = state.phase === 'live' ? Radio : state.phase === 'lost' ? PlugZap : Plug
  const tone = { idle: 'text-faint', connecting: 'text-muted', live: 'text-accent', lost: 'text-fail font-semibold' }
  return (
    <span
      data-testid="connection-state"
      data-phase={state.phase}
      role="status"
      className={`inline-flex items-center gap-1 text-xs whitespace-nowrap ${tone[state.phase]}`}
      hidden={state.phase === 'idle'}
    >
      <Icon size={13} aria-hidden="true" />
      <span className={state.phase === 'lost' ? '' : 'max-md:sr-only'}>{words}</span>
    </span>
  )
}

/** Over the page while what it shows may be out of date. */
export function ConnectionBanner() {
  const state = useStore(connection)
  const [now, setNow] = useState(() => Date.now())
  const lost = state.phase === 'lost'
  useEffect(() => {
    if (!lost) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [lost])
  if (!lost) return null
  const wait = state.retryAt - now
  return (
    <div role="alert" className="border-b border-fail bg-fail-soft px-3 py-1.5 text-sm md:px-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <b className="text-fail">Connection lost: {state.why}.</b>
        <span>
          What you see is from <ClockTime at={new Date(state.since).toISOString()} />,{' '}
          {formatDuration(now - state.since)} ago.
        </span>
        <span className="text-muted">
          {wait > 0 ? `Trying again in ${formatDuration(wait + 999)}.` : 'Trying now…'}
        </span>
        <Button onClick={retryNow}>Try now</Button>
      </div>
    </div>
  )
}

/** True while the screen is not known to be right: nothing is signed then. */
export function useStale(): boolean {
  return useStore(connection).phase === 'lost'
}
