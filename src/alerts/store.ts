import type { Queryable } from '../db/queryable.ts'
import type { Alert } from './alert.ts'

interface AlertRow {
  incident_id: string
  fingerprint: string
  name: string
  status: Alert['status']
  labels: Record<string, string>
  annotations: Record<string, string>
  starts_at: Date
  ends_at: Date | null
  generator_url: string | null
}

/**
 * Lets one transaction at a time handle a group: a delivery sees what the one before it has stored, even when both
 * arrive together. Held until the transaction ends. Two groups of the same hash only wait for each other.
 */
export async function lockGroup(tx: Queryable, environment: string, groupKey: string): Promise<void> {
  const name = JSON.stringify(['alert-group', environment, groupKey])
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name])
}

/** The alerts of an incident, in the order in which they were first received. */
export async function alertsOfIncident(db: Queryable, incidentId: string): Promise<Alert[]> {
  const { rows } = await db.query<AlertRow>(
    'select * from alert where incident_id = $1 order by received_at, fingerprint',
    [incidentId],
  )
  return rows.map(toAlert)
}

/**
 * The latest about each alert over several incidents of one group.
 * @param incidentIds - Newest first.
 * @returns By fingerprint, with the incident that holds it.
 */
export async function latestAlerts(
  db: Queryable,
  incidentIds: readonly string[],
): Promise<Map<string, { incidentId: string; alert: Alert }>> {
  const { rows } = await db.query<AlertRow>(
    `select distinct on (fingerprint) * from alert where incident_id = any($1)
     order by fingerprint, array_position($1, incident_id)`,
    [incidentIds],
  )
  return new Map(rows.map((row) => [row.fingerprint, { incidentId: row.incident_id, alert: toAlert(row) }]))
}

/** Stores the latest about an alert. Its first `receivedAt` stays. */
export async function saveAlert(tx: Queryable, incidentId: string, alert: Alert, receivedAt: Date): Promise<void> {
  await tx.query(
    `insert into alert (incident_id, fingerprint, name, status, labels, annotations, starts_at, ends_at, generator_url,
       received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (incident_id, fingerprint) do update set
       name = excluded.name, status = excluded.status, labels = excluded.labels, annotations = excluded.annotations,
       starts_at = excluded.starts_at, ends_at = excluded.ends_at, generator_url = excluded.generator_url`,
    [
      incidentId,
      alert.fingerprint,
      alert.name,
      alert.status,
      JSON.stringify(alert.labels),
      JSON.stringify(alert.annotations),
      alert.startsAt,
      alert.endsAt,
      alert.generatorUrl,
      receivedAt,
    ],
  )
}

function toAlert(row: AlertRow): Alert {
  return {
    fingerprint: row.fingerprint,
    name: row.name,
    status: row.status,
    labels: row.labels,
    annotations: row.annotations,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at?.toISOString() ?? null,
    generatorUrl: row.generator_url,
  }
}
