import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { randomId } from '../../core/ids.ts'
import { isAlive, startedAt } from './process.ts'

const POLL_MS = 20
/** A first start takes about 1.5 s, recovery after a crash seconds; beyond this something is wrong. */
const PATIENCE_MS = 60_000

/**
 * Runs `work` while this process alone holds the lock file `file`.
 *
 * A lock whose process has died is taken over. The lock spares starters the sight of each other; what
 * keeps data safe underneath is the rename in `initdb` and PostgreSQL's own `postmaster.pid`.
 *
 * @throws {AppError} `database-starting` when another process keeps it for a minute.
 */
export async function withLock<T>(file: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const mine = `${file}.${randomId().slice(0, 8)}`
  await writeFile(mine, `${process.pid} ${startedAt(process.pid) ?? ''}`)
  try {
    for (let waited = 0; !(await take(mine, file)); waited += POLL_MS) {
      if (waited >= PATIENCE_MS) throw heldTooLong(file)
      await clock.sleep(POLL_MS)
    }
    try {
      return await work()
    } finally {
      await rm(file, { force: true })
    }
  } finally {
    await rm(mine, { force: true })
  }
}

/** `link` appears with its content in one move, so nobody ever reads a lock without a holder. */
async function take(mine: string, file: string): Promise<boolean> {
  try {
    await link(mine, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const holder = await readFile(file, 'utf8').catch(() => null)
  if (holder !== null && !isHeld(holder)) await breakLock(file, holder, mine)
  return false
}

function isHeld(holder: string): boolean {
  const [pid, started] = holder.split(' ')
  return isAlive(Number(pid)) && (startedAt(Number(pid)) ?? '') === (started ?? '')
}

/** Moves the dead lock aside, and puts it back if a living one was caught in its place. */
async function breakLock(file: string, dead: string, mine: string): Promise<void> {
  const aside = `${mine}.broken`
  try {
    await rename(file, aside)
  } catch {
    return // Somebody else was quicker.
  }
  if ((await readFile(aside, 'utf8')) !== dead) await link(aside, file).catch(() => {})
  await rm(aside, { force: true })
}

function heldTooLong(file: string): AppError {
  return new AppError(
    'database-starting',
    'another Standby has been starting this database for over a minute',
    `look for it with ps, stop it, and remove ${file}`,
    { status: 503 },
  )
}
