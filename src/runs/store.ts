import { tellChange } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Procedure } from '../plan/plan.ts'
import type { Run } from './run.ts'
import { readState, type StoredState, stateOfRun } from './stored-state.ts'

/** A run, and the node that moves it. */
export interface OwnedRun {
  run: Run
  owner: number | null
}

interface RunRow {
  id: string
  incident_id: string
  procedure: Procedure
  runbook_digest: string
  file: string
  environment: string
  requested_by: string
  status: Run['status']
  state: StoredState
  outcome: Run['outcome']
  version: number
  owner: number | null
  started_at: Date
  finished_at: Date | null
}

function toOwnedRun(row: RunRow): OwnedRun {
  const { draft, ...state } = readState(row.state)
  const run: Run = {
    ...state,
    id: row.id,
    incidentId: row.incident_id,
    procedure: row.procedure,
    runbook: { digest: row.runbook_digest, file: row.file, ...(draft && { draft: true }) },
    environment: row.environment,
    requestedBy: row.requested_by,
    status: row.status,
    outcome: row.outcome,
    version: row.version,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
  return { run, owner: row.owner }
}

export async function insertRun(tx: Queryable, run: Run): Promise<void> {
  await tx.query(
    `insert into run (id, incident_id, procedure, runbook_digest, file, environment, requested_by, status, state,
       version, started_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      run.id,
      run.incidentId,
      JSON.stringify(run.procedure),
      run.runbook.digest,
      run.runbook.file,
      run.environment,
      run.requestedBy,
      run.status,
      JSON.stringify(stateOfRun(run)),
      run.version,
      run.startedAt,
    ],
  )
}

export async function findRun(db: Queryable, id: string): Promise<OwnedRun | null> {
  const { rows } = await db.query<RunRow>('select * from run where id = $1', [id])
  return rows[0] ? toOwnedRun(rows[0]) : null
}

export async function findRuns(db: Queryable, ids: readonly string[]): Promise<Run[]> {
  const { rows } = await db.query<RunRow>('select * from run where id = any($1)', [ids])
  return rows.map((row) => toOwnedRun(row).run)
}

/** As `findRun`, and nobody else changes it until the transaction ends. */
export async function lockRun(tx: Queryable, id: string): Promise<OwnedRun | null> {
  const { rows } = await tx.query<RunRow>('select * from run where id = $1 for no key update', [id])
  return rows[0] ? toOwnedRun(rows[0]) : null
}

/** The run that a request for a signature belongs to, locked. */
export async function lockRunOfApproval(tx: Queryable, approvalId: string): Promise<OwnedRun | null> {
  const { rows } = await tx.query<RunRow>(
    'select * from run where id = (select run_id from approval where id = $1) for no key update',
    [approvalId],
  )
  return rows[0] ? toOwnedRun(rows[0]) : null
}

/** The incident's latest run. */
export async function findRunOfIncident(db: Queryable, incidentId: string): Promise<Run | null> {
  const { rows } = await db.query<RunRow>(
    'select * from run where incident_id = $1 order by started_at desc, id limit 1',
    [incidentId],
  )
  return rows[0] ? toOwnedRun(rows[0]).run : null
}

/** The incident's runs that are not over, locked. */
export async function lockOpenRuns(tx: Queryable, incidentId: string): Promise<OwnedRun[]> {
  const { rows } = await tx.query<RunRow>(
    `select * from run where incident_id = $1 and status <> 'finished' order by id for no key update`,
    [incidentId],
  )
  return rows.map(toOwnedRun)
}

/**
 * Takes up to `limit` runs that nobody moves, oldest first. Each is given to one node only.
 * @param environments - Those the node has. A run whose environment no node has is taken too: to say so.
 */
export async function claimRuns(
  db: Queryable,
  node: number,
  environments: readonly string[],
  limit: number,
): Promise<Run[]> {
  const { rows } = await db.query<RunRow>(
    `with claimable as (
       select id from run where status = 'running' and owner is null and (environment = any ($3)
         or not exists (select from node where run.environment = any (node.environments)))
       order by started_at limit $2 for no key update skip locked)
     update run set owner = $1 from claimable where run.id = claimable.id returning run.*`,
    [node, limit, environments],
  )
  return rows.map((row) => toOwnedRun(row).run)
}

/** The runs a node moves, locked. */
export async function lockRunsOf(tx: Queryable, node: number): Promise<Run[]> {
  const { rows } = await tx.query<RunRow>('select * from run where owner = $1 order by id for no key update', [node])
  return rows.map((row) => toOwnedRun(row).run)
}

export async function findStopping(db: Queryable, node: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('select id from run where owner = $1 and stopping', [node])
  return rows.map((row) => row.id)
}

/** How an attempt ended. */
export interface AttemptEnd {
  id: string
  status: 'succeeded' | 'failed' | 'lost'
  exitCode: number | null
  statements: readonly unknown[]
  droppedBytes: number
}

export interface AttemptStart {
  id: string
  step: number
  attempt: number
  effect: string
  approvalId: string | null
  node: number
}

export interface RunChange {
  /** The version that was seen; any other is refused. */
  seen: number
  /** The node that must still own the run; undefined when the row is locked by who asks. */
  owner?: number
  /** Whether the node gives it back although it could go on. */
  release?: boolean
  run: Run
  ended: AttemptEnd | null
  started: AttemptStart | null
  at: Date
}

/**
 * Writes a change, the end of one attempt and the start of the next, in one statement, and tells of it.
 * The version is the fence: @returns false, and nothing is written, when another has changed the run meanwhile.
 */
export async function saveRun(tx: Queryable, change: RunChange): Promise<boolean> {
  const { run, ended, started } = change
  // Prepared once for each connection: planning it costs more than running it.
  const values = [
    run.id,
    change.seen,
    change.owner ?? null,
    run.version,
    run.status,
    JSON.stringify(stateOfRun(run)),
    run.outcome,
    run.stopping !== null,
    change.release ?? false,
    run.finishedAt,
    change.at,
    run.incidentId,
    ended?.id ?? null,
    ended?.status ?? null,
    ended?.exitCode ?? null,
    JSON.stringify(ended?.statements ?? []),
    ended?.droppedBytes ?? 0,
    started?.id ?? null,
    started?.step ?? null,
    started?.attempt ?? null,
    started?.effect ?? null,
    started?.approvalId ?? null,
    started?.node ?? null,
  ]
  const { rows } = await tx.query<{ changed: boolean; ended: boolean }>({ name: 'save-run', text: SAVE, values })
  if (!rows[0]?.changed) return false
  // A run has one running attempt at most: the next begins only where this one has ended.
  if (!rows[0].ended) throw new Error(`attempt ${ended?.id} is to end and does not run`)
  tellMoved(tx, run.incidentId)
  return true
}

/** That a run has moved, and with it its attempts. */
export function tellMoved(db: Queryable, incidentId: string): void {
  tellChange(db, { incidentId, kind: 'run' })
  tellChange(db, { incidentId, kind: 'attempt' })
}

// The new attempt reads from the ended one, so that the old has ended before the new is there: a run has one at most.
const SAVE = `
with changed as (
  update run set version = $4, status = $5, state = $6, outcome = $7, stopping = $8, finished_at = $10,
    owner = case when $5 = 'running' and not $9 then owner end
  where id = $1 and version = $2 and ($3::int is null or owner = $3)
  returning id
), ended as (
  update attempt set status = $14, exit_code = $15, statements = $16, dropped_bytes = $17, finished_at = $11
  from changed where attempt.id = $13 and attempt.status = 'running'
  returning attempt.id
), started as (
  insert into attempt (id, incident_id, run_id, step, attempt, effect, approval_id, status, node, started_at)
  select $18, $12, changed.id, $19, $20, $21, $22, 'running', $23, $11
  from changed left join ended on true where $18::text is not null
  returning id
)
select exists(select from changed) as changed, $13::text is null or exists(select from ended) as ended`
