import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../core/errors.ts'
import type { RunFolders } from '../runs/executor.ts'
import type { KeptFile } from '../runs/run.ts'

/** What is kept with a run: notes, saved states, small dumps. Not backups, not checkouts. */
const KEEP = { fileBytes: 1024 * 1024, runBytes: 8 * 1024 * 1024, files: 200 }

/** The folders of runs below `root`. Plain files are kept; links, sockets and the like are not. */
export function createRunFolders(root: string, keep: typeof KEEP = KEEP): RunFolders {
  return {
    read: (workspace, known) => readFolder(join(root, workspace), known, keep),
    async restore(workspace, files, fetch) {
      const folder = join(root, workspace)
      const missing: KeptFile[] = []
      for (const file of files) if (!(await isThere(folder, file))) missing.push(file)
      const lost = missing.find((file) => file.digest === null)
      if (lost !== undefined) {
        const message = `the file ${lost.path} (${lost.size} bytes) is on another machine: it was too large to be kept with the run`
        throw new AppError('file-not-kept', message, 'run the step that made it again, or go on by hand')
      }
      if (missing.length === 0) return
      const contents = await fetch(missing.map((file) => file.path))
      for (const file of missing) await put(folder, file, contents.get(file.path))
    },
    async clean(workspace, kept) {
      const folder = join(root, workspace)
      for (const file of kept)
        if (file.digest !== null && (await isThere(folder, file))) await rm(join(folder, file.path), { force: true })
      await removeEmpty(folder)
    },
    list: async () => (await readdir(root).catch(() => [])).filter((name) => !name.startsWith('.')),
  }
}

/** @returns whether the folder is gone. */
async function removeEmpty(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null)
  if (entries === null) return false
  let left = 0
  for (const entry of entries) if (!entry.isDirectory() || !(await removeEmpty(join(folder, entry.name)))) left++
  if (left > 0) return false
  return rmdir(folder).then(
    () => true,
    () => false,
  )
}

async function readFolder(folder: string, known: readonly KeptFile[], keep: typeof KEEP) {
  const before = new Map(known.map((file) => [file.path, file]))
  const found: Awaited<ReturnType<RunFolders['read']>> = []
  let kept = 0
  for (const path of (await walk(folder, '', keep.files * 2)).sort()) {
    const { size, mode } = await lstat(join(folder, path))
    const file: KeptFile = { path, mode: mode & 0o777, size, digest: null }
    const fits = size <= keep.fileBytes && kept + size <= keep.runBytes && found.length < keep.files
    if (!fits) {
      found.push({ file, content: null })
      continue
    }
    const content = await readFile(join(folder, path))
    kept += content.length
    file.digest = digestOf(content)
    file.size = content.length
    found.push({ file, content: before.get(path)?.digest === file.digest ? null : content })
  }
  return found
}

/** Paths of plain files, at most `limit`. */
async function walk(folder: string, below: string, limit: number): Promise<string[]> {
  const paths: string[] = []
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (paths.length >= limit) break
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) paths.push(...(await walk(folder, path, limit - paths.length)))
    else if (entry.isFile()) paths.push(path)
  }
  return paths
}

async function isThere(folder: string, { path, digest, size }: KeptFile): Promise<boolean> {
  try {
    if (digest === null) return (await lstat(join(folder, path))).size === size
    return digestOf(await readFile(join(folder, path))) === digest
  } catch {
    return false
  }
}

async function put(folder: string, file: KeptFile, content: Buffer | undefined): Promise<void> {
  if (content === undefined || digestOf(content) !== file.digest) {
    throw new AppError('file-not-kept', `the file ${file.path} was not kept whole`, 'run the step that made it again')
  }
  const path = join(folder, file.path)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, content, { mode: 0o600 })
  await chmod(path, file.mode)
}

const digestOf = (content: Buffer) => createHash('sha256').update(content).digest('hex')
