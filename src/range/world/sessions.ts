import type { System } from '../system/system.ts'
import { random, randomText } from './random.ts'
import { record } from './tracks.ts'
import { serving, type World } from './world.ts'

/** A row of pg_stat_activity. Times are milliseconds. */
export interface Session {
  pid: number
  application: string
  address: string
  state: 'active' | 'idle' | 'idle in transaction'
  began: number
  queryAt: number
  query: string
  wait?: { type: string; event: string } | null
  blockedBy?: string | null
  table?: string | null
}

const AGE_MS = 14 * 60_000

/** Sessions that are opened and left. */
export function leakSessions(world: World, database: string, count: number, application: string): void {
  const state = world.databases[database]
  if (state === undefined) return
  world.tracks[`database/${database}/leaked`] ??= [[world.now - 86_400_000, 0]]
  const first = 21_000 + state.leaked.length
  for (let i = 0; i < count; i++)
    state.leaked.push({ pid: first + i, application, since: world.now - AGE_MS - i * 1_000 })
  record(world, `database/${database}/leaked`, state.leaked.length)
}

/**
 * Ends sessions. A pool opens its own again at once, so that only those that belong to none stay away.
 *
 * @returns whether anything is other than before.
 */
export function endSessions(world: World, database: string, pids: readonly number[]): boolean {
  const state = world.databases[database]
  if (state === undefined) return false
  const kept = state.leaked.filter((s) => !pids.includes(s.pid))
  // What waited for one that is gone goes on, and is done.
  const left = kept.filter((s) => s.blockedBy == null || kept.some((other) => other.application === s.blockedBy))
  const changed = left.length < state.leaked.length
  state.leaked = left
  record(world, `database/${database}/leaked`, left.length)
  return changed
}

/** Everybody who is connected now: what pools use at the moment, and what was left. */
export function sessionsOf(world: World, system: System, database: string): Session[] {
  const found: Session[] = []
  const minute = Math.floor((world.now - world.origin) / 60_000)
  for (const spec of system.workloads) {
    const used = (spec.connections[database] ?? 0) * 0.55
    const up = serving(world.workloads[spec.name] ?? { instances: [] })
    const total = Math.round(used * up.length)
    for (let i = 0; i < total; i++) {
      const key = [world.seed, spec.name, i, minute] as const
      const active = random(...key, 'active') < 0.15
      const since = Math.floor(random(...key, 'since') * (active ? 900 : 40_000))
      found.push({
        pid: 1_200 + found.length * 3,
        application: spec.name,
        address: up[i % up.length]?.ip ?? '10.0.10.11',
        state: active ? 'active' : 'idle',
        began: world.origin - 3_600_000 - i * 60_000,
        queryAt: world.now - since,
        query: active ? `SELECT * FROM ${randomText('cdeimnorstu', 7, spec.name, i)} WHERE tenant_id = $1` : 'COMMIT',
      })
    }
  }
  for (const left of world.databases[database]?.leaked ?? [])
    found.push({
      pid: left.pid,
      application: left.application,
      address: '10.0.12.9',
      state: left.state ?? 'idle',
      began: left.since - (left.state === undefined ? 0 : 2_000),
      queryAt: left.since,
      query: left.query ?? 'SELECT 1',
      wait: left.wait ?? null,
      blockedBy: left.blockedBy ?? null,
      table: left.table ?? null,
    })
  return found
}

/** Who holds a lock on which table, and who waits for it. */
export function locksOf(sessions: readonly Session[]): {
  locks: { relation: string; pid: number; mode: string; granted: boolean }[]
  blocked: { pid: number; blocker: number }[]
} {
  const holders = sessions.filter((s) => s.table != null)
  const blocked = sessions.flatMap(({ pid, blockedBy }) =>
    blockedBy == null ? [] : sessions.filter((s) => s.application === blockedBy).map((s) => ({ pid, blocker: s.pid })),
  )
  const locks = holders.map((s) => ({
    relation: s.table ?? '',
    pid: s.pid,
    mode: s.blockedBy == null ? 'AccessExclusiveLock' : 'RowExclusiveLock',
    granted: s.blockedBy == null || !blocked.some((b) => b.pid === s.pid),
  }))
  return { locks, blocked }
}

/** Cancels what sessions do: an active one that belongs to no pool is rid of its query, and goes. */
export function cancelQueries(world: World, database: string, pids: readonly number[]): boolean {
  const active = (world.databases[database]?.leaked ?? []).filter((s) => pids.includes(s.pid) && s.state === 'active')
  return endSessions(
    world,
    database,
    active.map((s) => s.pid),
  )
}
