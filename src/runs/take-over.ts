import type pg from 'pg'
import { commitTransition, toEntries } from './commit.ts'
import { nameOfBackends, type RunContext } from './context.ts'
import { derivedId, type Transition } from './draft.ts'
import { engineOf, NODE_LOCK, type NodeIdentity } from './node-lease.ts'
import { reduce } from './reducer.ts'
import type { Run } from './run.ts'
import { lockRunsOf } from './store.ts'

interface PeerRow {
  id: number
  boot_id: string
  host: string
  pid: number
  stale: boolean
  fresh_database: boolean
}

/**
 * Looks for nodes that are gone or frozen, and takes over what they were doing.
 * @param isAlive - Whether a process of this machine exists.
 * @returns how many nodes were taken over.
 */
export async function takeOverFromPeers(
  deps: RunContext,
  self: NodeIdentity & { id: number },
  staleMs: number,
  isAlive: (pid: number) => boolean,
): Promise<number> {
  const { rows } = await deps.pool.query<PeerRow>(
    `select id, boot_id, host, pid, heartbeat_at < now() - $2 * interval '1 ms' as stale,
       pg_postmaster_start_time() > now() - $2 * interval '1 ms' as fresh_database
     from node where id <> $1`,
    [self.id, staleMs],
  )
  let count = 0
  for (const peer of rows) {
    const isDead = peer.host === self.host && peer.pid !== self.pid && !isAlive(peer.pid)
    // After a crash of PostgreSQL every lock is free and every node alive: it gets time to come back. And on our own
    // machine we can see that a process lives, whose connection alone has broken.
    const mayComeBack = !peer.stale && (peer.fresh_database || peer.host === self.host)
    if (!isDead && mayComeBack) continue
    if (peer.stale) await endBackends(deps.pool, peer.boot_id)
    await deps.onFaultPoint?.('take-over-begun')
    if (await takeOver(deps, peer, self)) count++
  }
  return count
}

/** A frozen node must not wake up in the middle of a transaction, nor hold its lock. */
async function endBackends(pool: pg.Pool, bootId: string): Promise<void> {
  await pool.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [
    nameOfBackends(engineOf(bootId)),
  ])
}

/** In one transaction: either the node is gone with all it did settled, or nothing has changed. */
async function takeOver(deps: RunContext, peer: PeerRow, self: NodeIdentity): Promise<boolean> {
  return deps.transact(async (tx) => {
    const { rows } = await tx.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1, $2) as got', [
      NODE_LOCK,
      peer.id,
    ])
    if (!rows[0]?.got) return false
    const { rowCount } = await tx.query('select from node where id = $1 for update', [peer.id])
    if (rowCount === 0) return false
    const runs = await lockRunsOf(tx, peer.id)
    // What still runs of them on this machine must be dead before anyone is asked whether it happened.
    const killed = peer.host === self.host ? await deps.executor.killLeftovers(runs.flatMap(runningAttempt)) : 0
    for (const run of runs) await lose(deps, tx, run, peer)
    await tx.query('delete from node where id = $1', [peer.id])
    // One that left nothing to do was only ended roughly: nobody need look into it.
    const note = runs.length + killed > 0 ? deps.logger.warn : deps.logger.info
    note('took over from a node that is gone', { node: peer.id, runs: runs.length, killed })
    return true
  })
}

function runningAttempt(run: Run): string[] {
  const step = run.steps.findIndex((state) => state.status === 'running')
  return step === -1 ? [] : [derivedId('attempt', run.id, step, run.steps[step]?.attempts ?? 0)]
}

async function lose(deps: RunContext, tx: pg.PoolClient, run: Run, peer: PeerRow): Promise<void> {
  const now = deps.clock.now()
  const step = run.steps.findIndex((state) => state.status === 'running')
  const attempt = run.steps[step]?.attempts ?? 0
  const text = `the node ${peer.id} (${peer.host.split('/')[0]}, process ${peer.pid}) is gone; another goes on with the run`
  const note = {
    kind: 'node-lost' as const,
    actor: 'standby',
    text,
    step: step === -1 ? null : step,
    attempt: attempt || null,
  }
  await deps.timeline.append(tx, toEntries(deps, run, [note], now))
  const transition: Transition =
    step === -1
      ? { run: { ...run, version: run.version + 1 }, intents: [], timeline: [] }
      : reduce(run, { kind: 'attempt-lost', step, attempt }, now)
  const [id] = runningAttempt(run)
  const ended =
    id === undefined ? null : { id, status: 'lost' as const, exitCode: null, statements: [], droppedBytes: 0 }
  const written = await commitTransition(tx, deps, {
    before: run,
    transition,
    owner: peer.id,
    release: true,
    ended,
    now,
  })
  if (!written) throw new Error(`run ${run.id} changed under its lock`)
}
