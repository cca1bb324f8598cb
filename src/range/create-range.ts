import { readdirSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type pg from 'pg'
import type { Environment } from '../app/environment.ts'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { digest, type NewId } from '../core/ids.ts'
import type { Logger } from '../core/logger.ts'
import type { Answer, Client } from './clients/client.ts'
import { clientOf, PROGRAM_NAMES } from './clients/programs.ts'
import { perform as performRedis } from './clients/redis/commands.ts'
import type { Reply } from './clients/redis/reply.ts'
import type { AlarmView, FaultView, Range, SystemState } from './range.ts'
import { fillIn, type ScriptedAnswers, scriptedAnswers } from './script.ts'
import { writeBinFolder } from './server/bin-folder.ts'
import { Courier, type DeliverAlert } from './server/deliver.ts'
import { listen } from './server/listen.ts'
import { serveResp } from './server/resp.ts'
import { Stage } from './server/stage.ts'
import { type JournalEntry, lastCall, readJournal } from './server/world-store.ts'
import { partNames } from './system/part-names.ts'
import { readSystem } from './system/read-system.ts'
import type { CacheSpec, System } from './system/system.ts'
import { breakWorld } from './world/break-world.ts'
import type { Violation, World } from './world/world.ts'

export interface RangeParts {
  pool: pg.Pool
  clock: Clock
  newId: NewId
  logger: Logger
  /** Each folder in it that has a system.yaml is a system. */
  examplesDir: string
  /** More of the like: a team's own. */
  systemsDir?: string | null
  /** For the programs that stand first on PATH. */
  runtimeDir: string
  deliverAlert: DeliverAlert
  /** Puts something in the place of a program's client: for tests of what notices that. */
  wrapClient?: (program: string, client: Client) => Client
  /** Something about a system is other than before. */
  onChange: (system: string) => void
}

/** How often worlds with a pace are moved on, in real milliseconds. */
const TICK_MS = 250
/** No alarm looks more often. Virtual. */
const LOOK_MS = 15_000

/** Opens the simulated productions. The database must be migrated. @throws AppError `bad-system` */
export async function createRange(parts: RangeParts): Promise<Range> {
  const stopping = new AbortController()
  const stages = new Map<string, Staged>()
  const folders = [parts.examplesDir, ...(parts.systemsDir ? [parts.systemsDir] : [])]
  for (const { file, text } of folders.flatMap(systemFiles)) {
    const stage = await Stage.open({
      system: readSystem(file, text),
      definition: digest(text),
      pool: parts.pool,
      clock: parts.clock,
      readFile,
    })
    const courier = new Courier({
      stage,
      deliver: parts.deliverAlert,
      clock: parts.clock,
      logger: parts.logger,
      signal: stopping.signal,
    })
    if (stages.has(stage.system.name)) throw twice(file, stage.system.name)
    stages.set(stage.system.name, { stage, courier, folder: dirname(file) })
  }
  return new StagedRange(parts, stages, stopping)
}

function twice(file: string, name: string): AppError {
  return new AppError('bad-system', `${file}: there is another system called ${name}`, 'give it a name of its own')
}

function systemFiles(dir: string): { file: string; text: string }[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(dir, entry.name, 'system.yaml'))
    .sort()
    .flatMap((file) => {
      try {
        return [{ file, text: readFileSync(file, 'utf8') }]
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    })
}

const callOf = (program: string, argv: string[], attempt: string | null) => ({
  program,
  argv,
  cwd: '/',
  stdin: null,
  attempt,
  env: {},
})

function readFile(cwd: string, path: string): string {
  return readFileSync(isAbsolute(path) ? path : resolve(cwd, path), 'utf8')
}

interface Staged {
  stage: Stage
  courier: Courier
  folder: string
}

class StagedRange implements Range {
  readonly #parts: RangeParts
  readonly #stages: Map<string, Staged>
  readonly #stopping: AbortController
  #server: { close(): Promise<void> } | null = null
  readonly #redis = new Map<string, ReturnType<typeof serveResp>>()
  #ticking: Promise<void> = Promise.resolve()

  constructor(parts: RangeParts, stages: Map<string, Staged>, stopping: AbortController) {
    this.#parts = parts
    this.#stages = stages
    this.#stopping = stopping
  }

  systems(): SystemState[] {
    return [...this.#stages.values()].map(({ stage }) => ({
      name: stage.system.name,
      title: stage.system.title,
      platform: stage.system.platform,
      parts: partNames(stage.system),
      faults: this.faults(stage.system.name),
      worldAt: new Date(stage.now()).toISOString(),
      alarms: this.alarms(stage.system.name),
      broken: stage.world.faults.map((f) => ({ fault: f.name, at: new Date(f.at).toISOString() })),
      violations: stage.world.violations,
      pace: stage.pace,
    }))
  }

  environment(system: string): Environment {
    const { stage } = this.#get(system)
    return {
      name: system,
      kind: 'range',
      path: [this.#binDir()],
      env: {
        STANDBY_RANGE_SYSTEM: system,
        TZ: 'UTC',
        AWS_REGION: stage.system.region,
        AWS_DEFAULT_REGION: stage.system.region,
        AWS_PAGER: '',
      },
      parameters: stage.system.parameters,
      files: stage.system.checkout,
      ownRoot: true,
      worldNow: () => new Date(stage.now()),
    }
  }

  async reset(system: string, options: { seed: number }): Promise<void> {
    await this.#get(system).stage.reset(options.seed)
    this.#changed(system)
  }

  async breakSystem(system: string, fault: string, options: { runbookUrl?: string } = {}): Promise<void> {
    const { stage } = this.#get(system)
    const spec = this.#fault(stage.system, fault)
    await stage.change((draft) => breakWorld(draft, stage.system, spec, options.runbookUrl ?? null))
    this.#changed(system)
  }

  async advance(system: string, seconds: number, enough?: (world: World) => boolean): Promise<void> {
    await this.#get(system).stage.advance(seconds * 1_000, enough && { every: LOOK_MS, enough })
    this.#changed(system)
  }

  now(system: string): Date {
    return new Date(this.#get(system).stage.now())
  }

  alarms(system: string): AlarmView[] {
    return Object.entries(this.#get(system).stage.world.alarms).map(([name, alarm]) => ({
      name,
      state: alarm.state,
      since: new Date(alarm.since).toISOString(),
      value: alarm.value,
    }))
  }

  faults(system: string): FaultView[] {
    return this.#get(system).stage.system.faults.map(({ name, title, alarm }) => ({ name, title, alarm }))
  }

  answers(system: string, fault: string): ScriptedAnswers {
    const { stage } = this.#get(system)
    return scriptedAnswers(stage.world, stage.system, this.#fault(stage.system, fault))
  }

  fillIn(system: string, values: Readonly<Record<string, string>>): Record<string, string> {
    const { stage } = this.#get(system)
    return fillIn(stage.world, stage.system, values)
  }

  folder(system: string): string {
    return this.#get(system).folder
  }

  definition(system: string): System {
    return this.#get(system).stage.system
  }

  world(system: string): World {
    return this.#get(system).stage.world
  }

  peek(system: string, [program = '', ...argv]: readonly string[]): Promise<Answer> {
    return this.#get(system).stage.peek(callOf(program, argv, null), clientOf(program))
  }

  async perform(system: string, [program = '', ...argv]: readonly string[], attempt: string): Promise<Answer> {
    const answer = await this.#get(system).stage.answer(callOf(program, argv, attempt), this.#clientOf(program))
    this.#changed(system)
    return answer
  }

  async redisPort(system: string, cache: string): Promise<number> {
    const { stage } = this.#get(system)
    const spec = stage.system.caches.find((c) => c.name === cache)
    if (spec === undefined) {
      const known = stage.system.caches.map((c) => c.name).join(', ')
      throw new AppError('no-such-cache', `${system} has no cache "${cache}"`, `known: ${known || 'none'}`, {
        status: 404,
      })
    }
    const key = `${system}/${cache}`
    const open = this.#redis.get(key) ?? serveResp((words) => this.#askRedis(system, spec, words))
    this.#redis.set(key, open)
    return (await open).port
  }

  async #askRedis(system: string, spec: CacheSpec, words: string[]): Promise<Reply> {
    const call = callOf('redis-cli', ['-h', spec.host, ...words], null)
    let reply: Reply = { kind: 'error', text: 'ERR the primary does not answer' }
    const answer = await this.#get(system).stage.answer(call, (_call, scene) => {
      const cache = scene.world.caches[spec.name]
      if (cache?.downSince === null)
        reply = performRedis({ scene, world: scene.world, system: scene.system, spec, cache }, words)
      return { stdout: '', stderr: '', exitCode: reply.kind === 'error' ? 1 : 0 }
    })
    this.#changed(system)
    return answer.stderr === '' ? reply : { kind: 'error', text: `ERR ${answer.stderr.trim()}` }
  }

  violations(system: string): Violation[] {
    return this.#get(system).stage.world.violations
  }

  journal(system: string, after = 0): Promise<JournalEntry[]> {
    return readJournal(this.#parts.pool, this.#get(system).stage.system.name, after)
  }

  lastCall(system: string): Promise<number> {
    return lastCall(this.#parts.pool, this.#get(system).stage.system.name)
  }

  async setPace(system: string, factor: number): Promise<void> {
    await this.#get(system).stage.setPace(factor)
    this.#changed(system)
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#stages.values()].map(({ courier }) => courier.run()))
  }

  async start(): Promise<void> {
    const { logger } = this.#parts
    const server = await listen(async (system, call) => {
      const answer = await this.#get(system).stage.answer(call, this.#clientOf(call.program))
      this.#changed(system)
      return answer
    }, logger)
    this.#server = server
    writeBinFolder(this.#binDir(), PROGRAM_NAMES, server)
    for (const { courier } of this.#stages.values()) void courier.run()
    this.#ticking = this.#tick()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#server?.close()
    for (const open of this.#redis.values()) await (await open).close()
    await this.#ticking
    await this.settled()
  }

  async #tick(): Promise<void> {
    const { clock, logger } = this.#parts
    const { signal } = this.#stopping
    for (;;) {
      await clock.sleep(TICK_MS, signal)
      if (signal.aborted) return
      for (const [system, { stage }] of this.#stages) {
        if (stage.pace === 0) continue
        try {
          await stage.advance(0)
          this.#changed(system)
        } catch (error) {
          logger.error('the range could not move a world on', { system, error: String(error) })
        }
      }
    }
  }

  #clientOf(program: string): Client {
    const { wrapClient = (_, client) => client } = this.#parts
    return wrapClient(program, clientOf(program))
  }

  #changed(system: string): void {
    void this.#get(system).courier.run()
    this.#parts.onChange(system)
  }

  #get(system: string): Staged {
    const found = this.#stages.get(system)
    if (found !== undefined) return found
    throw new AppError(
      'no-such-system',
      `there is no system "${system}"`,
      `known: ${[...this.#stages.keys()].join(', ')}`,
      { status: 404 },
    )
  }

  #fault(system: System, name: string): System['faults'][number] {
    const found = system.faults.find((f) => f.name === name)
    if (found !== undefined) return found
    const known = system.faults.map((f) => f.name).join(', ')
    throw new AppError('no-such-fault', `${system.name} has no fault "${name}"`, `known: ${known}`, { status: 404 })
  }

  #binDir(): string {
    return join(this.#parts.runtimeDir, 'bin')
  }
}
