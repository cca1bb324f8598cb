import { storable } from '../core/storable-text.ts'
import { tellChange } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'
import type { NewTimelineEntry } from '../incidents/timeline.ts'
import type { Procedure } from '../plan/plan.ts'
import type { NewChunk } from './attempt-store.ts'
import type { Run, StepState } from './run.ts'

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

/** What moves, apart from what has columns of its own. */
type StoredState = { steps: Partial<StepState>[]; draft?: boolean } & Pick<
  Run,
  | 'askedBy'
  | 'waiting'
  | 'parameters'
  | 'configured'
  | 'variables'
  | 'shell'
  | 'files'
  | 'chosen'
  | 'alertResolved'
  | 'stopping'
  | 'pausing'
>

/** A step nothing has happened to. Of the others, too, only what differs is stored: every step writes all of them anew. */
const UNTOUCHED: StepState = { status: 'pending', attempts: 0, exitCode: null, note: null, approval: null }

function storedStep(step: StepState): Partial<StepState> {
  const stored: Partial<StepState> = {}
  if (step.status !== 'pending') stored.status = step.status
  if (step.attempts !== 0) stored.attempts = step.attempts
  if (step.exitCode !== null) stored.exitCode = step.exitCode
  if (step.note !== null) stored.note = step.note
  if (step.approval !== null) stored.approval = step.approval
  return stored
}

function toOwnedRun(row: RunRow): OwnedRun {
  const { draft, ...state } = row.state
  const run: Run = {
    ...state,
    steps: state.steps.map((step) => ({ ...UNTOUCHED, ...step })),
    // Runs of an earlier version have neither.
    shell: state.shell ?? null,
    files: state.files ?? [],
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

function stateOfRun(run: Run): StoredState {
  const { askedBy, waiting, parameters, configured, variables, shell, files, chosen } = run
  const steps = run.steps.map(storedStep)
  const { alertResolved, stopping } = run
  const state = { askedBy, waiting, steps, parameters, configured, variables, shell, files, chosen }
  return {
    ...state,
    alertResolved,
    stopping,
    ...(run.pausing && { pausing: run.pausing }),
    ...(run.runbook.draft && { draft: true }),
  }
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
  const { rows } = await tx.query<{ changed: boolean }>({ name: 'save-run', text: SAVE, values })
  if (!rows[0]?.changed) return false
  tellMoved(tx, run.incidentId)
  return true
}

/** One move of a run by the node that owns it, as far as it can be written together with those of other runs. */
export interface StepChange {
  /** The version that was seen. */
  seen: number
  run: Run
  ended: AttemptEnd | null
  started: AttemptStart | null
  entries: readonly NewTimelineEntry[]
  chunks: readonly NewChunk[]
  at: Date
}

/**
 * Writes what a node did with several of its runs, each all or nothing. See `commit_steps` in the migrations.
 * @returns the ids of those that were written: a run that is locked, or is other than it was seen, is left out.
 */
export async function writeSteps(db: Queryable, node: number, changes: readonly StepChange[]): Promise<Set<string>> {
  const runs = changes.map(({ run, seen }) => ({
    id: run.id,
    incident: run.incidentId,
    seen,
    version: run.version,
    status: run.status,
    state: stateOfRun(run),
    stopping: run.stopping !== null,
  }))
  const ended = changes.flatMap(({ run, ended, at }) => (ended === null ? [] : [toEndedRow(run.id, ended, at)]))
  const started = changes.flatMap(({ run, started, at }) => (started === null ? [] : [toStartedRow(run, started, at)]))
  const entries = changes.flatMap(({ run, entries }) =>
    entries.map((entry) => ({ ...entry, run: run.id, text: storable(entry.text) })),
  )
  const chunks = changes.flatMap(({ run, chunks }) =>
    chunks.map(({ incidentId, attemptId, stream, at, text }) => ({
      run: run.id,
      incident: incidentId,
      attempt: attemptId,
      stream,
      at,
      text: storable(text),
    })),
  )
  const values = [node, ...[runs, ended, started, entries, chunks].map((rows) => JSON.stringify(rows))]
  const text = 'select commit_steps($1, $2, $3, $4, $5, $6) as written'
  const { rows } = await db.query<{ written: string[] }>({ name: 'commit-steps', text, values })
  return new Set(rows[0]?.written ?? [])
}

/** A run whose request has expired: it waits for a person now. */
export interface ExpiryChange {
  /** The version that was seen. */
  seen: number
  run: Run
  approval: string
  entries: readonly NewTimelineEntry[]
  at: Date
}

/** Writes many expiries at once. @returns the ids of the runs that were written: see `commit_expiries`. */
export async function writeExpiries(db: Queryable, changes: readonly ExpiryChange[]): Promise<Set<string>> {
  const runs = changes.map(({ run, seen, approval, at }) => ({
    id: run.id,
    incident: run.incidentId,
    seen,
    version: run.version,
    status: run.status,
    state: stateOfRun(run),
    approval,
    at,
  }))
  const entries = changes.flatMap(({ run, entries }) => entries.map((entry) => ({ ...entry, run: run.id })))
  const text = 'select commit_expiries($1, $2) as written'
  const { rows } = await db.query<{ written: string[] }>(text, [JSON.stringify(runs), JSON.stringify(entries)])
  return new Set(rows[0]?.written ?? [])
}

function toEndedRow(run: string, { id, status, exitCode, statements, droppedBytes }: AttemptEnd, at: Date) {
  return { run, id, status, exit_code: exitCode, statements, dropped_bytes: droppedBytes, at }
}

function toStartedRow(run: Run, { id, step, attempt, effect, approvalId }: AttemptStart, at: Date) {
  return { run: run.id, id, incident: run.incidentId, step, attempt, effect, approval: approvalId, at }
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
select exists(select from changed) as changed`
