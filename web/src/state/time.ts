/** `8 s`, `4 min 05 s`, `2 h 10 min`, `3 d 4 h`. Never negative: clocks differ by a little. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${pad(seconds % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ${pad(minutes % 60)} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** Short ones with their tenths, for how long a command took: `0.4 s`, `12.0 s`, `2 min 04 s`. */
export function formatTook(ms: number): string {
  return ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : formatDuration(ms)
}

/** `just now`, `4 min`, `2 h`, `3 d`: for lists. */
export function formatAge(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${pad(minutes % 60)} min` : `${Math.floor(hours / 24)} d`
}

/** Virtual seconds of a drill: `0:45`, `12:03`, `1:02:03`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const rest = `${hours ? pad(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${pad(whole % 60)}`
  return hours ? `${hours}:${rest}` : rest
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}

/**
 * The day on which something happened, in the reader's zone, where it has to be said: it is another than that of `before`.
 *
 * @param before - What came before it; of the first, now: what is of today says so by itself.
 */
export function newDay(at: string, before: string | number): Date | null {
  const day = new Date(at)
  return day.toDateString() === new Date(before).toDateString() ? null : day
}
