import { storable } from '../core/storable-text.ts'
import { tellChange } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'
import type { NewTimelineEntry, TimelineEntry } from './timeline.ts'

interface TimelineRow {
  id: string
  incident_id: string
  at: Date
  world_at: Date | null
  kind: TimelineEntry['kind']
  actor: string
  text: string
  step: number | null
  attempt: number | null
}

/** Entries that wait for the next append of their transaction. */
const announced = new WeakMap<Queryable, readonly NewTimelineEntry[]>()

/**
 * Does `work` and has `entries` stand before whatever it appends in this transaction.
 *
 * Whoever writes a run locks the run first and its incident second (by `appendEntries`). One who has something to tell
 * before the run changes must not lock the incident first, or the two wait for each other for ever: so he hands his
 * entries over, and they are written with the first that `work` appends, or after it.
 */
export async function tellBefore(
  tx: Queryable,
  entries: readonly NewTimelineEntry[],
  work: () => Promise<void>,
): Promise<void> {
  announced.set(tx, entries)
  try {
    await work()
    await appendEntries(tx, [])
  } finally {
    // The connection outlives the transaction; what a rolled back one had to tell must not.
    announced.delete(tx)
  }
}

/**
 * Appends to the story of incidents, and tells of it after the commit.
 *
 * The incident's row is locked until the transaction ends, so that within one incident ids ascend in the order of the
 * commits: whoever has seen id 7 has seen all before it, and can go on from there without loss or repetition.
 */
export async function appendEntries(tx: Queryable, entries: readonly NewTimelineEntry[]): Promise<void> {
  const all = [...(announced.get(tx) ?? []), ...entries].map((entry) => ({ ...entry, text: storable(entry.text) }))
  announced.delete(tx)
  if (all.length === 0) return
  const incidentIds = [...new Set(all.map((entry) => entry.incidentId))].sort()
  await tx.query({ name: 'append-timeline', text: APPEND, values: [incidentIds, JSON.stringify(all)] })
  for (const incidentId of incidentIds) tellChange(tx, { incidentId, kind: 'timeline' })
}

// One statement, since every step of every run waits for it. The count is there to have all locks before the first id.
const APPEND = `
with locked as materialized (
  select id from incident where id = any($1::text[]) order by id for no key update
), gate as materialized (
  select count(*) as incidents from locked
), entry as (
  select e.* from rows from (jsonb_to_recordset($2::jsonb) as ("incidentId" text, at timestamptz,
    "worldAt" timestamptz, kind text, actor text, text text, step integer, attempt integer)) with ordinality as e
  cross join gate where gate.incidents >= 0
  order by e.ordinality
)
insert into timeline_entry (incident_id, at, world_at, kind, actor, text, step, attempt)
select "incidentId", at, "worldAt", kind, actor, text, step, attempt from entry order by ordinality`

/** Tells everyone who looks at the incident, once the transaction has committed. */
export function notifyChange(tx: Queryable, incidentId: string, kind: 'timeline' | 'incident' | 'alerts'): void {
  tellChange(tx, { incidentId, kind })
}

/** An incident's story, in order. `after`: only what came after that entry. */
export async function timelineOf(db: Queryable, incidentId: string, after = 0): Promise<TimelineEntry[]> {
  const { rows } = await db.query<TimelineRow>(
    'select * from timeline_entry where incident_id = $1 and id > $2 order by id',
    [incidentId, after],
  )
  return rows.map((row) => ({
    id: Number(row.id),
    incidentId: row.incident_id,
    at: row.at.toISOString(),
    worldAt: row.world_at?.toISOString() ?? null,
    kind: row.kind,
    actor: row.actor,
    text: row.text,
    step: row.step,
    attempt: row.attempt,
  }))
}
