import type { DatabaseSpec, System } from '../../system/system.ts'
import { deadRowsAt, freeStorageAt } from '../../world/databases.ts'
import { gaugeAt, type Metric } from '../../world/metrics.ts'
import { locksOf, type Session, sessionsOf } from '../../world/sessions.ts'
import type { World } from '../../world/world.ts'

/** What a question finds around it, by the name of its setting: see `make-schema.ts`. */
export function surroundings(
  world: World,
  system: System,
  spec: DatabaseSpec,
  live: Record<string, number>,
): Record<string, string> {
  const sessions = sessionsOf(world, system, spec.name)
  const lag = spec.replicaOf === undefined ? null : replicaLag(world, system, spec.name)
  return {
    now: iso(world.now),
    seed: String(world.seed),
    ended: '',
    cancelled: '',
    slept: '',
    reset: '',
    database: spec.database,
    version: spec.version,
    size: String(Math.round(spec.storageGb * 1_073_741_824 - freeStorageAt(world, system, spec.name, world.now))),
    replayed: lag === null ? '' : iso(world.now - Math.round(lag * 1_000)),
    sessions: JSON.stringify(sessions.map((s) => row(s, spec.user))),
    ...lockSettings(sessions),
    statements: JSON.stringify(statements(world, spec)),
    tables: JSON.stringify(tables(world, system, spec, live)),
    settings: JSON.stringify({
      max_connections: String(spec.maxConnections),
      server_version: spec.version,
      statement_timeout: '0',
      autovacuum: 'on',
    }),
    replicas: JSON.stringify(replicas(world, system, spec)),
  }
}

const iso = (ms: number) => new Date(ms).toISOString()

function row(s: Session, user: string): Record<string, string | number | null> {
  return {
    pid: s.pid,
    usename: user,
    application_name: s.application,
    client_addr: s.address,
    backend_start: iso(s.began),
    xact_start: s.state === 'idle' ? null : iso(s.queryAt),
    query_start: iso(s.queryAt),
    state_change: iso(s.queryAt),
    wait_event_type: s.wait?.type ?? (s.state === 'active' ? null : 'Client'),
    wait_event: s.wait?.event ?? (s.state === 'active' ? null : 'ClientRead'),
    state: s.state,
    query: s.query,
  }
}

function lockSettings(sessions: readonly Session[]): { locks: string; blocked: string } {
  const { locks, blocked } = locksOf(sessions)
  return { locks: JSON.stringify(locks), blocked: JSON.stringify(blocked) }
}

function statements(world: World, spec: DatabaseSpec): Record<string, string | number>[] {
  const since = world.databases[spec.name]?.statementsSince ?? null
  const hours = (world.now - (since ?? world.origin - 24 * 3_600_000)) / 3_600_000
  return spec.statements.map((s) => ({
    query: s.query,
    calls: Math.round((s.calls * hours) / 24),
    mean_exec_time: s.meanMs,
    rows: Math.round((s.rows * hours) / 24),
  }))
}

function tables(world: World, system: System, spec: DatabaseSpec, live: Record<string, number>) {
  const state = world.databases[spec.replicaOf ?? spec.name]
  return Object.entries(live).map(([relname, n_live_tup]) => ({
    relname,
    n_live_tup,
    n_dead_tup: state?.dead[relname] === undefined ? 0 : deadRowsAt(world, system, spec.name, relname, world.now),
    last_vacuum: state?.vacuumedAt[relname] === undefined ? null : iso(state.vacuumedAt[relname]),
    last_analyze: state?.analyzedAt[relname] === undefined ? null : iso(state.analyzedAt[relname]),
  }))
}

/** Seconds. */
function replicaLag(world: World, system: System, database: string): number {
  const metric: Metric = { name: 'replay', labels: {}, source: 'replica-lag', of: database, jitter: 0, unit: 'Seconds' }
  return gaugeAt(world, system, metric, world.now)
}

function replicas(world: World, system: System, spec: DatabaseSpec) {
  return system.databases
    .filter((d) => d.replicaOf === spec.name)
    .map((d, i) => ({
      pid: 700 + i,
      application_name: d.name,
      client_addr: `10.0.4.${20 + i}`,
      replay_lag: `${replicaLag(world, system, d.name).toFixed(3)} seconds`,
    }))
}
