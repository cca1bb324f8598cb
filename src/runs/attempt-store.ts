import { tellChange } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Attempt, OutputChunk } from './attempt.ts'
import type { StartedProcess } from './executor.ts'

interface AttemptRow {
  id: string
  run_id: string
  step: number
  attempt: number
  status: Attempt['status']
  started_at: Date
  finished_at: Date | null
  exit_code: number | null
  statements: Attempt['statements']
  dropped_bytes: string
}

function toAttempt(row: AttemptRow): Attempt {
  return {
    id: row.id,
    runId: row.run_id,
    step: row.step,
    attempt: row.attempt,
    status: row.status,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    exitCode: row.exit_code,
    statements: row.statements,
    droppedBytes: Number(row.dropped_bytes),
  }
}

export async function findAttempts(db: Queryable, runId: string): Promise<Attempt[]> {
  const { rows } = await db.query<AttemptRow>(
    'select * from attempt where run_id = $1 order by started_at, step, attempt',
    [runId],
  )
  return rows.map(toAttempt)
}

export async function findAttempt(db: Queryable, id: string): Promise<Attempt | null> {
  const { rows } = await db.query<AttemptRow>('select * from attempt where id = $1', [id])
  return rows[0] ? toAttempt(rows[0]) : null
}

export async function recordProcess(db: Queryable, attemptId: string, started: StartedProcess): Promise<void> {
  await db.query('update attempt set pid = $2, process_started = $3 where id = $1', [
    attemptId,
    started.pid,
    started.startTime(),
  ])
}

/** Output on its way into the database. */
export interface NewChunk {
  incidentId: string
  attemptId: string
  stream: OutputChunk['stream']
  at: Date
  text: string
}

/** Appends output, in order, and tells of it. */
export async function insertChunks(db: Queryable, chunks: readonly NewChunk[]): Promise<void> {
  if (chunks.length === 0) return
  await db.query(
    `insert into output_chunk (incident_id, attempt_id, stream, at, text)
     select i, a, s, t, x from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])
       with ordinality as chunk (i, a, s, t, x, n) order by n`,
    [
      chunks.map((chunk) => chunk.incidentId),
      chunks.map((chunk) => chunk.attemptId),
      chunks.map((chunk) => chunk.stream),
      chunks.map((chunk) => chunk.at),
      chunks.map((chunk) => chunk.text),
    ],
  )
  for (const incidentId of new Set(chunks.map((chunk) => chunk.incidentId)))
    tellChange(db, { incidentId, kind: 'output' })
}

interface ChunkRow {
  id: string
  attempt_id: string
  step: number | null
  attempt: number | null
  stream: OutputChunk['stream']
  at: Date
  text: string
}

export async function findOutput(
  db: Queryable,
  incidentId: string,
  { after = 0, limit = null }: { after?: number | undefined; limit?: number | null },
): Promise<OutputChunk[]> {
  const { rows } = await db.query<ChunkRow>(
    `select c.id, c.attempt_id, a.step, a.attempt, c.stream, c.at, c.text
     from output_chunk c left join attempt a on a.id = c.attempt_id
     where c.incident_id = $1 and c.id > $2 order by c.id limit $3`,
    [incidentId, after, limit],
  )
  return rows.map((row) => ({
    id: Number(row.id),
    attemptId: row.attempt_id,
    step: row.step,
    attempt: row.attempt,
    stream: row.stream,
    at: row.at.toISOString(),
    text: row.text,
  }))
}
