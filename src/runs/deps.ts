import type pg from 'pg'
import type { Clock } from '../core/clock.ts'
import type { NewId } from '../core/ids.ts'
import type { Logger } from '../core/logger.ts'
import type { Sealer } from '../core/seal.ts'
import type { Queryable } from '../db/queryable.ts'
import type { NewTimelineEntry } from '../incidents/timeline.ts'
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts'
import type { RunEnvironment, StepExecutor } from './executor.ts'
import type { OnFaultPoint } from './fault-points.ts'
import type { Run } from './run.ts'

/** What runs are handed. */
export interface RunEngineDeps {
  pool: pg.Pool
  clock: Clock
  newId: NewId
  logger: Logger
  executor: StepExecutor
  /** Secrets of runs, and the files their steps leave, are stored under its key. Nodes on one database share it. */
  sealer: Sealer
  /** Those whose runs this node can move. */
  environments: { get(name: string): RunEnvironment | null; list(): readonly { name: string }[] }
  timeline: { append(tx: Queryable, entries: NewTimelineEntry[]): Promise<void> }
  /** Called in the transaction in which a run ends. */
  onFinished?: (tx: Queryable, run: Run) => Promise<void>
  limits?: Partial<RunLimits>
  /** Who may start what. */
  policy?: Policy
  /** For tests: told where the engine is, so that a node can be killed just there. */
  onFaultPoint?: OnFaultPoint
}

/** All in milliseconds, unless said otherwise. */
export interface RunLimits {
  approvalLifetimeMs: number
  /** The longest a step may take of which the runbook says nothing. */
  stepTimeoutMs: number
  /** A node whose heartbeat is older is taken for frozen. */
  staleMs: number
  heartbeatMs: number
  /** How often nodes look for work they were not told of. */
  pollMs: number
  /** Steps at once on one node: most wait for something else, and what they do is written the cheaper the more they are. */
  concurrency: number
  /** How long writes under way may take when the node is to stop. */
  drainMs: number
}

export const DEFAULT_LIMITS: RunLimits = {
  approvalLifetimeMs: 30 * 60_000,
  stepTimeoutMs: 10 * 60_000,
  staleMs: 3_000,
  heartbeatMs: 250,
  pollMs: 1_000,
  concurrency: 32,
  drainMs: 30_000,
}

export const limitsOf = (deps: RunEngineDeps): RunLimits => ({ ...DEFAULT_LIMITS, ...deps.limits })

export const policyOf = (deps: RunEngineDeps): Policy =>
  deps.policy ?? { ...DEFAULT_POLICY, validForMs: limitsOf(deps).approvalLifetimeMs }
