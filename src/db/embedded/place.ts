import { lstatSync, statSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import { digest } from '../../core/ids.ts'
import { makeFolder } from '../../core/make-folder.ts'
import { canEnter, pickAccount, type ServerAccount } from './owner.ts'

/** Where one embedded server keeps its things, and who runs it. */
export interface Place {
  /** Holds `cluster/`, `start.lock` and `postgres.log`. */
  folder: string
  /** Everything `initdb` makes, together: it appears by one rename, whole or not at all. */
  cluster: string
  data: string
  password: string
  socketDir: string
  log: string
  lock: string
  /** Where copies of the binaries go when the package itself cannot be used. */
  copiesDir: string
  account: ServerAccount
}

/** Root keeps what the server's account cannot reach here. */
const SYSTEM_DIR = '/var/lib/standby'
/** A socket's path holds 107 bytes on Linux and 103 on macOS; the name in it, `/.s.PGSQL.5432`, takes 14. */
const LONGEST_SOCKET_DIR = 85

/**
 * Prepares the folders of the server that belongs to `dataDir`: inside it, or, when we are root and
 * the server's account cannot enter it, below `/var/lib/standby` under a name made from its path.
 *
 * @throws {AppError} `data-folder` when they cannot be made.
 */
export async function preparePlace(dataDir: string): Promise<Place> {
  try {
    return await prepare(path.resolve(dataDir))
  } catch (error) {
    if (error instanceof AppError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    throw new AppError(
      code === 'ENOSPC' ? 'disk-full' : 'data-folder',
      `cannot use the data folder ${dataDir}: ${message}`,
      'free some space, or choose a folder you may write to with --data',
      { cause: error },
    )
  }
}

/** Whether a database was ever made for this data folder. */
export function hasCluster(dataDir: string): boolean {
  const folder = path.resolve(dataDir)
  return (
    ownerOf(path.join(folder, 'postgres')) !== null ||
    ownerOf(path.join(SYSTEM_DIR, digest(folder).slice(0, 12))) !== null
  )
}

async function prepare(dataDir: string): Promise<Place> {
  const name = digest(dataDir).slice(0, 12)
  const isRoot = process.getuid?.() === 0
  makeFolder(dataDir)
  const inside = path.join(dataDir, 'postgres')
  const elsewhere = path.join(SYSTEM_DIR, name)
  const account = pickAccount(ownerOf(inside) ?? ownerOf(elsewhere))

  const folder = isRoot && !canEnter(dataDir, account) ? elsewhere : inside
  const place = layOut(folder, isRoot ? SYSTEM_DIR : folder, name, account)
  // Root's folders are open for passing through; what is secret in them is closed by itself.
  for (const each of new Set([place.copiesDir, place.folder])) {
    await mkdir(each, { recursive: true, mode: isRoot ? 0o755 : 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (each === place.folder) throw error // No copy may be needed: that is found out later.
    })
  }
  if (isRoot) await chmod(folder, 0o755) // The umask may have closed it.
  return place
}

function layOut(folder: string, copiesDir: string, name: string, account: ServerAccount): Place {
  const cluster = path.join(folder, 'cluster')
  return {
    folder,
    cluster,
    data: path.join(cluster, 'data'),
    password: path.join(cluster, 'password'),
    socketDir: socketDirFor(cluster, name, account),
    log: path.join(folder, 'postgres.log'),
    lock: path.join(folder, 'start.lock'),
    copiesDir,
    account,
  }
}

function socketDirFor(cluster: string, name: string, account: ServerAccount): string {
  const inside = path.join(cluster, 'socket')
  return Buffer.byteLength(inside) <= LONGEST_SOCKET_DIR ? inside : `/tmp/standby-${account.uid}-${name}`
}

function ownerOf(folder: string): ServerAccount | null {
  try {
    const { uid, gid } = statSync(path.join(folder, 'cluster', 'data'))
    return { uid, gid }
  } catch {
    return null
  }
}

/** @throws {AppError} `socket-folder` when someone else has made this folder under /tmp. */
export function refuseForeignSocketDir({ socketDir, account }: Place): void {
  const stat = lstatSync(socketDir, { throwIfNoEntry: false })
  if (stat === undefined || (stat.isDirectory() && stat.uid === account.uid)) return
  throw new AppError(
    'socket-folder',
    `${socketDir} belongs to someone else, so the database's socket cannot be put there`,
    `remove it, or choose a shorter path with --data`,
  )
}
