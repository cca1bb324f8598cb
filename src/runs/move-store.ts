import { storable } from '../core/storable-text.ts'
import type { Queryable } from '../db/queryable.ts'
import type { NewTimelineEntry } from '../incidents/timeline.ts'
import type { NewChunk } from './attempt-store.ts'
import type { Run } from './run.ts'
import type { AttemptEnd, AttemptStart } from './store.ts'
import { changeOfState, stateOfRun } from './stored-state.ts'

// Moves of many runs in one statement: see `commit_moves` and `expire_approvals` in the migrations. Neither waits for a
// lock nor settles a doubt: a run that is locked, or is other than it was seen, is left out.

/** One move of a run by the node that owns it, as far as it can be written together with those of other runs. */
export interface StepChange {
  /** The run as it was seen. */
  before: Run
  run: Run
  ended: AttemptEnd | null
  started: AttemptStart | null
  entries: readonly NewTimelineEntry[]
  chunks: readonly NewChunk[]
  at: Date
}

/** Writes what a node did with several of its runs, each all or nothing. @returns the ids of those that were written. */
export async function writeSteps(db: Queryable, node: number, changes: readonly StepChange[]): Promise<Set<string>> {
  const values = [node, JSON.stringify(changes.map(toMove))]
  const text = 'select commit_moves($1, $2) as written'
  const { rows } = await db.query<{ written: string[] }>({ name: 'commit-moves', text, values })
  return new Set(rows[0]?.written ?? [])
}

/** As the type `run_move`; what is left out is null. */
function toMove({ before, run, ended, started, entries, chunks, at }: StepChange) {
  return {
    run: run.id,
    incident: run.incidentId,
    seen: before.version,
    version: run.version,
    status: run.status,
    stopping: run.stopping !== null,
    at,
    ...(changeOfState(before, run) ?? { state: stateOfRun(run) }),
    ...(ended !== null && {
      ended: ended.id,
      outcome: ended.status,
      exit_code: ended.exitCode,
      statements: ended.statements,
      dropped_bytes: ended.droppedBytes,
    }),
    ...(started !== null && {
      started: started.id,
      step: started.step,
      attempt: started.attempt,
      effect: started.effect,
      approval: started.approvalId,
    }),
    ...toStory(entries),
    ...(chunks.length > 0 && { chunks: chunks.map(toChunk) }),
  }
}

const toChunk = ({ attemptId, stream, at, text }: NewChunk) => ({
  attempt: attemptId,
  stream,
  at,
  text: storable(text),
})

/** A run whose request has expired: it waits for a person now. */
export interface ExpiryChange {
  /** The version that was seen. */
  seen: number
  run: Run
  approval: string
  entries: readonly NewTimelineEntry[]
  at: Date
}

/** Writes many expiries at once. @returns the ids of the runs that were written. */
export async function writeExpiries(db: Queryable, changes: readonly ExpiryChange[]): Promise<Set<string>> {
  const expiries = changes.map(({ run, seen, approval, entries, at }) => ({
    run: run.id,
    incident: run.incidentId,
    approval,
    seen,
    version: run.version,
    status: run.status,
    at,
    state: stateOfRun(run),
    ...toStory(entries),
  }))
  const text = 'select expire_approvals($1) as written'
  const values = [JSON.stringify(expiries)]
  const { rows } = await db.query<{ written: string[] }>({ name: 'expire-approvals', text, values })
  return new Set(rows[0]?.written ?? [])
}

function toStory(entries: readonly NewTimelineEntry[]) {
  return {
    world_at: entries[0]?.worldAt,
    entries: entries.map(({ kind, actor, text, step, attempt }) => ({
      kind,
      actor,
      text: storable(text),
      step,
      attempt,
    })),
  }
}
