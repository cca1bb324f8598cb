import type { Approval } from '../approvals/approval.ts'
import { monotonicMs } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import type { Queryable } from '../db/queryable.ts'
import { findApprovals } from './approval-store.ts'
import type { Attempt, OutputChunk } from './attempt.ts'
import { findAttempts, findOutput } from './attempt-store.ts'
import { command, type NewRun, resolveAlert, startRun } from './commands.ts'
import { createContext } from './context.ts'
import { type BreakGlassRequest, breakGlass, type DecisionRequest, decideApproval } from './decide-approval.ts'
import type { RunEngineDeps } from './deps.ts'
import { readKeptFile } from './keep-files.ts'
import { maskRun } from './resolve-values.ts'
import type { Run } from './run.ts'
import { findRun, findRunOfIncident } from './store.ts'
import { type Suggestion, suggest } from './suggestions.ts'
import { startWorker, type Worker } from './worker.ts'

export type { NewRun } from './commands.ts'
export type { DecisionRequest } from './decide-approval.ts'
export type { RunEngineDeps, RunLimits } from './deps.ts'

/** Starts runs, moves them, and takes what people decide about them. Runs are handed out with their secrets masked. */
export interface RunEngine {
  /** In the caller's transaction. @throws {AppError} `no-such-environment`, `unknown-parameter` */
  start(tx: Queryable, run: NewRun): Promise<Run>
  /** In the caller's transaction. */
  alertResolved(tx: Queryable, incidentId: string): Promise<void>
  /** The incident's latest run. */
  runOfIncident(db: Queryable, incidentId: string): Promise<Run | null>
  /** @throws {AppError} `no-such-run` */
  get(runId: string): Promise<Run>
  attemptsOf(runId: string): Promise<Attempt[]>
  approvalsOf(incidentId: string): Promise<Approval[]>
  /** @throws {AppError} `no-such-file` */
  fileOf(runId: string, path: string): Promise<Buffer>
  outputOf(incidentId: string, options?: { after?: number; limit?: number }): Promise<OutputChunk[]>
  /** Values worth offering for what the run waits for, by parameter. Empty when it waits for none. */
  suggestionsOf(incidentId: string): Promise<Record<string, Suggestion[]>>
  /** @throws {AppError} see `decide-approval.ts` and `commands.ts`; so do all that follow. */
  decideApproval(id: string, request: DecisionRequest): Promise<Approval>
  breakGlass(id: string, request: BreakGlassRequest): Promise<Approval>
  chooseRemedy(runId: string, choice: { remedy: string; actor: string }): Promise<Run>
  giveParameters(runId: string, given: { values: Record<string, string>; actor: string }): Promise<Run>
  retry(runId: string, again: { step: number; actor: string }): Promise<Run>
  skip(runId: string, skipped: { step: number; actor: string; reason: string }): Promise<Run>
  decideOutcome(
    runId: string,
    decided: { step: number; actor: string; outcome: 'happened' | 'did-not-happen' },
  ): Promise<Run>
  stop(runId: string, by: { actor: string; reason: string }): Promise<Run>
  /** What runs is let end; nothing more is begun until `resume`. */
  pause(runId: string, by: { actor: string }): Promise<Run>
  resume(runId: string, by: { actor: string }): Promise<Run>
  /** Begins to claim and move runs, and to take over from nodes that are gone. */
  startWorker(): Promise<void>
  /** Stops claiming, lets go of reads, waits for writes, gives the lease back. Waiting runs are rows: nothing to do. */
  drain(): Promise<void>
}

export function createRunEngine(handed: RunEngineDeps): RunEngine {
  const deps = createContext(handed)
  const { pool } = deps
  let worker: Worker | null = null
  const runOfIncident = async (db: Queryable, incidentId: string) => {
    const run = await findRunOfIncident(db, incidentId)
    return run === null ? null : maskRun(run)
  }
  return {
    start: (tx, run) => startRun(deps, tx, run),
    alertResolved: (tx, incidentId) => resolveAlert(deps, tx, incidentId),
    runOfIncident,
    async get(runId) {
      const found = await findRun(pool, runId)
      if (found === null)
        throw new AppError('no-such-run', `there is no run ${runId}`, 'see the incident', { status: 404 })
      return maskRun(found.run)
    },
    attemptsOf: (runId) => findAttempts(pool, runId),
    approvalsOf: (incidentId) => findApprovals(pool, incidentId),
    fileOf: (runId, path) => readKeptFile(deps, runId, path),
    outputOf: (incidentId, options = {}) => findOutput(pool, incidentId, options),
    async suggestionsOf(incidentId) {
      const run = await findRunOfIncident(pool, incidentId)
      if (run?.waiting?.for !== 'parameters') return {}
      return suggest(run, await findAttempts(pool, run.id), await findOutput(pool, incidentId, {}))
    },
    decideApproval: (id, request) => decideApproval(deps, id, request),
    breakGlass: (id, request) => breakGlass(deps, id, request),
    chooseRemedy: (id, { remedy, actor }) => command(deps, id, { kind: 'remedy-chosen', remedy, actor }),
    giveParameters: (id, { values, actor }) => command(deps, id, { kind: 'parameters-given', values, actor }),
    retry: (id, { step, actor }) => command(deps, id, { kind: 'retry', step, actor }),
    skip: (id, { step, actor, reason }) => command(deps, id, { kind: 'skip', step, reason, actor }),
    decideOutcome: (id, { step, actor, outcome }) =>
      command(deps, id, { kind: 'outcome-decided', step, outcome, actor }),
    pause: (id, { actor }) => command(deps, id, { kind: 'pause', actor }),
    resume: (id, { actor }) => command(deps, id, { kind: 'resume', actor }),
    stop: (id, { actor, reason }) => command(deps, id, { kind: 'stop', reason, actor }),
    async startWorker() {
      worker ??= await startWorker(deps, monotonicMs)
    },
    async drain() {
      await worker?.drain()
      worker = null
    },
  }
}
