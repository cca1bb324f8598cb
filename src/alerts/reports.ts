import type { Alert } from './alert.ts'

/**
 * What a reported alert tells us that we did not know.
 *
 * fired: it was unknown · fired-again: it had resolved · resolved: it was firing, or unknown · updated: the same, said
 * otherwise · repeated: nothing new · late: from before what we know, delivered out of order.
 */
export type News = 'fired' | 'fired-again' | 'resolved' | 'updated' | 'repeated' | 'late'

export interface Report {
  alert: Alert
  news: News
}

/**
 * Compares what is reported with what is known, so that deliveries which are repeated or overtake each other do no harm.
 *
 * Only times of the alert itself are compared with each other: they may come from another clock than ours.
 *
 * @param known - The latest about each alert, by fingerprint.
 */
export function weighReports(known: ReadonlyMap<string, Alert>, reported: readonly Alert[]): Report[] {
  const latest = new Map(known)
  return reported.map((alert) => {
    const before = latest.get(alert.fingerprint)
    const news = before === undefined ? (alert.status === 'firing' ? 'fired' : 'resolved') : compare(before, alert)
    if (news !== 'late' && news !== 'repeated') latest.set(alert.fingerprint, alert)
    return { alert, news }
  })
}

function compare(before: Alert, alert: Alert): News {
  if (before.status === 'firing') {
    if (alert.status === 'firing') return compareFiring(before, alert)
    return endedBefore(alert, before) ? 'late' : 'resolved'
  }
  if (alert.status === 'firing') return beganAfterEndOf(before, alert) ? 'fired-again' : 'late'
  return time(alert.endsAt ?? alert.startsAt) > time(before.endsAt ?? before.startsAt) ? 'updated' : 'repeated'
}

function compareFiring(before: Alert, alert: Alert): News {
  if (time(alert.startsAt) < time(before.startsAt)) return 'repeated'
  // It ended and began again, and the end was never delivered.
  if (time(alert.startsAt) > time(before.startsAt)) return 'fired-again'
  return sameText(before, alert) ? 'repeated' : 'updated'
}

/** Whether the resolution is that of an earlier firing than the one we know of. */
function endedBefore(resolved: Alert, firing: Alert): boolean {
  if (resolved.startsAt === firing.startsAt) return false
  return time(resolved.endsAt ?? resolved.startsAt) <= time(firing.startsAt)
}

function beganAfterEndOf(resolved: Alert, firing: Alert): boolean {
  if (time(firing.startsAt) <= time(resolved.startsAt)) return false
  return resolved.endsAt === null || time(firing.startsAt) >= time(resolved.endsAt)
}

function sameText(a: Alert, b: Alert): boolean {
  return sameEntries(a.labels, b.labels) && sameEntries(a.annotations, b.annotations)
}

function sameEntries(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}

function time(iso: string): number {
  return Date.parse(iso)
}
