import type { Queryable } from '../db/queryable.ts'
import type { Target } from '../plan/plan.ts'

/** Another run that is at work on a target. */
export interface Holder {
  target: string
  incident: number
  by: string
  since: Date
}

/** These say where something lies, not what it is: two runs may well act in one region. */
const PLACES = new Set([
  'account',
  'project',
  'region',
  'cluster',
  'namespace',
  'context',
  'profile',
  'host',
  'database',
])
/** Too wide to be held by anyone. */
const WIDEST = new Set(['account', 'project', 'region', 'profile'])
/** Of the run's own folder or shell. */
const OWN = new Set(['file', 'process', 'field', 'call'])

/** What is held for a step that touches these: the things themselves; where none is named, the place. */
export function targetsToHold(targets: readonly Target[]): string[] {
  const named = targets.filter(({ kind }) => !OWN.has(kind))
  const things = named.filter(({ kind }) => !PLACES.has(kind))
  const held = things.length > 0 ? things : named.filter(({ kind }) => !WIDEST.has(kind))
  // In one order for all: two that want the same targets must not wait for each other.
  return [...new Set(held.map(({ kind, name }) => `${kind} ${name}`))].sort()
}

/** Which of the targets other runs hold. */
export async function findHolders(
  db: Queryable,
  { runId, environment, targets }: { runId: string; environment: string; targets: readonly string[] },
): Promise<Holder[]> {
  if (targets.length === 0) return []
  const { rows } = await db.query<{ target: string; number: string; by: string; since: Date }>(
    `select target, incident.number, by, since from target_hold
       join run on run.id = run_id join incident on incident.id = run.incident_id
     where target_hold.environment = $1 and target = any($2) and run_id <> $3 order by target`,
    [environment, targets, runId],
  )
  return rows.map(({ target, number, by, since }) => ({ target, incident: Number(number), by, since }))
}

export const describeHolders = (holders: readonly Holder[]): string =>
  holders.map(({ target, incident, by }) => `incident ${incident} is at work on ${target} (asked by ${by})`).join('; ')

/** Takes the targets for a run. @param force - Also those that another holds. @returns false when another holds one. */
export async function holdTargets(
  tx: Queryable,
  wanted: { runId: string; environment: string; targets: readonly string[]; by: string; at: Date; force: boolean },
): Promise<boolean> {
  if (wanted.targets.length === 0) return true
  const { rowCount } = await tx.query(
    `insert into target_hold (environment, target, run_id, by, since)
     select $1, target, $3, $4, $5 from unnest($2::text[]) with ordinality as wanted (target, place) order by place
     on conflict (environment, target) do update set run_id = excluded.run_id, by = excluded.by, since = excluded.since
       where target_hold.run_id = excluded.run_id or $6`,
    [wanted.environment, wanted.targets, wanted.runId, wanted.by, wanted.at, wanted.force],
  )
  return rowCount === wanted.targets.length
}

export async function releaseTargets(tx: Queryable, runId: string): Promise<void> {
  await tx.query('delete from target_hold where run_id = $1', [runId])
}
