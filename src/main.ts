import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { App } from './app/app.ts'
import type { Config } from './app/config.ts'
import type { Drafted, RunningStandby, RunningWorker, StandbyOptions, WorkerOptions } from './cli/wiring.ts'
import type { Clock } from './core/clock.ts'
import { AppError } from './core/errors.ts'
import type { Logger, LogLevel } from './core/logger.ts'
import type { RunningDrills } from './drill/drills.ts'
import type { Plan } from './plan/plan.ts'
import type { Inventory } from './range/draft/inventory.ts'
import type { Range } from './range/range.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EXAMPLES = join(ROOT, 'examples')
const WEB = join(ROOT, 'web')

/**
 * The composition root: the only module that knows surfaces, application, range and drills together.
 * Everything is loaded when it is needed; `standby show` never loads the server.
 *
 * @throws {AppError} when a person can mend it: another server on the same data, a port in use, a database that is
 * down. Nothing is left running then.
 */
async function openStandby(options: StandbyOptions): Promise<RunningStandby> {
  const { refusePortInUse, refuseSecondServer } = await import('./cli/refuse-start.ts')
  const dataDir = resolve(options.dataDir)
  await refuseSecondServer(dataDir)
  await refusePortInUse(options.host, options.port)
  const config = await readConfigOf(options.configFile)

  // What was opened, to be closed in the opposite order.
  const closers: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const url = await openParts(options, dataDir, config, closers)
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * A node that only moves runs. Its log goes to standard error, line by line.
 * @throws {AppError} `no-environments`, `other-key`, and what `openDatabase` throws
 */
async function openWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { systemClock: clock } = await import('./core/clock.ts')
  const { createLogger } = await import('./core/logger.ts')
  const { createApp } = await import('./app/app.ts')
  const { nameOfDatabase } = await import('./db/explain-error.ts')
  const { refuseIdleWorker } = await import('./cli/worker-command.ts')
  const config = await readConfigOf(options.configFile)
  const environments = config.environments.map(({ name }) => name)
  refuseIdleWorker(environments)
  const write = (line: string) => void process.stderr.write(line)
  const logger = createLogger(write, () => clock.now(), logLevel('info'))
  options.progress('opening the database')
  const dataDir = resolve(options.dataDir)
  const app = await createApp({ databaseUrl: options.databaseUrl, dataDir, clock, logger, config })
  try {
    await app.startWorker()
  } catch (error) {
    await app.stop({ stopServer: true })
    throw error
  }
  const database = options.databaseUrl === null ? `the database in ${dataDir}` : nameOfDatabase(options.databaseUrl)
  return { environments, database, close: () => app.stop({ stopServer: true }) }
}

/** The audit log, read from the database itself. */
async function* auditLines(options: Pick<StandbyOptions, 'dataDir' | 'databaseUrl'>): AsyncGenerator<string> {
  const { systemClock: clock } = await import('./core/clock.ts')
  const { silentLogger: logger } = await import('./core/logger.ts')
  const { createApp } = await import('./app/app.ts')
  const { EMPTY_CONFIG: config } = await import('./app/config.ts')
  const dataDir = resolve(options.dataDir)
  if (options.databaseUrl === null) await refuseNoDatabase(dataDir)
  const app = await createApp({ databaseUrl: options.databaseUrl, dataDir, clock, logger, config })
  try {
    yield* app.auditLines()
  } finally {
    await app.stop({ stopServer: true })
  }
}

/** An empty log would look like one in which nothing happened. @throws AppError `no-database` */
async function refuseNoDatabase(dataDir: string): Promise<void> {
  const { hasCluster } = await import('./db/embedded/place.ts')
  if (hasCluster(dataDir)) return
  throw new AppError(
    'no-database',
    `there is no database in ${dataDir}`,
    'name the data folder of the server with --data, or its database with --database-url',
  )
}

/** @returns the URL it answers at. */
async function openParts(
  options: StandbyOptions,
  dataDir: string,
  config: Config,
  closers: (() => Promise<unknown>)[],
): Promise<string> {
  const { systemClock: clock } = await import('./core/clock.ts')
  const { createLogger } = await import('./core/logger.ts')
  const { createApp } = await import('./app/app.ts')
  const { startHttp } = await import('./http/server.ts')
  const { noDrills } = await import('./drill/no-drills.ts')
  const { announceServer } = await import('./cli/server-file.ts')
  const logger = createLogger(
    (line) => process.stderr.write(line),
    () => clock.now(),
    logLevel(),
  )

  options.progress(options.databaseUrl === null ? 'starting the database' : 'opening the database')
  const app = await createApp({ databaseUrl: options.databaseUrl, dataDir, clock, logger, config })
  if (options.localEnvironment) {
    const { LOCAL, localEnvironment } = await import('./app/environments.ts')
    if (app.environments.get(LOCAL) === null) app.environments.register(localEnvironment())
  }
  closers.push(() => app.stop({ stopServer: true }))

  // Beside the rest: it takes seconds, and only the first time.
  const building = options.buildConsole
    ? import('./cli/build-console.ts').then(({ buildConsole }) => buildConsole(WEB, options.progress))
    : Promise.resolve()
  building.catch(() => {})

  // Known only when it listens; until then the range keeps its alerts.
  const server = { url: null as string | null }
  const { systems = null } = options
  const isSimulating = options.examples || systems !== null
  const simulated = isSimulating ? await openRange(app, dataDir, systems, logger, () => server.url) : null
  if (simulated !== null) {
    closers.push(() => simulated.range.stop())
    // The range first: a run that a crash interrupted goes on as soon as the application starts.
    await simulated.range.start()
  }
  // Before the range stops: what runs in it must be able to end.
  closers.push(() => app.engine.drain())
  await app.start()

  const { host, port } = options
  const drills = simulated?.drills ?? noDrills
  const http = await startHttp({ app, drills, host, port, webDir: join(WEB, 'dist'), logger })
  closers.push(() => http.close())
  server.url = http.url
  if (simulated !== null) {
    closers.push(() => simulated.drills.stop())
    await simulated.drills.resume()
  }
  await building
  closers.push(announceServer(dataDir, { url: http.url, pid: process.pid }))
  return http.url
}

interface Simulated {
  range: Range
  drills: RunningDrills
}

/** The simulated systems, and the drills on them. Their alarms reach us as any other's would: over HTTP. */
async function openRange(
  app: App,
  dataDir: string,
  systems: string | null,
  logger: Logger,
  url: () => string | null,
): Promise<Simulated> {
  const { systemClock: clock } = await import('./core/clock.ts')
  const { randomId } = await import('./core/ids.ts')
  const { createRange } = await import('./range/create-range.ts')
  const { claimForDrills, createDrills } = await import('./drill/drills.ts')
  const { createAppHost } = await import('./drill/app-host.ts')

  const tell = createTeller(app, clock, logger)
  const range = await createRange({
    pool: app.db.pool,
    clock,
    newId: randomId,
    logger,
    examplesDir: EXAMPLES,
    systemsDir: systems === null ? null : folderOfSystems(systems),
    runtimeDir: join(dataDir, 'range'),
    deliverAlert: (environment, body) => postWebhook(url(), environment, body),
    onChange: (system) => tell('system', system),
  })
  for (const { name } of range.systems()) app.environments.register(range.environment(name))
  for (const folder of readdirSync(EXAMPLES)) {
    const file = `examples/${folder}/runbook.md`
    if (!existsSync(join(ROOT, file))) continue
    await app.registerRunbook({ file, text: readFileSync(join(ROOT, file), 'utf8') })
  }
  const host = createAppHost(app, clock, (id) => tell('drill', id))
  const drills = createDrills({ pool: app.db.pool, clock, newId: randomId, logger, range, host, newSeed })
  app.claimIncidents(
    claimForDrills((system, fault) => range.faults(system).find(({ name }) => name === fault)?.alarm ?? null),
  )
  return { range, drills }
}

/** @throws AppError `no-systems` */
function folderOfSystems(folder: string): string {
  const isThere =
    existsSync(folder) && readdirSync(folder).some((name) => existsSync(join(folder, name, 'system.yaml')))
  if (isThere) return resolve(folder)
  const hint = 'each system is a folder in it with a system.yaml; `standby range init RUNBOOK` drafts one'
  throw new AppError('no-systems', `'${folder}' holds no system`, hint)
}

async function draftSystem(plan: Plan, name: string, runbook: string): Promise<Drafted | null> {
  const { draftSystem } = await import('./range/draft/draft-system.ts')
  const draft = draftSystem(plan, name, runbook)
  return draft === null ? null : { ...draft, found: tellInventory(draft.inventory) }
}

function tellInventory({ workloads, databases, replicas, caches, queues, alarms, origins }: Inventory): string[] {
  const tell = (kind: string, names: readonly string[]) => (names.length === 0 ? [] : [`${kind}: ${names.join(', ')}`])
  return [
    ...tell(
      'services',
      workloads.map(({ name }) => name),
    ),
    ...tell('databases', [...databases, ...replicas]),
    ...tell(
      'caches',
      caches.map(({ name }) => name),
    ),
    ...tell('queues', queues),
    ...tell(
      'alarms',
      alarms.map(({ name }) => name),
    ),
    ...tell('hosts', origins),
  ]
}

/** Posts an alert to our own server, as any Alertmanager would. */
async function postWebhook(url: string | null, environment: string, body: unknown): Promise<void> {
  if (url === null) throw new Error('the server does not listen yet')
  const answer = await fetch(`${url}/api/v1/alertmanager/${encodeURIComponent(environment)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`the webhook was answered ${answer.status}: ${text.slice(0, 200)}`)
}

/** Real milliseconds within which changes of the same thing are told once: worlds change with every command. */
const GATHER_MS = 200

/** Tells whoever looks at lists, on whichever node, that a system or a drill is other than before. */
function createTeller(app: App, clock: Clock, logger: Logger): (kind: 'system' | 'drill', id: string) => void {
  const pending = new Set<string>()
  return (kind, id) => {
    const payload = JSON.stringify({ incidentId: null, kind, id })
    if (pending.has(payload)) return
    pending.add(payload)
    void clock.sleep(GATHER_MS).then(() => {
      pending.delete(payload)
      app.db.pool.query("select pg_notify('standby_change', $1)", [payload]).catch((error: unknown) => {
        logger.debug('a change was not told', { reason: String(error) })
      })
    })
  }
}

async function readConfigOf(file: string | null): Promise<Config> {
  const { EMPTY_CONFIG, readConfig } = await import('./app/config.ts')
  if (file !== null) return readConfig(file)
  return existsSync('standby.yaml') ? readConfig('standby.yaml') : EMPTY_CONFIG
}

function logLevel(usual: LogLevel = 'warn'): LogLevel {
  const wanted = process.env.STANDBY_LOG
  return wanted === 'debug' || wanted === 'info' || wanted === 'warn' || wanted === 'error' ? wanted : usual
}

/** The range's chance. STANDBY_SEED makes every drill the same story. */
function newSeed(): number {
  const fixed = Number(process.env.STANDBY_SEED)
  return Number.isInteger(fixed) && fixed > 0 ? fixed : Math.floor(Math.random() * 2 ** 31)
}

/** The command line: `bin/standby.js` starts it. */
export async function main(args: string[]): Promise<void> {
  const { runCli } = await import('./cli/program.ts')
  await runCli(args, { openStandby, openWorker, auditLines, draftSystem })
}
