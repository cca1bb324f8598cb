import type { Queryable } from '../db/queryable.ts'
import type { Decision, Drill, Score } from './drill.ts'
import type { Seen } from './scenario/goal.ts'
import type { Scenario } from './scenario/scenario.ts'
import type { Judgement, Measures } from './verdict.ts'

/** A drill as stored: with what its conductor needs to go on after a restart. */
export interface StoredDrill extends Drill {
  runbookDigest: string
  parameters: Record<string, string>
  scripted: boolean
  seed: number
  phase: 'preparing' | 'alarming' | 'following' | 'finished'
  /** The scenario as it was when the drill began. */
  plays: Scenario | null
  /** The range's last command before it. */
  journalFrom: number
  /** What was seen of goal and keeps when the run began, in their order. */
  baseline: Baseline | null
  /** Steps left to a person that the script has done, and what they showed. */
  byHand: { step: number; shown: string }[]
  /** Exploring: the path that is tried. */
  decisions: number[] | null
  /** Virtual. */
  brokenAt: Date | null
  /** Virtual: since when nothing is done any more but to wait for the goal. */
  observingSince: Date | null
}

export interface Baseline {
  goal: Seen[]
  keeps: Seen[]
}

export type NewDrill = Pick<
  StoredDrill,
  | 'id'
  | 'system'
  | 'fault'
  | 'file'
  | 'procedureId'
  | 'runbookDigest'
  | 'parameters'
  | 'scripted'
  | 'seed'
  | 'plays'
  | 'decisions'
> & { at: Date }

interface DrillRow {
  id: string
  system: string
  fault: string | null
  file: string
  runbook_digest: string
  procedure_id: string
  parameters: Record<string, string>
  scripted: boolean
  seed: number
  phase: StoredDrill['phase']
  scenario: Scenario | null
  journal_from: string
  baseline: Baseline | null
  by_hand: StoredDrill['byHand']
  decisions: number[] | null
  taken: Decision[]
  broken_at: Date | null
  observing_since: Date | null
  incident_id: string | null
  verdict: Drill['verdict']
  reason: string | null
  line: number | null
  evidence: string | null
  score: Score | null
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
    `insert into drill (id, system, fault, file, runbook_digest, procedure_id, parameters, scripted, seed, scenario,
       phase, started_at, decisions)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'preparing', $11, $12)
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
      drill.plays,
      drill.at,
      drill.decisions === null ? null : JSON.stringify(drill.decisions),
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

/** The last rehearsals of each procedure, oldest first: at most so many of each. */
export async function recentOfEach(db: Queryable, limit: number): Promise<StoredDrill[]> {
  const { rows } = await db.query<DrillRow>(
    `select * from (
       select *, row_number() over (partition by file, procedure_id order by started_at desc, id) as place
       from drill where verdict is not null
     ) as ranked where place <= $1 order by started_at, id`,
    [limit],
  )
  return rows.map(toDrill)
}

/** Drills without a verdict: what a restart takes up again. */
export async function runningDrills(db: Queryable): Promise<StoredDrill[]> {
  const { rows } = await db.query<DrillRow>(`select * from drill where phase <> 'finished' order by started_at`)
  return rows.map(toDrill)
}

/** The drill that a system is busy with. */
export async function drillOfSystem(db: Queryable, system: string): Promise<StoredDrill | null> {
  const { rows } = await db.query<DrillRow>(`select * from drill where system = $1 and phase <> 'finished'`, [system])
  return rows[0] === undefined ? null : toDrill(rows[0])
}

export async function saveBroken(
  db: Queryable,
  id: string,
  { brokenAt, journalFrom }: Pick<StoredDrill, 'journalFrom'> & { brokenAt: Date },
): Promise<void> {
  await db.query(
    `update drill set phase = 'alarming', broken_at = $2, journal_from = $3 where id = $1 and phase = 'preparing'`,
    [id, brokenAt, journalFrom],
  )
}

/** Before the run begins: what checks will be compared with. The first one stands. */
export async function saveBaseline(db: Queryable, id: string, baseline: Baseline): Promise<void> {
  await db.query('update drill set baseline = $2 where id = $1 and baseline is null', [id, baseline])
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

/** Before it is done: what was begun once is not begun again. */
export async function saveByHand(db: Queryable, id: string, steps: StoredDrill['byHand']): Promise<void> {
  await db.query(`update drill set by_hand = $2 where id = $1 and phase = 'following'`, [id, JSON.stringify(steps)])
}

/** Exploring: what was just decided. */
export async function saveTaken(db: Queryable, id: string, taken: readonly Decision[]): Promise<void> {
  await db.query(`update drill set taken = $2 where id = $1 and phase = 'following'`, [id, JSON.stringify(taken)])
}

/** @returns false when it had a verdict already: the first one stands. */
export async function saveVerdict(
  db: Queryable,
  id: string,
  judgement: Judgement,
  measures: Measures,
  score: Score | null,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drill set phase = 'finished', verdict = $2, reason = $3, line = $4, evidence = $5, detected_after = $6,
       first_diagnosis_after = $7, mitigated_after = $8, recovered_after = $9, score = $10, finished_at = $11
     where id = $1 and phase <> 'finished'`,
    [
      id,
      judgement.verdict,
      judgement.reason,
      judgement.line,
      judgement.evidence,
      measures.detectedAfter,
      measures.firstDiagnosisAfter,
      measures.mitigatedAfter,
      measures.recoveredAfter,
      score,
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
    scenario: row.scenario?.name ?? null,
    file: row.file,
    procedureId: row.procedure_id,
    incidentId: row.incident_id,
    verdict: row.verdict,
    reason: row.reason,
    line: row.line,
    evidence: row.evidence,
    score: row.score,
    taken: row.taken,
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
    plays: row.scenario,
    journalFrom: Number(row.journal_from),
    baseline: row.baseline,
    byHand: row.by_hand,
    decisions: row.decisions,
    brokenAt: row.broken_at,
    observingSince: row.observing_since,
  }
}
