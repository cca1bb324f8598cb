import type pg from 'pg'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { transaction } from '../../db/transaction.ts'
import { type Answer, type Call, type Client, failed, type Scene, UNANSWERED, Unanswerable } from '../clients/client.ts'
import type { System } from '../system/system.ts'
import { createWorld, nextStart } from '../world/create-world.ts'
import { checkInvariants } from '../world/invariants.ts'
import { change, run, step } from '../world/step.ts'
import type { World } from '../world/world.ts'
import { askSql } from './sql/ask-sql.ts'
import { makeSchemas } from './sql/make-schema.ts'
import { countFacts, settleSql } from './sql/settle.ts'
import { openWork, workOf } from './sql/work.ts'
import { appendCall, loadWorld, replaceWorld, saveWorld } from './world-store.ts'

/** A read does not save the whole world, only the time, until this much of it has to be played again after a crash. */
const PLAYED_AGAIN_MS = 10 * 60_000

export interface StageParts {
  system: System
  /** SHA-256 of the system.yaml. */
  definition: string
  pool: pg.Pool
  clock: Clock
  readFile: (cwd: string, path: string) => string
}

/**
 * One system's world, in memory and in the database (docs/adr/0006). Everything that happens to it happens one after another; what is
 * told to anyone was saved before.
 */
export class Stage {
  readonly system: System
  readonly #parts: StageParts
  #world: World
  /** What the database has of it. */
  #savedWorld: World
  #version: number
  #pace: number
  /** Real time (ms) up to which the pace has moved the world. */
  #pacedUntil: number
  #last: Promise<unknown> = Promise.resolve()
  /** A save failed, and may have happened all the same: what the database has is what counts. */
  #doubtful = false
  /** A new world's tables are made by whoever first wants something of it: for all examples that takes 0.3 s. */
  #isBegun = true

  /** Takes up the world as it was left; makes a new one where there is none, or where it is of another system.yaml. */
  static async open(parts: StageParts): Promise<Stage> {
    const stored = await loadWorld(parts.pool, parts.system.name)
    if (stored !== null && stored.definition === parts.definition) {
      return new Stage(
        parts,
        step(stored.world, parts.system, stored.virtualNow),
        stored.world,
        stored.version,
        stored.pace,
      )
    }
    const world = createWorld(parts.system, 1, nextStart(parts.system, stored?.virtualNow ?? null))
    const stage = new Stage(parts, world, world, stored?.version ?? 0, 0)
    stage.#isBegun = false
    return stage
  }

  private constructor(parts: StageParts, world: World, savedWorld: World, version: number, pace: number) {
    this.system = parts.system
    this.#parts = parts
    this.#world = world
    this.#savedWorld = savedWorld
    this.#version = version
    this.#pace = pace
    this.#pacedUntil = parts.clock.now().getTime()
  }

  /** The world as it was last saved: to look at, not to change. */
  get world(): World {
    return this.#world
  }

  get pace(): number {
    return this.#pace
  }

  /** The virtual time now, in milliseconds. */
  now(): number {
    return this.#world.now + this.#sincePaced()
  }

  /** A new world: all is well, on a later day than the last one. */
  reset(seed: number): Promise<void> {
    return this.#exclusively(async () => {
      const world = createWorld(this.system, seed, nextStart(this.system, this.now()))
      await this.#begin(world, this.#version + 1)
      this.#pace = 0
    }, 'anew')
  }

  /** Changes the world at its present time, and saves it. */
  change(act: (draft: World) => void): Promise<void> {
    return this.#exclusively(async () => {
      const next = change(this.#paced(), (draft) => {
        act(draft)
        checkInvariants(draft, this.system)
      })
      await this.#save(this.#parts.pool, next, true)
    })
  }

  /**
   * Lets time pass: so much, or what the pace says has passed.
   * @param look - Looks every so many milliseconds whether that is enough: then the rest does not pass.
   */
  advance(ms: number, look?: { every: number; enough: (world: World) => boolean }): Promise<void> {
    return this.#exclusively(async () => {
      const paced = this.#paced()
      const until = paced.now + ms
      let next = step(paced, this.system, look === undefined ? until : Math.min(until, paced.now + look.every))
      while (look !== undefined && next.now < until && !look.enough(next))
        next = step(next, this.system, Math.min(until, next.now + look.every))
      if (next === this.#world) return
      await this.#save(this.#parts.pool, next, next.pendingSql.length > 0)
    })
  }

  /** Virtual seconds per real second; 0: time stands still between commands. */
  setPace(factor: number): Promise<void> {
    if (!(factor >= 0)) throw new AppError('bad-pace', `the pace ${factor} is not a number from 0`, 'give 0, 1 or more')
    return this.#exclusively(async () => {
      const next = this.#paced()
      this.#pace = factor
      await this.#save(this.#parts.pool, next, true)
    })
  }

  /** What a client answers. The world it left, the rows it changed and the journal's entry are saved before. */
  answer(call: Call, client: Client): Promise<Answer> {
    return this.#exclusively(async () => {
      const { clock, pool } = this.#parts
      const paced = this.#paced()
      const start = step(paced, this.system, paced.now + this.system.timing.command)
      let wrote = false
      let answered = true
      let next = structuredClone(start)
      let answer: Answer
      const work = openWork(pool)
      try {
        try {
          await settleSql(work, next, this.system)
          const draft = next
          const scene = this.#scene(call, draft, () => {
            wrote = true
          })
          answer = await client(call, { ...scene, query: (q) => askSql(work, draft, this.system, q) })
          if (wrote) checkInvariants(draft, this.system)
          await settleSql(work, draft, this.system)
          if (answer.isHandedOn === true) {
            await work.undo()
            next = paced
          }
        } catch (error) {
          if (!(error instanceof Unanswerable)) throw error
          await work.undo()
          answered = false
          wrote = false
          next = structuredClone(start)
          answer = failed(UNANSWERED, `standby range: cannot answer: ${error.message}\n`)
          await settleSql(work, next, this.system)
        }
        const tx = await work.client()
        const effect = wrote ? ('write' as const) : ('read' as const)
        const virtualAt = answer.isHandedOn === true ? paced.now : start.now
        const entry = { call, effect, answered, exitCode: answer.exitCode, virtualAt, calledAt: clock.now() }
        await appendCall(tx, { system: this.system.name, ...entry })
        await this.#store(tx, next, wrote || work.kept())
        await work.commit()
      } catch (error) {
        await work.abandon()
        throw error
      }
      this.#stored(next, wrote || work.kept())
      return answer
    })
  }

  #scene(call: Call, draft: World, write: () => void): Scene {
    return {
      system: this.system,
      world: draft,
      command: [call.program, ...call.argv].join(' '),
      wait: (ms) => run(draft, this.system, draft.now + ms),
      write,
      query: async (question) => {
        const work = openWork(this.#parts.pool)
        try {
          return await askSql(work, draft, this.system, question)
        } finally {
          await work.abandon()
        }
      },
      readFile: (path) => this.#parts.readFile(call.cwd, path),
    }
  }

  /** What a client would answer to somebody who looks from outside: nothing is changed, saved or noted. */
  peek(call: Call, client: Client): Promise<Answer> {
    return this.#exclusively(async () => {
      const draft = structuredClone(this.#paced())
      try {
        return await client(
          call,
          this.#scene(call, draft, () => undefined),
        )
      } catch (error) {
        if (!(error instanceof Unanswerable)) throw error
        return failed(UNANSWERED, `standby range: cannot answer: ${error.message}\n`)
      }
    })
  }

  async #reload(): Promise<void> {
    const stored = await loadWorld(this.#parts.pool, this.system.name)
    if (stored === null) throw new Error(`the world of ${this.system.name} is gone`)
    this.#pace = stored.pace
    this.#keep(step(stored.world, this.system, stored.virtualNow), stored.world, stored.version)
    this.#doubtful = false
  }

  #sincePaced(): number {
    return this.#pace === 0 ? 0 : Math.max(0, this.#parts.clock.now().getTime() - this.#pacedUntil) * this.#pace
  }

  /** The world moved on by its pace. */
  #paced(): World {
    return step(this.#world, this.system, Math.round(this.#world.now + this.#sincePaced()))
  }

  async #save(pool: pg.Pool, next: World, whole: boolean): Promise<void> {
    // What was stepped may be the very world that is shown: only a copy may be settled.
    const settled = next.pendingSql.length > 0 ? structuredClone(next) : next
    await transaction(pool, async (tx) => {
      if (next.pendingSql.length > 0) await settleSql(workOf(tx), settled, this.system)
      await this.#store(tx, settled, whole)
    })
    this.#stored(settled, whole)
  }

  async #store(tx: pg.PoolClient, next: World, whole: boolean): Promise<void> {
    const saved = await saveWorld(tx, {
      system: this.system.name,
      world: this.#isWhole(next, whole) ? next : null,
      virtualNow: next.now,
      pace: this.#pace,
      version: this.#version,
    })
    if (!saved) {
      throw new AppError('world-taken', `another server plays the system ${this.system.name}`, 'stop one of the two', {
        status: 409,
      })
    }
  }

  /** After the transaction has been committed. */
  #stored(next: World, whole: boolean): void {
    this.#keep(next, this.#isWhole(next, whole) ? next : this.#savedWorld, this.#version + 1)
  }

  #isWhole(next: World, whole: boolean): boolean {
    return whole || next.outbox.length > 0 || next.now - this.#savedWorld.now > PLAYED_AGAIN_MS
  }

  #keep(world: World, savedWorld: World, version: number): void {
    this.#world = world
    this.#savedWorld = savedWorld
    this.#version = version
    this.#pacedUntil = this.#parts.clock.now().getTime()
  }

  /** Puts a new world, and its tables, in the place of whatever was there. */
  async #begin(world: World, version: number): Promise<void> {
    const { pool, system, definition } = this.#parts
    await transaction(pool, async (tx) => {
      await makeSchemas(tx, system, world)
      await countFacts(workOf(tx), world, system)
      await replaceWorld(tx, { definition, world, virtualNow: world.now, pace: 0, version })
    })
    this.#isBegun = true
    this.#keep(world, world, version)
  }

  /** Begins the world it was opened with, unless another server on this database has begun it meanwhile. */
  async #beginOnce(): Promise<void> {
    const stored = await loadWorld(this.#parts.pool, this.system.name)
    const isThere = stored?.definition === this.#parts.definition
    if (isThere) {
      await this.#reload()
      this.#isBegun = true
    } else await this.#begin(this.#world, (stored?.version ?? 0) + 1)
  }

  #exclusively<T>(work: () => Promise<T>, how: 'on' | 'anew' = 'on'): Promise<T> {
    const result = this.#last.then(async () => {
      if (!this.#isBegun && how === 'on') await this.#beginOnce()
      else if (this.#doubtful) await this.#reload()
      try {
        return await work()
      } catch (error) {
        this.#doubtful = true
        throw error
      }
    })
    this.#last = result.catch(() => undefined)
    return result
  }
}
