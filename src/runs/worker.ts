import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { hearNodes } from '../db/notices.ts'
import { sweepFolders } from './clean-folders.ts'
import type { RunContext } from './context.ts'
import { limitsOf } from './deps.ts'
import { DRAIN, type Driver, driveRun } from './drive.ts'
import { createExpiries } from './expire-approvals.ts'
import { acquireLease, type NodeIdentity, type NodeLease, refuseOtherKey } from './node-lease.ts'
import type { Run } from './run.ts'
import { claimRuns, findStopping } from './store.ts'
import { takeOverFromPeers } from './take-over.ts'
import { createOutputWriter, type OutputWriter } from './write-output.ts'
import { createStepWriter, type StepWriter } from './write-steps.ts'

/** One node's part in moving runs. */
export interface Worker {
  /** Stops claiming; ends reads, which are tried again elsewhere; waits for writes, up to the limit. */
  drain(): Promise<void>
  nodeId(): number
}

interface Job {
  cancel: AbortController
  doing: 'read' | 'other' | null
  done: Promise<void>
}

/** One lease and what is done under it. When it is lost, a new one is begun from nothing. */
interface Tenure {
  lease: NodeLease
  identity: NodeIdentity
  steps: StepWriter
  /** Runs are being claimed; and whether there may be more since that was asked for. */
  isClaiming: boolean
  isToClaim: boolean
  jobs: Map<string, Job>
  over: AbortController
}

/** Starts to claim and move runs. @throws {AppError} `other-key`; and when PostgreSQL cannot be reached. */
export async function startWorker(deps: RunContext, monotonic: () => number): Promise<Worker> {
  const node: Node = {
    deps,
    monotonic,
    output: createOutputWriter(deps.pool, deps.clock, deps.logger),
    isDraining: false,
    tenure: null,
    tenures: 0,
  }
  await refuseOtherKey(deps.pool, deps.sealer.keyId, limitsOf(deps).staleMs)
  await beginTenure(node)
  const endHearing = hearNodes(deps.pool, (payload) => hear(node, payload))
  return {
    nodeId: () => node.tenure?.lease.id ?? 0,
    async drain() {
      node.isDraining = true
      endHearing()
      const { tenure } = node
      if (tenure === null) return
      tenure.over.abort()
      await drainJobs(deps, tenure)
      await tenure.lease.release()
    },
  }
}

interface Node {
  deps: RunContext
  monotonic: () => number
  output: OutputWriter
  isDraining: boolean
  tenure: Tenure | null
  /** Leases so far. */
  tenures: number
}

async function beginTenure(node: Node): Promise<void> {
  const { deps, monotonic } = node
  const { staleMs, heartbeatMs } = limitsOf(deps)
  const { pool, clock, logger } = deps
  const identity: NodeIdentity = {
    bootId: `${deps.engineId}/${++node.tenures}`,
    host: hostIdentity(),
    pid: process.pid,
    environments: namesOf(deps),
    keyId: deps.sealer.keyId,
  }
  const onLost = () => {
    const lost = node.tenure
    node.tenure = null
    lost?.over.abort()
    // The lease is another's: what still runs here must not go on.
    for (const job of lost?.jobs.values() ?? []) job.cancel.abort()
    void renew(node)
  }
  const lease = await acquireLease({
    pool,
    clock,
    monotonic,
    logger,
    identity,
    staleMs,
    heartbeatMs,
    onMessage: (payload) => hear(node, payload),
    onLost,
  })
  const steps = createStepWriter(deps, lease.id)
  const work = { steps, isClaiming: false, isToClaim: false, jobs: new Map() }
  const tenure: Tenure = { lease, identity, ...work, over: new AbortController() }
  node.tenure = tenure
  logger.info('takes part', { node: lease.id, environments: identity.environments })
  watch(node, tenure)
}

/** News of runs, from this process or from another node. */
function hear(node: Node, payload: string): void {
  const message = parseMessage(payload)
  if (message?.what === 'cancel') node.tenure?.jobs.get(message.runId)?.cancel.abort()
  else if (message?.what === 'ready') claimSoon(node)
}

/** After a lost lease: a new one, from nothing. */
async function renew(node: Node): Promise<void> {
  while (!node.isDraining && node.tenure === null) {
    try {
      await beginTenure(node)
    } catch (error) {
      node.deps.logger.error('no new lease could be had; it is tried again', { reason: String(error) })
      await node.deps.clock.sleep(1_000)
    }
  }
}

const namesOf = ({ environments }: RunContext) => environments.list().map(({ name }) => name)

/** The machine, and its boot: a process number means something only within one. */
function hostIdentity(): string {
  try {
    return `${hostname()}/${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`
  } catch {
    return hostname()
  }
}

function parseMessage(payload: string): { runId: string; what: string } | null {
  try {
    return JSON.parse(payload) as { runId: string; what: string }
  } catch {
    return null
  }
}

/** The slow net under the notifications, and the look at the peers. */
function watch(node: Node, tenure: Tenure): void {
  const { deps } = node
  const { pollMs, heartbeatMs, staleMs } = limitsOf(deps)
  const self = { ...tenure.identity, id: tenure.lease.id }
  void repeat(deps, tenure, heartbeatMs, async () => {
    if ((await takeOverFromPeers(deps, self, staleMs, isAlive)) > 0) claimSoon(node)
  })
  const expiries = createExpiries(deps)
  void repeat(deps, tenure, pollMs, expiries.look)
  void expiries.watch(tenure.over.signal)
  void repeat(deps, tenure, pollMs, async () => {
    claimSoon(node)
    for (const id of await findStopping(deps.pool, tenure.lease.id)) tenure.jobs.get(id)?.cancel.abort()
  })
  const seen = new Set<string>()
  void repeat(deps, tenure, SWEEP_MS, () => sweepFolders(deps, seen))
}

/** Runs that a person has ended are cleaned up after within this time. */
const SWEEP_MS = 10_000

async function repeat(deps: RunContext, { over }: Tenure, everyMs: number, work: () => Promise<void>): Promise<void> {
  while (!over.signal.aborted) {
    await work().catch((error: Error) => {
      if (!over.signal.aborted)
        deps.logger.warn('could not look for work; it is tried again', { reason: error.message })
    })
    await deps.clock.sleep(everyMs, over.signal)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function claimSoon(node: Node): void {
  const { tenure, deps } = node
  if (tenure === null || node.isDraining) return
  tenure.isToClaim = true
  if (tenure.isClaiming) return
  claimWhileAsked(node, tenure).catch((error: Error) =>
    deps.logger.warn('runs could not be claimed', { reason: error.message }),
  )
}

/** One claim at a time: two at once would both count the same room. What is asked meanwhile is answered by one more. */
async function claimWhileAsked(node: Node, tenure: Tenure): Promise<void> {
  tenure.isClaiming = true
  try {
    while (tenure.isToClaim) {
      tenure.isToClaim = false
      await claimMore(node, tenure)
    }
  } finally {
    tenure.isClaiming = false
  }
}

async function claimMore(node: Node, tenure: Tenure): Promise<void> {
  const { deps, output } = node
  const { lease, steps, jobs, over } = tenure
  const room = limitsOf(deps).concurrency - jobs.size
  if (room <= 0 || over.signal.aborted || !lease.isConfirmed()) return
  for (const run of await claimRuns(deps.pool, lease.id, namesOf(deps), room)) {
    const job = beginJob({ deps, lease, output, steps, isDraining: () => node.isDraining }, run)
    jobs.set(run.id, job)
    deps.logger.info('takes a run', { run: run.id, environment: run.environment, node: lease.id })
    void job.done.then(() => {
      jobs.delete(run.id)
      deps.logger.info('is done with a run for now', { run: run.id, node: lease.id })
      claimSoon(node)
    })
  }
}

function beginJob(driver: Omit<Driver, 'signal' | 'onStep'>, run: Run): Job {
  const cancel = new AbortController()
  const job: Job = { cancel, doing: null, done: Promise.resolve() }
  const onStep: Driver['onStep'] = (doing) => {
    job.doing = doing
  }
  job.done = driveRun({ ...driver, signal: cancel.signal, onStep }, run).catch((error: unknown) => {
    driver.deps.logger.error('a run could not be moved', { run: run.id, error: String(error) })
  })
  return job
}

async function drainJobs(deps: RunContext, { jobs, lease }: Tenure): Promise<void> {
  const all = [...jobs.values()]
  const waitsFor = all.filter((job) => job.doing === 'other').length
  deps.logger.info('takes no more runs, and lets those it has go', { node: lease.id, runs: all.length, waitsFor })
  for (const job of all) if (job.doing === 'read') job.cancel.abort(DRAIN)
  const finished = Promise.all(all.map((job) => job.done))
  await within(deps, finished, limitsOf(deps).drainMs)
  for (const job of all) job.cancel.abort(DRAIN)
  // With PostgreSQL gone nothing can be written down; then a peer, or the next start, settles it.
  await within(deps, finished, LAST_WORDS_MS)
}

/** How long what was ended by force may take to be written down. */
const LAST_WORDS_MS = 5_000

async function within(deps: RunContext, work: Promise<unknown>, ms: number): Promise<void> {
  const patience = new AbortController()
  await Promise.race([work, deps.clock.sleep(ms, patience.signal)])
  patience.abort()
}
