import assert from 'node:assert/strict'
import { type Answer, Unanswerable } from '../clients/client.ts'
import { clientOf } from '../clients/programs.ts'
import { splitWords } from '../clients/shell/words.ts'
import type { System } from '../system/system.ts'
import { breakWorld } from '../world/break-world.ts'
import { createWorld } from '../world/create-world.ts'
import { checkInvariants } from '../world/invariants.ts'
import { change, run } from '../world/step.ts'
import type { World } from '../world/world.ts'

/**
 * Somebody at a terminal of a system, without a server: commands reach the clients directly. SQL is not answered, and
 * files are those that are put down with `file`.
 */
export class Hand {
  readonly system: System
  world: World
  readonly #files = new Map<string, string>()

  constructor(system: System, seed = 7) {
    this.system = system
    this.world = createWorld(system, seed, Date.parse(system.start))
  }

  file(name: string, text: string): void {
    this.#files.set(name, text)
  }

  break(name: string): void {
    const fault = this.system.faults.find((f) => f.name === name) ?? assert.fail(`no fault ${name}`)
    this.world = change(this.world, (draft) => breakWorld(draft, this.system, fault, null))
  }

  wait(seconds: number): void {
    this.world = change(this.world, (draft) => run(draft, this.system, draft.now + seconds * 1_000))
  }

  /** Types a command: words as a shell would split them, nothing expanded. @throws Unanswerable */
  async type(line: string): Promise<Answer> {
    const words = splitWords(line) ?? assert.fail(`not words: ${line}`)
    const [program = '', ...argv] = words
    const draft = structuredClone(this.world)
    run(draft, this.system, draft.now + this.system.timing.command)
    const answer = await clientOf(program)(
      { program, argv, cwd: '/tmp', stdin: null, attempt: null, env: { AWS_REGION: this.system.region } },
      {
        system: this.system,
        world: draft,
        command: line,
        wait: (ms: number) => run(draft, this.system, draft.now + ms),
        write: () => undefined,
        query: () => {
          throw new Unanswerable('SQL')
        },
        sql: () => {
          throw new Unanswerable('SQL')
        },
        readFile: (path: string) => this.#files.get(path) ?? assert.fail(`no file ${path}`),
      } as never,
    )
    checkInvariants(draft, this.system)
    this.world = draft
    return answer
  }

  /** What a command that ends well prints, without the line's end. */
  async get(line: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.type(line)
    assert.equal(exitCode, 0, `${line}\n${stderr}`)
    return stdout.trimEnd()
  }

  /** What a command that is refused writes. */
  async refused(line: string): Promise<string> {
    const { exitCode, stderr } = await this.type(line)
    assert.notEqual(exitCode, 0, `${line} was not refused`)
    return stderr.trim()
  }

  harms(): string[] {
    return this.world.violations.map((v) => `${v.invariant} ${v.workload}`)
  }
}
