/**
 * Compares the range's `aws` with the real AWS CLI against a local emulator: the same things are made in both, and the
 * same commands given. Do they end alike, and have the answers the same keys, with values of the same types?
 *
 *     node scripts/agreement/range-aws.ts
 *
 * Needs python3 with `awscli` (version 1) and `moto_server`. The emulator lacks some of what AWS answers, and adds a
 * little: every difference is listed, for a person to judge.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Unanswerable } from '../../src/range/clients/client.ts'
import { splitWords } from '../../src/range/clients/shell/words.ts'
import { Hand } from '../../src/range/test-support/hand.ts'
import { exampleSystem } from '../../src/range/test-support/systems.ts'
import { startEmulator } from './emulator.ts'
import { COMMANDS, SETUP } from './range-aws-commands.ts'

interface Answered {
  exit: number
  out: string
  err: string
}

export interface Comparison {
  /** Commands on which both were asked. */
  asked: number
  /** Same exit status. */
  sameExit: number
  /** Both refused, or both took it. */
  sameVerdict: number
  /** Of the keys of the real answers, those that ours has with the same type. */
  keys: number
  sameKeys: number
  differences: string[]
}

/** Starts an emulator on loopback, makes the things, asks both, and stops it. */
export async function compareRange(): Promise<Comparison> {
  const { endpoint, stop } = await startEmulator()
  const real = new RealCli(endpoint)
  try {
    const made = new Map<string, string>()
    for (const { line, as, query } of SETUP) {
      const { exit, out, err } = await real.run(wordsOf(fill(line, made)))
      if (exit !== 0) throw new Error(`the emulator does not make ${line}: ${err}`)
      if (as !== undefined) made.set(as, pick(JSON.parse(out), query ?? ''))
    }
    return await compareAll(real, made)
  } finally {
    real.close()
    stop()
  }
}

async function compareAll(real: RealCli, made: ReadonlyMap<string, string>): Promise<Comparison> {
  const hand = new Hand(exampleSystem('regami'))
  const other = new Hand(exampleSystem('sleek'))
  const found: Comparison = { asked: 0, sameExit: 0, sameVerdict: 0, keys: 0, sameKeys: 0, differences: [] }
  for (const { line, on, real: theirs } of COMMANDS) {
    const theirAnswer = await real.run(wordsOf(fill(theirs ?? line, made)))
    const ourAnswer = await ours(on === 'sleek' ? other : hand, `aws ${line}`)
    found.asked += 1
    const alike = (theirAnswer.exit === 0) === (ourAnswer.exit === 0)
    if (alike) found.sameVerdict += 1
    else
      found.differences.push(
        `${line}\n    ends with ${ourAnswer.exit}, the real one with ${theirAnswer.exit}: ${said(ourAnswer, theirAnswer)}`,
      )
    if (theirAnswer.exit === ourAnswer.exit) found.sameExit += 1
    else if (alike) found.differences.push(`${line}\n    exit ${ourAnswer.exit}, the real one ${theirAnswer.exit}`)
    const [a, b] = [errorCode(ourAnswer.err), errorCode(theirAnswer.err)]
    if (alike && a !== b) found.differences.push(`${line}\n    says ${a}, the real one ${b}`)
    const wanted = keysOf(parsed(theirAnswer.out))
    const present = keysOf(parsed(ourAnswer.out))
    const missing = [...wanted].filter((key) => !present.has(key))
    found.keys += wanted.size
    found.sameKeys += wanted.size - missing.length
    if (missing.length > 0) found.differences.push(`${line}\n    lacks ${missing.join(', ')}`)
  }
  return found
}

const said = (a: Answered, b: Answered) => (a.err || b.err).trim().split('\n').at(-1) ?? ''
const errorCode = (err: string) => /An error occurred \(([^)]+)\)/.exec(err)?.[1] ?? null

async function ours(hand: Hand, line: string): Promise<Answered> {
  try {
    const { exitCode, stdout, stderr } = await hand.type(line)
    return { exit: exitCode, out: stdout, err: stderr }
  } catch (error) {
    if (!(error instanceof Unanswerable)) throw error
    return { exit: 97, out: '', err: `unanswered: ${error.message}` }
  }
}

/** Paths of an answer's keys with the type of their values: `services[].taskDefinition string`. Nothing of null. */
function keysOf(value: unknown, path = '', found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const inner of value) keysOf(inner, `${path}[]`, found)
  else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'ResponseMetadata' || inner === null) continue
      const type = Array.isArray(inner) ? 'list' : typeof inner
      found.add(`${path}.${key} ${type}`)
      keysOf(inner, `${path}.${key}`, found)
    }
  }
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const wordsOf = (line: string): string[] => splitWords(line) ?? []

/** `{name}` is something that was made before. */
function fill(line: string, made: ReadonlyMap<string, string>): string {
  return line.replace(/\{([a-z]+)\}/g, (all, name: string) => made.get(name) ?? all)
}

function pick(value: unknown, path: string): string {
  return String(path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value))
}

class RealCli {
  readonly #child
  readonly #lines

  constructor(endpoint: string) {
    this.#child = spawn('python3', [join(import.meta.dirname, 'aws-answers.py'), endpoint], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  async run(argv: readonly string[]): Promise<Answered> {
    this.#child.stdin.write(`${JSON.stringify(argv)}\n`)
    const { value } = await this.#lines.next()
    return JSON.parse(value as string) as Answered
  }

  close(): void {
    this.#child.stdin.end()
    this.#child.kill()
  }
}

const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`

if (import.meta.main) {
  const c = await compareRange()
  console.log(c.differences.join('\n'))
  console.log(
    `${c.asked} commands: ${percent(c.sameVerdict, c.asked)} accepted or refused alike, ${percent(c.sameExit, c.asked)} with the same exit status, ${percent(c.sameKeys, c.keys)} of ${c.keys} keys with the same type`,
  )
}
