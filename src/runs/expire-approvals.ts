import { tellChange } from '../db/notices.ts'
import { findDue, nextExpiry } from './approval-store.ts'
import { expireOne, thenAdvance } from './commands.ts'
import { toEntries } from './commit.ts'
import type { RunContext } from './context.ts'
import { policyOf } from './deps.ts'
import { type ExpiryChange, writeExpiries } from './move-store.ts'
import { reduce } from './reducer.ts'
import { findRuns, tellMoved } from './store.ts'

/** Requests that are ended in one statement. */
const AT_ONCE = 100
/** Statements beside each other: one is prepared while PostgreSQL works on the other. */
const BESIDE = 2

/**
 * Ends requests whose time is up: all that are due.
 * @returns when the next is due, as far as is known now; null when none is pending.
 */
export async function expireApprovals(deps: RunContext): Promise<Date | null> {
  const next = await nextExpiry(deps.pool)
  const now = deps.clock.now()
  if (next === null || next > now) return next
  const due = await findDue(deps.pool, now)
  const parts = Array.from({ length: Math.ceil(due.length / AT_ONCE) }, (_, n) =>
    due.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  )
  const expireNext = async () => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) await expireTogether(deps, part)
  }
  await Promise.all(Array.from({ length: BESIDE }, expireNext))
  return nextExpiry(deps.pool)
}

type Due = Awaited<ReturnType<typeof findDue>>[number]

async function expireTogether(deps: RunContext, due: readonly Due[]): Promise<void> {
  const changes = await prepare(deps, due)
  const written = await writeExpiries(deps.pool, changes).catch(() => new Set<string>())
  for (const { run } of changes) {
    if (!written.has(run.id)) continue
    tellMoved(deps.pool, run.incidentId)
    tellChange(deps.pool, { incidentId: run.incidentId, kind: 'approval' })
    tellChange(deps.pool, { incidentId: run.incidentId, kind: 'timeline' })
  }
  // Those that somebody holds are looked at again soon: nobody else waits for them.
  const prepared = new Set(changes.map(({ approval }) => approval))
  for (const { id } of due) if (!prepared.has(id)) await expireOne(deps, id)
}

/** What each run would be. Those that would do more than wait for a person are left out. */
async function prepare(deps: RunContext, due: readonly Due[]): Promise<ExpiryChange[]> {
  const runs = new Map(
    (
      await findRuns(
        deps.pool,
        due.map(({ runId }) => runId),
      )
    ).map((run) => [run.id, run]),
  )
  return due.flatMap(({ id: approval, runId, digest }) => {
    const before = runs.get(runId)
    if (before === undefined) return []
    const now = deps.clock.now()
    const policy = policyOf(deps)
    const decided = { kind: 'approval-decided', approvalId: approval, digest, decision: 'expired' } as const
    const first = reduce(before, { ...decided, actor: 'standby', reason: null }, now, policy)
    if (first.run === before) return []
    const { run, intents, timeline } = thenAdvance(first, now, policy)
    if (run.status !== 'waiting' || intents.length > 0) return []
    return [{ seen: before.version, run, approval, entries: toEntries(deps, run, timeline, now), at: now }]
  })
}
