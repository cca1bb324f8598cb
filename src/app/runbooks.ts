import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Clock } from '../core/clock.ts'
import { AppError } from '../core/errors.ts'
import { digest } from '../core/ids.ts'
import type { Queryable } from '../db/queryable.ts'
import type { BindableRunbook } from '../incidents/binding.ts'
import { compileRunbook } from '../plan/compile.ts'
import type { Plan } from '../plan/plan.ts'
import { latestRunbooks, runbookByDigest, type StoredRunbook, saveRunbook } from './runbook-store.ts'

/** Largest runbook that is compiled, in bytes. The longest one seen in the wild has a tenth of it. */
const MAX_RUNBOOK_BYTES = 2 * 1024 * 1024
const MAX_FILE_NAME = 512

export interface RunbookSource {
  /** A path, or the name the text was posted under. */
  file: string
  text: string
  /** For a drill alone: it is not bound to alerts of anything real. */
  rehearsal?: boolean
}

export interface Runbook extends BindableRunbook {
  text: string
  rehearsal: boolean
}

/** The runbooks that are known. The database has their texts; what they compile to is computed, and remembered. */
export interface RunbookLibrary {
  /** @throws AppError `not-markdown`, `runbook-too-large` */
  register(source: RunbookSource): Promise<Runbook>
  /** Any text that was ever registered. */
  get(digest: string, db?: Queryable): Promise<Runbook | null>
  /** The latest text of each file, the most recently registered first: what alerts are bound to. */
  list(db?: Queryable): Promise<Runbook[]>
}

export function createRunbookLibrary(parts: { pool: Queryable; clock: Clock }): RunbookLibrary {
  const { pool, clock } = parts
  const plans = new Map<string, Plan>()

  function withPlan(stored: StoredRunbook): Runbook {
    const key = `${stored.digest} ${stored.file}`
    const plan = plans.get(key) ?? compileRunbook(stored.file, stored.text)
    plans.set(key, plan)
    return { ...stored, registeredAt: stored.registeredAt.toISOString(), plan }
  }

  return {
    async register(source) {
      checkSource(source)
      const { file, text, rehearsal = false } = source
      const stored = { file, text, rehearsal, digest: digest(text), registeredAt: clock.now() }
      // Compiled first: what cannot be compiled is not stored.
      const runbook = withPlan(stored)
      await saveRunbook(pool, stored)
      return runbook
    },
    async get(wanted, db = pool) {
      const stored = await runbookByDigest(db, wanted)
      return stored === null ? null : withPlan(stored)
    },
    async list(db = pool) {
      return (await latestRunbooks(db)).map(withPlan)
    },
  }
}

/**
 * Reads Markdown files, and those in folders (however deep, except hidden ones).
 * @throws AppError `no-such-runbook`, `not-markdown`, `runbook-too-large`
 */
export function readRunbooks(paths: readonly string[]): RunbookSource[] {
  return paths.flatMap(filesAt).map((file) => {
    if (statSync(file).size > MAX_RUNBOOK_BYTES) throw tooLarge(file)
    try {
      return { file, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file)) }
    } catch (cause) {
      throw notMarkdown(file, 'is not UTF-8 text', cause)
    }
  })
}

function filesAt(at: string): string[] {
  const found = statSync(at, { throwIfNoEntry: false })
  if (found === undefined) {
    throw new AppError('no-such-runbook', `there is no file ${at}`, 'mend the list of runbooks in standby.yaml')
  }
  if (!found.isDirectory()) return [at]
  return readdirSync(at, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || /\.(md|markdown)$/i.test(entry.name)))
    .map((entry) => path.join(at, entry.name))
    .sort()
    .flatMap(filesAt)
}

function checkSource({ file, text }: RunbookSource): void {
  if (file.trim() === '' || file.length > MAX_FILE_NAME || file.includes('\0') || !file.isWellFormed()) {
    throw new AppError(
      'bad-file-name',
      'the runbook has no usable file name',
      `give it one of 1 to ${MAX_FILE_NAME} characters`,
    )
  }
  if (Buffer.byteLength(text) > MAX_RUNBOOK_BYTES) throw tooLarge(file)
  if (text.includes('\0')) throw notMarkdown(file, 'is not text: it has NUL bytes')
  if (!text.isWellFormed()) throw notMarkdown(file, 'is not Unicode text')
  if (text.trim() === '') throw notMarkdown(file, 'is empty')
}

function tooLarge(file: string): AppError {
  const limit = `${MAX_RUNBOOK_BYTES / 1024 / 1024} MB`
  return new AppError('runbook-too-large', `${file} is larger than ${limit}`, 'split it, or give a runbook', {
    status: 413,
  })
}

function notMarkdown(file: string, why: string, cause?: unknown): AppError {
  return new AppError('not-markdown', `${file} ${why}`, 'give a Markdown file, UTF-8', { cause, status: 422 })
}
