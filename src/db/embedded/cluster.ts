import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import type { Place } from './place.ts'

/** The one PostgreSQL we bring along. Another major version cannot read its files. */
const MAJOR = '18'
export const SUPERUSER = 'standby'

/**
 * Makes the database cluster of a place unless it is there already. Call it under the place's lock.
 *
 * It is made beside its final name and then renamed, so that a start that was cut short leaves
 * nothing that looks like a database.
 *
 * @throws {AppError} `database-version`, `database-not-yours`, `disk-full`, `database-not-made`.
 */
export async function ensureCluster(place: Place, binaries: string): Promise<void> {
  if (existsSync(place.cluster)) return await refuseOtherVersion(place)
  await removeLeftovers(place)
  const temporary = await mkdtemp(`${place.cluster}.new-`)
  try {
    await fill(temporary, place, binaries)
    await rename(temporary, place.cluster)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function fill(folder: string, { account }: Place, binaries: string): Promise<void> {
  await mkdir(path.join(folder, 'socket'), { mode: 0o700 })
  const password = path.join(folder, 'password')
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  for (const each of [path.join(folder, 'socket'), password, folder]) await chown(each, account.uid, account.gid)

  const { status, output } = await run(
    path.join(binaries, 'bin', 'initdb'),
    [
      `--pgdata=${path.join(folder, 'data')}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      // The same on every machine; macOS knows C.UTF-8 only as PostgreSQL's own.
      `--locale=${process.platform === 'darwin' ? 'C' : 'C.UTF-8'}`,
      '--no-instructions',
    ],
    account,
  )
  if (status !== 0) throw notMade(output)
}

function run(
  program: string,
  args: string[],
  account: { uid: number; gid: number },
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    // In its own session: Ctrl-C in the terminal reaches us alone, and we decide what becomes of it.
    const child = spawn(program, args, {
      ...idsFor(account),
      cwd: '/',
      env: { LC_ALL: 'C', TZ: 'UTC' },
      detached: true,
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, output }))
  })
}

/** Switching to the account we already have is not allowed everywhere, so it is not asked for. */
export function idsFor(account: { uid: number; gid: number }): { uid?: number; gid?: number } {
  return process.getuid?.() === account.uid ? {} : { uid: account.uid, gid: account.gid }
}

async function refuseOtherVersion({ data, folder }: Place): Promise<void> {
  const version = await readFile(path.join(data, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') throw error
    throw new AppError(
      'database-not-yours',
      `the database in ${folder} belongs to another user`,
      'start Standby as the user who made it, or choose another folder with --data',
      { cause: error },
    )
  })
  if (version.trim() === MAJOR) return
  throw new AppError(
    'database-version',
    `the database in ${folder} was made by PostgreSQL ${version.trim()}, and this Standby brings PostgreSQL ${MAJOR}`,
    `start the Standby that made it and move the data with pg_dump, or choose another folder with --data`,
  )
}

/** What starts that were killed have left behind. */
async function removeLeftovers({ folder, cluster }: Place): Promise<void> {
  const prefix = `${path.basename(cluster)}.new-`
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix)) await rm(path.join(folder, name), { recursive: true, force: true })
  }
}

function notMade(output: string): AppError {
  if (/No space left on device/i.test(output)) {
    return new AppError('disk-full', 'the disk is full: no database could be made', 'free some space, then start again')
  }
  const reason = output.split('\n').findLast((line) => /error|fatal|could not/i.test(line)) ?? output.trim()
  return new AppError(
    'database-not-made',
    `no database could be made: ${reason}`,
    'give Standby a database of your own with --database-url',
  )
}
