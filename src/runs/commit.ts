import { tellNodes } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'
import type { NewTimelineEntry } from '../incidents/timeline.ts'
import { decide } from './approval-store.ts'
import type { RunEngineDeps } from './deps.ts'
import type { Intent, TimelineNote, Transition } from './draft.ts'
import { effectOf } from './remedies.ts'
import { requestApproval } from './request-approval.ts'
import type { Run } from './run.ts'
import { effectAt } from './shell-state.ts'
import { type AttemptEnd, type RunChange, saveRun } from './store.ts'
import { releaseTargets } from './target-hold-store.ts'

export interface Commit {
  before: Run
  transition: Transition
  /** The node that moves the run; undefined for a person's command, under the row's lock. */
  owner?: number
  /** Gives the run back, for another node to go on with. */
  release?: boolean
  ended?: AttemptEnd | null
  now: Date
}

/**
 * Writes a transition: run, attempts, approvals and story, all or nothing.
 * @returns false, with nothing written, when the run is no longer as it was seen.
 */
export async function commitTransition(tx: Queryable, deps: RunEngineDeps, commit: Commit): Promise<boolean> {
  const { before, now, ended = null } = commit
  const { run, intents, timeline } = commit.transition
  const change: RunChange = { seen: before.version, run, ended, started: toStart(run, intents, commit.owner), at: now }
  if (commit.owner !== undefined) change.owner = commit.owner
  if (commit.release !== undefined) change.release = commit.release
  // A request must be there before the attempt that names it, and what it replaces must have gone before.
  for (const intent of intents) {
    if (intent.kind !== 'void-approval') continue
    await decide(tx, intent.approvalId, { status: 'void', actor: 'standby', at: now, reason: intent.reason })
  }
  if (!(await saveRun(tx, change))) return false
  for (const intent of intents) {
    if (intent.kind === 'request-approval') await requestApproval(tx, deps, run, intent, now)
    if (intent.kind === 'cancel-attempt') tellNodes(tx, { runId: run.id, what: 'cancel' })
  }
  await deps.timeline.append(tx, toEntries(deps, run, timeline, now))
  if (letsGo(before, run)) await releaseTargets(tx, run.id)
  const isReady = run.status === 'running' && change.started === null && (commit.owner === undefined || commit.release)
  if (isReady) tellNodes(tx, { runId: run.id, what: 'ready' })
  if (run.status === 'finished' && before.status !== 'finished') await deps.onFinished?.(tx, run)
  return true
}

/** Over, or only watching: whoever comes next may touch what it touched. Runs that only read hold nothing. */
function letsGo(before: Run, run: Run): boolean {
  const isDone = run.status === 'finished' || run.status === 'observing'
  return isDone && before.status !== run.status && run.procedure.steps.some((step) => effectOf(step) !== 'read')
}

/** The attempt that a transition begins on the node `owner`; null when it begins none. */
export function toStart(run: Run, intents: readonly Intent[], owner: number | undefined): RunChange['started'] {
  const start = intents.find((intent) => intent.kind === 'start-attempt')
  if (start === undefined) return null
  if (owner === undefined) throw new Error('only the node that owns a run starts its steps')
  const { id, step, attempt, approvalId } = start
  return { id, step, attempt, approvalId, node: owner, effect: effectAt(run, step) }
}

/** The reducer's notes as entries of the incident's story. */
export function toEntries(
  deps: RunEngineDeps,
  run: Run,
  notes: readonly TimelineNote[],
  now: Date,
): NewTimelineEntry[] {
  const worldAt = deps.environments.get(run.environment)?.worldNow?.().toISOString() ?? null
  return notes.map((note) => ({ ...note, incidentId: run.incidentId, at: now.toISOString(), worldAt }))
}
