import type pg from 'pg'
import { monotonicMs, systemClock } from '../core/clock.ts'
import type { Queryable } from './queryable.ts'

// A NOTIFY inside a transaction takes one lock for the whole server until the commit is on disk: transactions that
// tell something wait for each other. So what has changed is told after the commit, many changes together. A node that
// dies between the two tells nothing: whoever listens also looks by himself now and then.

interface Notice {
  channel: string
  payload: string
}

/** Told at once: a run waits for it. */
const URGENT = 'standby_run'
/** What comes alone is told at once; what comes within this time after it, together: at most 100 NOTIFYs a second. */
const GATHER_MS = 10

/** Of transactions that are open: what to tell once they have committed. */
const gathered = new WeakMap<Queryable, Notice[]>()
const couriers = new WeakMap<pg.Pool, Courier>()

/** Tells who shows an incident, or lists of them, that something of it is other than before. After the commit. */
export function tellChange(db: Queryable, change: { incidentId: string; kind: string }): void {
  tell(db, { channel: 'standby_change', payload: JSON.stringify({ ...change, id: change.incidentId }) })
}

/** Wakes the nodes, after the commit: a run can be moved, or an attempt is to be ended. */
export function tellNodes(db: Queryable, message: { runId: string; what: 'ready' | 'cancel' }): void {
  tell(db, { channel: URGENT, payload: JSON.stringify(message) })
}

/** Hears what this process itself tells the nodes, without the way through PostgreSQL. @returns what ends it. */
export function hearNodes(pool: pg.Pool, hear: (payload: string) => void): () => void {
  const { listeners } = courierOf(pool)
  listeners.add(hear)
  return () => void listeners.delete(hear)
}

function tell(db: Queryable, notice: Notice): void {
  const open = gathered.get(db)
  if (open !== undefined) open.push(notice)
  else if (isPool(db)) courierOf(db).send([notice])
  else throw new Error('what a client did outside of a transaction cannot be told after its commit')
}

const isPool = (db: Queryable): db is pg.Pool => 'totalCount' in db

/** For `transaction`: keeps what is told on this connection. @returns what sends it, or forgets it. */
export function gatherNotices(pool: pg.Pool, tx: pg.PoolClient): { send(): void; forget(): void } {
  const notices: Notice[] = []
  gathered.set(tx, notices)
  const forget = () => void gathered.delete(tx)
  return {
    send() {
      forget()
      if (notices.length > 0) courierOf(pool).send(notices)
    },
    forget,
  }
}

interface Courier {
  send(notices: readonly Notice[]): void
  listeners: Set<(payload: string) => void>
}

function courierOf(pool: pg.Pool): Courier {
  const known = couriers.get(pool)
  if (known !== undefined) return known
  const courier = createCourier(pool)
  couriers.set(pool, courier)
  return courier
}

// It makes nothing durable, so its commit need not wait for the disk.
const SEND = `select set_config('synchronous_commit', 'off', true), pg_notify(channel, payload)
  from unnest($1::text[], $2::text[]) as notice (channel, payload)`

function createCourier(pool: pg.Pool): Courier {
  const listeners = new Set<(payload: string) => void>()
  const waiting = new Map<string, Notice>()
  let isDue = false
  let deliveredAt = Number.NEGATIVE_INFINITY

  const deliver = async () => {
    const batch = [...waiting.values()]
    waiting.clear()
    deliveredAt = monotonicMs()
    if (batch.length === 0 || pool.ending) return
    const values = [batch.map((notice) => notice.channel), batch.map((notice) => notice.payload)]
    // Lost with the connection, or with us: those who listen look by themselves.
    await pool.query(SEND, values).catch(() => {})
  }
  const deliverSoon = async () => {
    if (isDue) return
    isDue = true
    const rest = deliveredAt + GATHER_MS - monotonicMs()
    if (rest > 0) await systemClock.sleep(rest)
    isDue = false
    await deliver()
  }
  return {
    listeners,
    send(notices) {
      for (const notice of notices) {
        waiting.set(`${notice.channel} ${notice.payload}`, notice)
        if (notice.channel === URGENT) for (const hear of listeners) hear(notice.payload)
      }
      void (notices.some(({ channel }) => channel === URGENT) ? deliver() : deliverSoon())
    },
  }
}
