import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type pg from 'pg'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { systemClock } from '../../core/clock.ts'
import { randomId } from '../../core/ids.ts'
import { silentLogger } from '../../core/logger.ts'
import { createRange } from '../create-range.ts'
import type { Range } from '../range.ts'
import type { AlertmanagerWebhook } from '../server/webhook.ts'
import { EXAMPLES } from './examples.ts'

export interface Playground {
  range: Range
  /** What was delivered, in order. */
  delivered: AlertmanagerWebhook[]
  runtimeDir: string
  /** Runs a text with bash, the range's programs first on PATH. */
  bash(system: string, text: string, options?: { stdin?: string; attempt?: string }): Promise<Ran>
  close(): Promise<void>
}

export interface Ran {
  stdout: string
  stderr: string
  exitCode: number
}

/** A range on its own socket, and a shell to use it from. Time moves by commands alone. */
export async function playground(
  pool: pg.Pool,
  options: { runtimeDir?: string; accept?: () => boolean } = {},
): Promise<Playground> {
  const runtimeDir = options.runtimeDir ?? mkdtempSync(join(tmpdir(), 'standby-range-'))
  const delivered: AlertmanagerWebhook[] = []
  const range = await createRange({
    pool,
    clock: systemClock,
    newId: randomId,
    logger: silentLogger,
    examplesDir: EXAMPLES,
    runtimeDir,
    deliverAlert: async (_environment, body) => {
      if (options.accept?.() === false) throw new Error('not now')
      delivered.push(body)
    },
    onChange: () => undefined,
  })
  await range.start()
  return {
    range,
    delivered,
    runtimeDir,
    bash: (system, text, given = {}) => runBash(range, system, text, given),
    close: async () => {
      await range.stop()
      if (options.runtimeDir === undefined) rmSync(runtimeDir, { recursive: true, force: true })
    },
  }
}

/** A playground on a database of its own, that the tests of a file share: opened before them, closed after them. */
export function sharedPlayground(): Omit<Playground, 'close'> {
  let db: TestDatabase
  let play: Playground
  before(async () => {
    db = await testDatabase()
    play = await playground(db.pool)
  })
  after(async () => {
    await play?.close()
    await db?.close()
  })
  return {
    get range() {
      return play.range
    },
    get delivered() {
      return play.delivered
    },
    get runtimeDir() {
      return play.runtimeDir
    },
    bash: (...given) => play.bash(...given),
  }
}

function runBash(
  range: Range,
  system: string,
  text: string,
  options: { stdin?: string; attempt?: string },
): Promise<Ran> {
  const { path, env } = range.environment(system)
  const child = spawn('bash', ['--norc', '-c', text], {
    env: {
      ...env,
      PATH: [...path, process.env.PATH].join(':'),
      LANG: 'C.UTF-8',
      ...(options.attempt === undefined ? {} : { STANDBY_ATTEMPT: options.attempt }),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ran = { stdout: '', stderr: '', exitCode: 0 }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    ran.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    ran.stderr += chunk
  })
  child.stdin.end(options.stdin ?? '')
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...ran, exitCode: code ?? 1 })))
}
