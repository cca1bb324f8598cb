import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { chown, mkdir, readFile, rm, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../core/clock.ts'
import { AppError } from '../../core/errors.ts'
import { idsFor } from './cluster.ts'
import { type Place, refuseForeignSocketDir } from './place.ts'
import { commandOf, isAlive } from './process.ts'

/** What a running server says of itself in `postmaster.pid`. */
export interface Postmaster {
  pid: number
  socketDir: string
  ready: boolean
}

const POLL_MS = 10
/** Recovery after a crash replays at most a checkpoint's worth of log: seconds, on a slow disk tens of them. */
const PATIENCE_MS = 60_000
const STOP_PATIENCE_MS = 20_000
const LARGEST_LOG = 10_000_000

/** The server that runs on this place's data, or null. A file that a dead server left is removed. */
export async function findPostmaster(place: Place): Promise<Postmaster | null> {
  const file = path.join(place.data, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (text === '') return null
  if (isAlive(pid) && (commandOf(pid) ?? 'postgres').includes('postgres')) {
    return { pid, socketDir: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' }
  }
  // After a reboot its id may belong to somebody else, and PostgreSQL would refuse to start.
  await rm(file, { force: true })
  return null
}

/**
 * Starts the server and returns once it takes connections. Call it under the place's lock.
 *
 * It gets a session of its own: neither Ctrl-C in the terminal nor a `kill -9` of this process ends it,
 * so the next start finds it running.
 *
 * @param durable - False saves the syncs to disk: for tests, whose data may be lost.
 * @throws {AppError} `disk-full`, `database-not-started`.
 */
export async function startPostmaster(
  place: Place,
  binaries: string,
  options: { durable: boolean; clock: Clock },
): Promise<Postmaster> {
  await prepareSocketDir(place)
  const from = await prepareLog(place)
  const exit = spawnServer(place, binaries, options.durable)
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const running = await findPostmaster(place)
    if (running?.ready) return running
    if (exit.happened) throw await explainExit(place, from, exit.reason)
    await options.clock.sleep(POLL_MS)
  }
  throw await explainExit(place, from, 'it was not ready after a minute')
}

/** Waits until a server that is starting or recovering is ready; null when it ended instead. */
export async function waitUntilReady(place: Place, clock: Clock): Promise<Postmaster | null> {
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    const running = await findPostmaster(place)
    if (running === null || running.ready) return running
    await clock.sleep(POLL_MS)
  }
  throw await explainExit(place, 0, 'it was not ready after a minute')
}

/** Ends the server: its connections are closed, its data written out. Resolves to whether it has ended. */
export async function stopPostmaster(place: Place, clock: Clock): Promise<boolean> {
  const running = await findPostmaster(place)
  if (running === null) return true
  process.kill(running.pid, 'SIGINT')
  for (let waited = 0; waited < STOP_PATIENCE_MS; waited += POLL_MS) {
    if ((await findPostmaster(place)) === null && !isAlive(running.pid)) return true
    await clock.sleep(POLL_MS)
  }
  return false
}

function spawnServer(place: Place, binaries: string, durable: boolean): { happened: boolean; reason: string } {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: place.socketDir,
    unix_socket_permissions: '0700',
    port: '5432',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Runs are many small queries; compiling them costs more than it saves.
    jit: 'off',
    max_connections: durable ? '100' : '200',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const log = openSync(place.log, 'a', 0o600)
  const exit = { happened: false, reason: '' }
  try {
    const child = spawn(
      path.join(binaries, 'bin', 'postgres'),
      ['-D', place.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { ...idsFor(place.account), cwd: '/', env: { LC_ALL: 'C' }, detached: true, stdio: ['ignore', log, log] },
    )
    const end = (reason: string) => Object.assign(exit, { happened: true, reason })
    child.on('error', (error) => end(error.message))
    child.on('exit', (status, signal) => end(`it ended with ${signal ?? `status ${status}`}`))
    child.unref()
  } finally {
    closeSync(log)
  }
  return exit
}

async function prepareSocketDir(place: Place): Promise<void> {
  refuseForeignSocketDir(place)
  await mkdir(place.socketDir, { recursive: true, mode: 0o700 })
  if (process.getuid?.() === 0) await chown(place.socketDir, place.account.uid, place.account.gid)
  refuseForeignSocketDir(place)
}

/** Returns where the new run's lines will begin. */
async function prepareLog({ log }: Place): Promise<number> {
  const size = (await stat(log).catch(() => null))?.size ?? 0
  if (size <= LARGEST_LOG) return size
  await truncate(log)
  return 0
}

async function explainExit(place: Place, from: number, reason: string): Promise<AppError> {
  const log = (await readFile(place.log).catch(() => Buffer.alloc(0))).subarray(from).toString('utf8')
  if (/No space left on device/i.test(log)) {
    return new AppError(
      'disk-full',
      `the disk is full: the database in ${place.folder} does not start`,
      'free some space',
    )
  }
  const fatal = log.split('\n').findLast((line) => /FATAL|PANIC/.test(line))
  const why = fatal?.replace(/^.*?(FATAL|PANIC):\s*/, '') ?? reason
  return new AppError(
    'database-not-started',
    `the database in ${place.folder} does not start: ${why}`,
    `see ${place.log}; or give Standby a database of your own with --database-url`,
    { status: 503 },
  )
}
