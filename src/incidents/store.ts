import type { Queryable } from '../db/queryable.ts'
import type { Incident } from './incident.ts'
import type { StatusChange } from './status.ts'

/** An incident as stored: with what only the postmortem and the run's panel show. */
export interface StoredIncident extends Incident {
  noRunReason: string | null
  /** `alert`, or a person's name. */
  resolvedBy: string | null
}

export type NewIncident = Pick<Incident, 'id' | 'title' | 'severity' | 'environment' | 'groupKey' | 'drillId'> & {
  openedAt: Date
}

interface IncidentRow {
  id: string
  number: string
  title: string
  status: Incident['status']
  severity: string | null
  environment: string
  group_key: string
  runbook_digest: string | null
  file: string | null
  procedure_id: string | null
  procedure_heading: string | null
  no_run_reason: string | null
  opened_at: Date
  acknowledged_at: Date | null
  acknowledged_by: string | null
  resolved_at: Date | null
  resolved_by: string | null
  drill_id: string | null
}

const SELECT = `select incident.*, runbook.file from incident left join runbook on runbook.digest = incident.runbook_digest`

/** Opens an incident: triggered, bound to nothing yet. Its number is given by the database. */
export async function insertIncident(tx: Queryable, incident: NewIncident): Promise<StoredIncident> {
  await tx.query(
    `insert into incident (id, title, status, severity, environment, group_key, opened_at, drill_id)
     values ($1, $2, 'triggered', $3, $4, $5, $6, $7)`,
    [
      incident.id,
      incident.title,
      incident.severity,
      incident.environment,
      incident.groupKey,
      incident.openedAt,
      incident.drillId,
    ],
  )
  const stored = await incidentById(tx, incident.id)
  if (stored === null) throw new Error(`incident ${incident.id} is gone right after its insert`)
  return stored
}

/** Ties an incident to the procedure that handles it. */
export async function saveProcedure(
  tx: Queryable,
  incidentId: string,
  procedure: NonNullable<Incident['procedure']>,
  severity: string | null,
): Promise<void> {
  await tx.query(
    `update incident set runbook_digest = $2, procedure_id = $3, procedure_heading = $4, severity = $5 where id = $1`,
    [incidentId, procedure.runbookDigest, procedure.procedureId, procedure.heading, severity],
  )
}

/** Says why an incident has no run; null when it has one. */
export async function saveNoRunReason(tx: Queryable, incidentId: string, reason: string | null): Promise<void> {
  await tx.query('update incident set no_run_reason = $2 where id = $1', [incidentId, reason])
}

/** Moves an incident on. */
export async function saveStatus(tx: Queryable, incidentId: string, change: StatusChange): Promise<void> {
  await tx.query(
    `update incident set status = $2, acknowledged_at = $3, acknowledged_by = $4, resolved_at = $5, resolved_by = $6
     where id = $1`,
    [incidentId, change.status, change.acknowledgedAt, change.acknowledgedBy, change.resolvedAt, change.resolvedBy],
  )
}

export async function incidentById(db: Queryable, id: string): Promise<StoredIncident | null> {
  return first(await db.query<IncidentRow>(`${SELECT} where incident.id = $1`, [id]))
}

/** The incident that a drill's alarm has opened. */
export async function lastIncidentOfDrill(db: Queryable, drillId: string): Promise<StoredIncident | null> {
  return first(
    await db.query<IncidentRow>(`${SELECT} where incident.drill_id = $1 order by incident.number desc limit 1`, [
      drillId,
    ]),
  )
}

/** Reads an incident and keeps others from changing it until the transaction ends. */
export async function lockIncident(tx: Queryable, id: string): Promise<StoredIncident | null> {
  await tx.query('select 1 from incident where id = $1 for no key update', [id])
  return incidentById(tx, id)
}

export async function incidentByNumber(db: Queryable, number: number): Promise<StoredIncident | null> {
  return first(await db.query<IncidentRow>(`${SELECT} where incident.number = $1`, [number]))
}

/** Newest first. `before`: only those with a smaller number. */
export async function listIncidents(
  db: Queryable,
  options: { limit: number; before: number | null },
): Promise<StoredIncident[]> {
  const { rows } = await db.query<IncidentRow>(
    `${SELECT} where $1::bigint is null or incident.number < $1 order by incident.number desc limit $2`,
    [options.before, options.limit],
  )
  return rows.map(toIncident)
}

/** The latest incidents of one alert group, newest first. */
export async function incidentsOfGroup(
  db: Queryable,
  environment: string,
  groupKey: string,
  limit: number,
): Promise<StoredIncident[]> {
  const { rows } = await db.query<IncidentRow>(
    `${SELECT} where environment = $1 and md5(group_key) = md5($2) and group_key = $2
     order by incident.number desc limit $3`,
    [environment, groupKey, limit],
  )
  return rows.map(toIncident)
}

function first(result: { rows: IncidentRow[] }): StoredIncident | null {
  const [row] = result.rows
  return row === undefined ? null : toIncident(row)
}

function toIncident(row: IncidentRow): StoredIncident {
  return {
    id: row.id,
    number: Number(row.number),
    title: row.title,
    status: row.status,
    severity: row.severity,
    environment: row.environment,
    groupKey: row.group_key,
    procedure: toProcedure(row),
    openedAt: row.opened_at.toISOString(),
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    acknowledgedBy: row.acknowledged_by,
    resolvedAt: row.resolved_at?.toISOString() ?? null,
    drillId: row.drill_id,
    noRunReason: row.no_run_reason,
    resolvedBy: row.resolved_by,
  }
}

function toProcedure(row: IncidentRow): Incident['procedure'] {
  if (row.runbook_digest === null || row.procedure_id === null) return null
  return {
    runbookDigest: row.runbook_digest,
    file: row.file ?? '',
    procedureId: row.procedure_id,
    heading: row.procedure_heading ?? row.procedure_id,
  }
}
