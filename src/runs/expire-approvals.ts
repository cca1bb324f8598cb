import { tellChange } from '../db/notices.ts'
import { EXPIRING_AT_ONCE, type ExpiringApproval, findExpiring } from './approval-store.ts'
import { toEntries } from './commit.ts'
import type { RunContext } from './context.ts'
import { expireOne } from './decide-approval.ts'
import { policyOf } from './deps.ts'
import type { Transition } from './draft.ts'
import { type ExpiryChange, writeExpiries } from './move-store.ts'
import { reduce } from './reducer.ts'
import type { Run } from './run.ts'
import { findRuns, tellMoved } from './store.ts'
import { thenAdvance } from './then-advance.ts'

/** How long before its time a request is made ready: longer than nodes take to look again. */
const AHEAD_MS = 2_000
/** Requests that are ended in one statement. */
const AT_ONCE = 125
/** Statements beside each other: with 4 the last of a thousand was written after 50 ms, with 3 after 61 (medians of 4 and 7). */
const BESIDE = 4
/** Runs that are made ready without a pause, so that nothing else waits longer than a few milliseconds. */
const READY_AT_ONCE = 50
/** How late it is noticed that the clock has jumped. */
const CLOCK_MS = 250
/** Until what somebody else holds is looked at again. */
const HELD_MS = 25

/** A request whose time will be up: what becomes of its run, as far as nobody changes that run before. */
interface Ready {
  due: number
  before: Run
  /** Null when more than a wait for a person comes of it: then it is written by itself. */
  transition: Transition | null
}

/** Ends requests whose time is up. */
export interface Expiries {
  /** Makes ready what expires soon. To be called every second or so. */
  look(): Promise<void>
  /** Ends what is ready, each at its time, until the signal. */
  watch(over: AbortSignal): Promise<void>
}

/**
 * Of a thousand requests that expire at one instant each costs 100 µs to find, load and decide, and as much to write.
 * So all but the writing is done before. Nothing is claimed by it: whatever is other by then (signed, held, done by
 * another node) is left out by the statement itself and looked at anew, and a node that dies leaves all to the others:
 * docs/adr/0018.
 */
export function createExpiries(deps: RunContext): Expiries {
  const ready = new Map<string, Ready>()
  const underWay = new Set<string>()
  let isMore = false
  let hasNews = new AbortController()
  const tellNews = () => {
    hasNews.abort('news')
    hasNews = new AbortController()
  }

  const look = async () => {
    const found = await findExpiring(deps.pool, new Date(deps.clock.now().getTime() + AHEAD_MS))
    isMore = found.length === EXPIRING_AT_ONCE
    const expiring = found.filter(({ id }) => !underWay.has(id))
    const known = new Set(expiring.map(({ id }) => id))
    for (const id of ready.keys()) if (!known.has(id)) ready.delete(id)
    const isKnown = ({ id, version, expiresAt }: ExpiringApproval) =>
      ready.get(id)?.before.version === version && ready.get(id)?.due === dueAt(expiresAt)
    const other = expiring.filter((one) => !isKnown(one))
    for (let from = 0; from < other.length; from += READY_AT_ONCE) {
      for (const [id, one] of await makeReady(deps, other.slice(from, from + READY_AT_ONCE))) ready.set(id, one)
    }
    if (other.length > AT_ONCE) await warmUp(deps)
    if (other.length > 0) tellNews()
  }
  const endDue = async (now: number) => {
    const due = [...ready].filter(([, one]) => one.due <= now)
    for (const [id] of due) {
      ready.delete(id)
      underWay.add(id)
    }
    const left = await expire(deps, due).finally(() => {
      for (const [id] of due) underWay.delete(id)
    })
    if (left > 0) await deps.clock.sleep(HELD_MS)
    if (left > 0 || isMore) await look()
  }
  return {
    look,
    async watch(over) {
      over.addEventListener('abort', tellNews, { once: true })
      while (!over.aborted) {
        const now = deps.clock.now().getTime()
        const next = Math.min(now + CLOCK_MS, ...[...ready.values()].map((one) => one.due))
        if (next > now) await deps.clock.sleep(next - now, hasNews.signal)
        else
          await endDue(now).catch((error: Error) =>
            deps.logger.warn('requests could not be ended; it is tried again', { reason: error.message }),
          )
      }
    },
  }
}

/** The database knows parts of milliseconds, which a `Date` leaves off. */
const dueAt = (expiresAt: Date): number => expiresAt.getTime() + 1

async function makeReady(deps: RunContext, expiring: readonly ExpiringApproval[]): Promise<Map<string, Ready>> {
  const ids = expiring.map(({ runId }) => runId)
  const runs = new Map((await findRuns(deps.pool, ids)).map((run) => [run.id, run]))
  const made = new Map<string, Ready>()
  for (const { id, runId, digest, expiresAt } of expiring) {
    const before = runs.get(runId)
    if (before === undefined) continue
    const due = dueAt(expiresAt)
    const decided = { kind: 'approval-decided', approvalId: id, digest, decision: 'expired' } as const
    const policy = policyOf(deps)
    const first = reduce(before, { ...decided, actor: 'standby', reason: null }, new Date(due), policy)
    const transition = first.run === before ? null : thenAdvance(first, new Date(due), policy)
    const onlyWaits = transition !== null && transition.run.status === 'waiting' && transition.intents.length === 0
    made.set(id, { due, before, transition: onlyWaits ? transition : null })
  }
  return made
}

/** Connections are opened, and plans made, before the time and not at it: 5 ms. */
async function warmUp(deps: RunContext): Promise<void> {
  await Promise.all(Array.from({ length: BESIDE }, () => writeExpiries(deps.pool, [])))
}

/** @returns how many are to be looked at anew. */
async function expire(deps: RunContext, due: readonly [string, Ready][]): Promise<number> {
  const parts = Array.from({ length: Math.ceil(due.length / AT_ONCE) }, (_, n) =>
    due.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  )
  const written: Run[] = []
  const alone: string[] = []
  const expireNext = async () => {
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const changes = part.flatMap(([id, one]) => toChange(deps, id, one))
      const ids = await writeExpiries(deps.pool, changes)
      written.push(...changes.flatMap(({ run }) => (ids.has(run.id) ? [run] : [])))
      alone.push(...part.flatMap(([id, { transition }]) => (transition === null ? [id] : [])))
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: BESIDE }, expireNext))
  // Told when all is written: nobody waits for it as they do for the next to be ended.
  for (const run of written) {
    tellMoved(deps.pool, run.incidentId)
    tellChange(deps.pool, { incidentId: run.incidentId, kind: 'approval' })
    tellChange(deps.pool, { incidentId: run.incidentId, kind: 'timeline' })
  }
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  for (const id of alone) await expireOne(deps, id)
  return due.length - written.length - alone.length
}

function toChange(deps: RunContext, approval: string, { before, transition }: Ready): ExpiryChange[] {
  if (transition === null) return []
  const { run, timeline } = transition
  const at = deps.clock.now()
  return [{ seen: before.version, run, approval, entries: toEntries(deps, run, timeline, at), at }]
}
