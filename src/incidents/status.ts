import { AppError } from '../core/errors.ts'
import type { Incident } from './incident.ts'

/** What changes when an incident moves on; null when it is already there. */
export type StatusChange = Pick<Incident, 'status' | 'acknowledgedAt' | 'acknowledgedBy' | 'resolvedAt'> & {
  resolvedBy: string | null
}

/**
 * A person takes the incident: triggered → acknowledged. The first one counts; a second one changes nothing.
 * @throws AppError `incident-resolved` (409).
 */
export function acknowledge(incident: Incident, actor: string, now: Date): StatusChange | null {
  if (incident.status === 'resolved') throw resolved(incident)
  if (incident.status === 'acknowledged') return null
  return {
    status: 'acknowledged',
    acknowledgedAt: now.toISOString(),
    acknowledgedBy: actor,
    resolvedAt: null,
    resolvedBy: null,
  }
}

/**
 * triggered or acknowledged → resolved. Resolved stays resolved.
 * @param actor - `alert`, or a person's name. Nobody acknowledges by resolving: the time to acknowledge stays honest.
 */
export function resolve(incident: Incident, actor: string, now: Date): StatusChange | null {
  if (incident.status === 'resolved') return null
  return {
    status: 'resolved',
    acknowledgedAt: incident.acknowledgedAt,
    acknowledgedBy: incident.acknowledgedBy,
    resolvedAt: now.toISOString(),
    resolvedBy: actor,
  }
}

function resolved(incident: Incident): AppError {
  return new AppError(
    'incident-resolved',
    `incident ${incident.number} is already resolved`,
    'if the alert fires again, it opens a new incident',
    { status: 409 },
  )
}
