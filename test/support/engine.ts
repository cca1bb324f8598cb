import type pg from 'pg'
import type { Approval } from '../../src/approvals/approval.ts'
import { systemClock } from '../../src/core/clock.ts'
import { AppError } from '../../src/core/errors.ts'
import { randomId } from '../../src/core/ids.ts'
import { type Logger, silentLogger } from '../../src/core/logger.ts'
import { createSealer } from '../../src/core/seal.ts'
import { transaction } from '../../src/db/transaction.ts'
import { createBashExecutor } from '../../src/exec/bash.ts'
import { appendEntries, timelineOf } from '../../src/incidents/timeline-store.ts'
import type { Procedure } from '../../src/plan/plan.ts'
import { createRunEngine, type RunEngineDeps, type RunLimits } from '../../src/runs/engine.ts'
import type { RunEnvironment, StepExecutor } from '../../src/runs/executor.ts'
import type { Run } from '../../src/runs/run.ts'

export interface TestEngineOptions {
  limits?: Partial<RunLimits>
  executor?: StepExecutor
  environment?: Partial<RunEnvironment>
  logger?: Logger
  clock?: RunEngineDeps['clock']
  policy?: NonNullable<RunEngineDeps['policy']>
  onFaultPoint?: NonNullable<RunEngineDeps['onFaultPoint']>
}

export type TestEngine = ReturnType<typeof engineOn>

/** A run engine on a test database, with real bash, and what a test asks of it. */
export function engineOn({ pool }: { pool: pg.Pool }, workDir: string, options: TestEngineOptions = {}) {
  const clock = options.clock ?? systemClock
  const environment: RunEnvironment = {
    name: 'test',
    path: [],
    env: {},
    parameters: {},
    worldNow: null,
    ...options.environment,
  }
  const finished: string[] = []
  const engine = createRunEngine({
    pool,
    clock,
    newId: randomId,
    logger: options.logger ?? silentLogger,
    executor: options.executor ?? createBashExecutor({ clock: systemClock, workDir, processEnv: process.env }),
    sealer: createSealer(Buffer.alloc(32, 7)),
    environments: { get: (name) => (name === environment.name ? environment : null), list: () => [environment] },
    timeline: { append: appendEntries },
    onFinished: async (_, run) => void finished.push(run.id),
    limits: { pollMs: 200, ...options.limits },
    ...(options.policy === undefined ? {} : { policy: options.policy }),
    ...(options.onFaultPoint === undefined ? {} : { onFaultPoint: options.onFaultPoint }),
  })

  const start = async (
    plan: Procedure,
    parameters: Record<string, string> = {},
    requestedBy = 'alert',
  ): Promise<Run> => {
    const incidentId = randomId()
    return transaction(pool, async (tx) => {
      await tx.query(
        `insert into incident (id, title, status, environment, group_key, opened_at)
         values ($1, 'test', 'triggered', 'test', $1, $2)`,
        [incidentId, clock.now()],
      )
      const runbook = { digest: 'a'.repeat(64), file: 'test.md' }
      return engine.start(tx, {
        incidentId,
        procedure: plan,
        runbook,
        environment: environment.name,
        requestedBy,
        parameters,
      })
    })
  }

  /** Looks until it is so. Fails, saying how the run stands, after `seconds`. */
  const until = async (runId: string, holds: (run: Run) => boolean, seconds = 60): Promise<Run> => {
    for (let left = seconds * 100; ; left--) {
      // A connection that PostgreSQL has just ended is one more reason to look again.
      const run = await engine.get(runId).catch((error: unknown) => {
        if (left === 0 || error instanceof AppError) throw error
        return null
      })
      if (run !== null && holds(run)) return run
      if (run !== null && left === 0) {
        const { procedure: _, ...state } = run
        throw new Error(`the run never came there: ${JSON.stringify(state, null, 2)}`)
      }
      await systemClock.sleep(10)
    }
  }

  const pending = async (incidentId: string): Promise<Approval> => {
    const approval = (await engine.approvalsOf(incidentId)).find((one) => one.status === 'pending')
    if (approval === undefined) throw new Error('no approval is pending')
    return approval
  }

  return {
    engine,
    start,
    until,
    pending,
    /** Ids of runs that `onFinished` was told of. */
    finished,
    approve: ({ id, digest }: Approval, actor = 'ann') =>
      engine.decideApproval(id, { decision: 'approve', digest, actor }),
    timeline: (incidentId: string) => timelineOf(pool, incidentId),
    resolveAlert: (incidentId: string) => transaction(pool, (tx) => engine.alertResolved(tx, incidentId)),
    stdout: async (incidentId: string, step: number): Promise<string> => {
      const run = await engine.runOfIncident(pool, incidentId)
      const attempts = (await engine.attemptsOf(run?.id ?? '')).filter((attempt) => attempt.step === step)
      const output = await engine.outputOf(incidentId)
      const own = output.filter((chunk) => attempts.some((attempt) => attempt.id === chunk.attemptId))
      return own
        .filter((chunk) => chunk.stream === 'stdout')
        .map((chunk) => chunk.text)
        .join('')
    },
  }
}
