import type pg from 'pg'
import type { Queryable } from '../../db/queryable.ts'
import type { Call } from '../clients/client.ts'
import type { World } from '../world/world.ts'

export interface StoredWorld {
  definition: string
  world: World
  /** Milliseconds; `world` has still to be moved on to it. */
  virtualNow: number
  pace: number
  version: number
}

/** One command that reached a system, as the journal has it. */
export interface JournalEntry {
  id: number
  attemptId: string | null
  argv: string[]
  effect: 'read' | 'write'
  answered: boolean
  exitCode: number
  /** ISO 8601. */
  virtualAt: string
}

export async function loadWorld(db: Queryable, system: string): Promise<StoredWorld | null> {
  const { rows } = await db.query('select definition, state, virtual_now, pace, version from world where system = $1', [
    system,
  ])
  const row = rows[0]
  if (row === undefined) return null
  return {
    definition: row.definition,
    world: row.state,
    virtualNow: row.virtual_now.getTime(),
    pace: row.pace,
    version: Number(row.version),
  }
}

/** Puts a world in the place of whatever was there. */
export async function replaceWorld(db: Queryable, stored: StoredWorld): Promise<void> {
  const { world } = stored
  await db.query(
    `insert into world (system, definition, state, virtual_now, pace, version) values ($1, $2, $3, $4, $5, $6)
     on conflict (system) do update set definition = excluded.definition, state = excluded.state,
       virtual_now = excluded.virtual_now, pace = excluded.pace, version = excluded.version`,
    [world.system, stored.definition, JSON.stringify(world), new Date(stored.virtualNow), stored.pace, stored.version],
  )
}

/**
 * Saves what changed: everything, or when `world` is null only how late it is.
 *
 * @returns false when another server has changed it meanwhile: then nothing was saved.
 */
export async function saveWorld(
  db: Queryable,
  change: { system: string; world: World | null; virtualNow: number; pace: number; version: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update world set state = coalesce($2::jsonb, state), virtual_now = $3, pace = $4, version = version + 1
     where system = $1 and version = $5`,
    [
      change.system,
      change.world === null ? null : JSON.stringify(change.world),
      new Date(change.virtualNow),
      change.pace,
      change.version,
    ],
  )
  return rowCount === 1
}

export async function appendCall(
  tx: pg.PoolClient,
  entry: {
    system: string
    call: Call
    effect: 'read' | 'write'
    answered: boolean
    exitCode: number
    virtualAt: number
    calledAt: Date
  },
): Promise<void> {
  const { call } = entry
  await tx.query(
    `insert into range_call (system, attempt_id, argv, cwd, effect, answered, exit_code, virtual_at, called_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      entry.system,
      call.attempt,
      [call.program, ...call.argv],
      call.cwd,
      entry.effect,
      entry.answered,
      entry.exitCode,
      new Date(entry.virtualAt),
      entry.calledAt,
    ],
  )
}

/** What reached a system, oldest first; after an entry, when one is named. */
export async function readJournal(db: Queryable, system: string, after = 0): Promise<JournalEntry[]> {
  const { rows } = await db.query(
    `select id, attempt_id, argv, effect, answered, exit_code, virtual_at from range_call
     where system = $1 and id > $2 order by id`,
    [system, after],
  )
  return rows.map((row) => ({
    id: Number(row.id),
    attemptId: row.attempt_id,
    argv: row.argv,
    effect: row.effect,
    answered: row.answered,
    exitCode: row.exit_code,
    virtualAt: row.virtual_at.toISOString(),
  }))
}

/** Id of the last entry; 0 when there is none. */
export async function lastCall(db: Queryable, system: string): Promise<number> {
  const { rows } = await db.query('select coalesce(max(id), 0) as id from range_call where system = $1', [system])
  return Number(rows[0]?.id ?? 0)
}
