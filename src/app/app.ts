import path from 'node:path'
import { canonicalJson } from '../approvals/signing.ts'
import { startSealing } from '../audit/sealing.ts'
import { append as appendAudit, exportLines, seal } from '../audit/store.ts'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { digest, type NewId, randomId } from '../core/ids.ts'
import type { Logger } from '../core/logger.ts'
import { makeFolder } from '../core/make-folder.ts'
import { createSealer } from '../core/seal.ts'
import { type Database, migrate, openDatabase } from '../db/database.ts'
import { createBashExecutor } from '../exec/bash.ts'
import { lastIncidentOfDrill } from '../incidents/store.ts'
import { appendEntries } from '../incidents/timeline-store.ts'
import { createRunEngine, type RunEngine } from '../runs/engine.ts'
import { type Actions, createActions } from './act.ts'
import { readMarks } from './change-marks-store.ts'
import { type Changes, createChanges } from './changes.ts'
import type { Config } from './config.ts'
import { createEnvironments, type Environments } from './environments.ts'
import { type CursoredChange, createFollowers } from './follow-incident.ts'
import { findIncident, readIncidentPage, summariseIncidents } from './incident-page.ts'
import { readKey } from './key.ts'
import type { AppParts } from './parts.ts'
import type { ClaimIncident } from './ports.ts'
import { receiveAlertmanager } from './receive-alerts.ts'
import { resolveWhenOver } from './resolve-incident.ts'
import {
  createRunbookLibrary,
  type Runbook,
  type RunbookLibrary,
  type RunbookSource,
  readRunbooks,
} from './runbooks.ts'
import { startManualRun } from './start-manual-run.ts'
import type { DatabaseHealth, IncidentDetail, IncidentSummary, RunRequest, StartedRun, WebhookAnswer } from './views.ts'
import { writePostmortem } from './write-postmortem.ts'

export interface AppOptions {
  /** Null: the PostgreSQL that comes with Standby. */
  databaseUrl: string | null
  /** Holds the embedded database and the workspaces of runs. Made when missing. */
  dataDir: string
  clock: Clock
  logger: Logger
  config: Config
  newId?: NewId
}

/** Standby without its surfaces and without the range. */
export interface App {
  config: Config
  db: Database
  engine: RunEngine
  changes: Changes
  runbooks: RunbookLibrary
  environments: Environments
  act: Actions
  incidents: {
    /** Newest first. `before`: only those with a smaller number. */
    list(options: { limit: number; before: number | null }): Promise<IncidentSummary[]>
    /** @throws AppError `no-such-incident` (404); so do the others that take a number */
    page(number: number): Promise<IncidentDetail>
    /** Null when the drill's alarm has not opened one yet. */
    pageOfDrill(drillId: string): Promise<IncidentDetail | null>
    /** See `Followers`. */
    follow(number: number, cursor: string | null, signal: AbortSignal): Promise<AsyncGenerator<CursoredChange[]>>
    /** A draft, in Markdown. */
    postmortem(number: number): Promise<string>
  }
  /** The audit log up to now, as the lines of an export. */
  auditLines(): AsyncIterable<string>
  /** See `receiveAlertmanager`. */
  receiveAlertmanager(environment: string, body: unknown): Promise<WebhookAnswer>
  /** See `startManualRun`. */
  startRun(request: RunRequest, actor: string, drillId?: string): Promise<StartedRun>
  registerRunbook(source: RunbookSource): Promise<Runbook>
  /** Sets who is asked whether alerts belong to a drill. */
  claimIncidents(claim: ClaimIncident): void
  database(): Promise<DatabaseHealth>
  /** Registers the configured runbooks, listens for changes, and begins to move runs. */
  start(): Promise<void>
  /** Only begins to move runs: for a node that answers nobody. @throws AppError `other-key` */
  startWorker(): Promise<void>
  /** Lets the commands that run end, then lets go of everything. `stopServer`: see `Database.close`. */
  stop(options?: { stopServer?: boolean }): Promise<void>
}

/**
 * Opens the database, brings its tables up to date and wires the application together. Nothing moves before `start()`.
 * @throws AppError when a person can mend it: see `openDatabase`.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { clock, logger, config, dataDir, newId = randomId } = options
  makeDataFolder(dataDir)
  const db = await openDatabase({ url: options.databaseUrl, dataDir, logger, clock })
  try {
    await migrate(db.pool, logger)
  } catch (error) {
    await db.close()
    throw error
  }

  const environments = createEnvironments(config.environments)
  const runbooks = createRunbookLibrary({ pool: db.pool, clock })
  const marks = (watched: readonly string[]) => readMarks(db.pool, watched)
  const changes = createChanges({ url: db.url, clock, logger, marks })
  const engine = createRunEngine({
    pool: db.pool,
    clock,
    newId,
    logger,
    executor: createBashExecutor({ clock, workDir: path.join(dataDir, 'runs'), processEnv: process.env }),
    sealer: createSealer(readKey(dataDir)),
    environments,
    timeline: { append: appendEntries },
    policy: config.policy,
    limits: { concurrency: config.stepsAtOnce },
    onFinished: (tx, run) => resolveWhenOver(parts, tx, run.incidentId),
  })
  let claim: ClaimIncident = async () => null
  let stopSealing = async () => {}
  const parts: AppParts & { changes: Changes } = {
    db,
    clock,
    newId,
    logger,
    engine,
    environments,
    runbooks,
    policy: config.policy,
    changes,
    claimIncident: (tx, opening) => claim(tx, opening),
  }

  async function startWorker(): Promise<void> {
    await tellConfiguration(parts, config)
    await engine.startWorker()
    stopSealing = startSealing(() => seal(db.pool), clock, logger)
  }

  return {
    config,
    db,
    engine,
    changes,
    runbooks,
    environments,
    act: createActions(parts),
    incidents: createIncidents(parts),
    auditLines: () => exportLines(db.pool),
    receiveAlertmanager: (environment, body) => receiveAlertmanager(parts, environment, body),
    startRun: (request, actor, drillId) => startManualRun(parts, request, actor, drillId),
    registerRunbook: (source) => runbooks.register(source),
    claimIncidents(next) {
      claim = next
    },
    async database() {
      const ok = await db.pool.query('select 1').then(
        () => true,
        () => false,
      )
      return { kind: db.kind, ok }
    },
    async start() {
      for (const source of readRunbooks(config.runbooks)) await runbooks.register(source)
      await changes.start()
      await startWorker()
    },
    startWorker,
    async stop(how) {
      await engine.drain()
      await stopSealing()
      await changes.stop()
      await db.close(how)
    },
  }
}

/** Which rules held is part of who did what: each node says what it was started with. */
async function tellConfiguration({ db, clock, newId }: AppParts, config: Config): Promise<void> {
  const digestOf = (value: unknown) => digest(canonicalJson(value))
  const facts = { file: config.file, policy: digestOf(config.policy), configuration: digestOf(config), start: newId() }
  await appendAudit(db.pool, { at: clock.now(), who: 'standby', what: 'configuration-set', facts })
}

function createIncidents(parts: AppParts & { changes: Changes }): App['incidents'] {
  const followers = createFollowers(parts)
  return {
    list: (range) => summariseIncidents(parts, range),
    page: (number) => readIncidentPage(parts, number),
    async pageOfDrill(drillId) {
      const incident = await lastIncidentOfDrill(parts.db.pool, drillId)
      return incident === null ? null : readIncidentPage(parts, incident.number)
    },
    async follow(number, cursor, signal) {
      const { id } = await findIncident(parts, number)
      return followers.follow(id, cursor, signal)
    },
    postmortem: (number) => writePostmortem(parts, number),
  }
}

/** @throws AppError `data-folder` */
function makeDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'it is a file, or lies in one' : message
    const hint = 'choose a folder you may write to with --data'
    throw new AppError('data-folder', `cannot use the data folder ${dataDir}: ${why}`, hint, { cause: error })
  }
}
