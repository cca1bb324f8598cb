import { useNow } from '../state/now.ts'
import { formatAge, formatDuration } from '../state/time.ts'

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const FULL = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'long',
  hourCycle: 'h23',
} as Intl.DateTimeFormatOptions)

const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

/** `Friday, 20 November 2026` in the reader's zone and words. */
export function formatDay(day: Date): string {
  return DAY.format(day)
}

/** In the reader's zone, and in UTC for whoever reads the logs: for titles. */
export function fullTime(at: string): string {
  const date = new Date(at)
  return `${FULL.format(date)} (${date.toISOString().replace('T', ' ').slice(0, 19)} UTC)`
}

/** `03:12:07` in the reader's zone. */
export function ClockTime({ at }: { at: string }) {
  return (
    <time dateTime={at} title={fullTime(at)}>
      {CLOCK.format(new Date(at))}
    </time>
  )
}

/** How long ago, growing. */
export function Age({ at }: { at: string }) {
  const now = useNow()
  return (
    <time dateTime={at} title={fullTime(at)}>
      {formatAge(now - Date.parse(at))}
    </time>
  )
}

/** How long it lasted, or has lasted so far. */
export function Elapsed({ from, to }: { from: string; to: string | null }) {
  const now = useNow()
  return <span title={`since ${fullTime(from)}`}>{formatDuration((to ? Date.parse(to) : now) - Date.parse(from))}</span>
}

/** How long until then; says when it has passed. */
export function Until({ at }: { at: string }) {
  const left = Date.parse(at) - useNow()
  return <span title={fullTime(at)}>{left > 0 ? `in ${formatDuration(left)}` : 'expired'}</span>
}
