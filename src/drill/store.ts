import type { Queryable } from '../db/queryable.ts'
import type { Drill } from './drill.ts'
import type { Judgement, Measures } from './verdict.ts'

/** A drill as stored: with what its conductor needs to go on after a restart. */
export interface StoredDrill extends Drill {
  runbookDigest: string
  parameters: Record<string, string>
  scripted: boolean
  seed: number
  phase: 'preparing' | 'alarming' | 'following' | 'finished'
  /** Virtual. */
  brokenAt: Date | null
  /** Virtual: since when nothing is done any more but to wait for the alert to resolve. */
  observingSince: Date | null
}

export type NewDrill = Pick<
  StoredDrill,
  'id' | 'system' | 'fault' | 'file' | 'procedureId' | 'runbookDigest' | 'parameters' | 'scripted' | 'seed'
> & { at: Date }

interface DrillRow {
  id: string
  system: string
  fault: string
  file: string
  runbook_digest: string
  procedure_id: string
  parameters: Record<string, string>
  scripted: boolean
  seed: number
  phase: StoredDrill['phase']
  broken_at: Date | null
  observing_since: Date | null
  incident_id: string | null
  verdict: Drill['verdict']
  reason: string | null
  detected_after: number | null
  first_diagnosis_after: number | null
  mitigated_after: number | null
  recovered_after: number | null
  started_at: Date
  finished_at: Date | null
}

/** @returns false when the system is busy with another drill; then nothing is stored. */
export async function insertDrill(db: Queryable, drill: NewDrill): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into drill (id, system, fault, file, runbook_digest, procedure_id, parameters, scripted, seed, phase, started_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'preparing', $10)
     on conflict (system) where phase <> 'finished' do nothing`,
    [
      drill.id,
      drill.system,
      drill.fault,
      drill.file,
      drill.runbookDigest,
      drill.procedureId,
      drill.parameters,
      drill.scripted,
      drill.seed,
      drill.at,
    ],
  )
  return rowCount === 1
}

export async function drillById(db: Queryable, id: string): Promise<StoredDrill | null> {
  const { rows } = await db.query<DrillRow>('select * from drill where id = $1', [id])
  return rows[0] === undefined ? null : toDrill(rows[0])
}

/** Newest first. */
export async function listDrills(db: Queryable, limit: number): Promise<StoredDrill[]> {
  const { rows } = await db.query<DrillRow>('select * from drill order by started_at desc, id limit $1', [limit])
  return rows.map(toDrill)
}

/** Drills without a verdict: what a restart takes up again. */
export async function runningDrills(db: Queryable): Promise<StoredDrill[]> {
  const { rows } = await db.query<DrillRow>(`select * from drill where phase <> 'finished' order by started_at`)
  return rows.map(toDrill)
}

/** The drill that waits for its alarm in a system. */
export async function alarmingDrill(db: Queryable, system: string): Promise<StoredDrill | null> {
  const { rows } = await db.query<DrillRow>(`select * from drill where system = $1 and phase = 'alarming'`, [system])
  return rows[0] === undefined ? null : toDrill(rows[0])
}

export async function saveBroken(db: Queryable, id: string, brokenAt: Date): Promise<void> {
  await db.query(`update drill set phase = 'alarming', broken_at = $2 where id = $1 and phase = 'preparing'`, [
    id,
    brokenAt,
  ])
}

export async function saveIncident(db: Queryable, id: string, incidentId: string): Promise<void> {
  await db.query(`update drill set phase = 'following', incident_id = $2 where id = $1 and phase = 'alarming'`, [
    id,
    incidentId,
  ])
}

export async function saveObserving(db: Queryable, id: string, since: Date | null): Promise<void> {
  await db.query(`update drill set observing_since = $2 where id = $1 and phase = 'following'`, [id, since])
}

/** @returns false when it had a verdict already: the first one stands. */
export async function saveVerdict(
  db: Queryable,
  id: string,
  judgement: Judgement,
  measures: Measures,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drill set phase = 'finished', verdict = $2, reason = $3, detected_after = $4, first_diagnosis_after = $5,
       mitigated_after = $6, recovered_after = $7, finished_at = $8
     where id = $1 and phase <> 'finished'`,
    [
      id,
      judgement.verdict,
      judgement.reason,
      measures.detectedAfter,
      measures.firstDiagnosisAfter,
      measures.mitigatedAfter,
      measures.recoveredAfter,
      at,
    ],
  )
  return rowCount === 1
}

function toDrill(row: DrillRow): StoredDrill {
  return {
    id: row.id,
    system: row.system,
    fault: row.fault,
    file: row.file,
    procedureId: row.procedure_id,
    incidentId: row.incident_id,
    verdict: row.verdict,
    reason: row.reason,
    detectedAfter: row.detected_after,
    firstDiagnosisAfter: row.first_diagnosis_after,
    mitigatedAfter: row.mitigated_after,
    recoveredAfter: row.recovered_after,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    runbookDigest: row.runbook_digest,
    parameters: row.parameters,
    scripted: row.scripted,
    seed: row.seed,
    phase: row.phase,
    brokenAt: row.broken_at,
    observingSince: row.observing_since,
  }
}
