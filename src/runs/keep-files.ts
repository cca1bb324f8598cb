import { AppError } from '../core/errors.ts'
import type { Queryable } from '../db/queryable.ts'
import type { RunContext } from './context.ts'
import { findFiles, type SealedFile, saveFiles } from './file-store.ts'
import type { KeptFile, Run } from './run.ts'

/** What of a run's folder has changed with a step. */
export interface FolderChange {
  files: KeptFile[]
  contents: SealedFile[]
  /** Those that are new and too large to be kept. */
  unkept: KeptFile[]
}

const placeOf = (runId: string, path: string) => `${runId}/files/${path}`

/** Looks what a step has left in the run's folder. @returns null when nothing has changed there. */
export async function lookForFiles({ executor, sealer }: RunContext, run: Run): Promise<FolderChange | null> {
  if (executor.folders === undefined) return null
  const found = await executor.folders.read(run.id, run.files)
  const files = found.map(({ file }) => file)
  if (JSON.stringify(files) === JSON.stringify(run.files)) return null
  const contents = found.flatMap(({ file: { path }, content }) =>
    content === null ? [] : [{ path, content: sealer.sealBytes(content, placeOf(run.id, path)) }],
  )
  const known = new Set(run.files.filter((file) => file.digest === null).map((file) => file.path))
  return { files, contents, unkept: files.filter((file) => file.digest === null && !known.has(file.path)) }
}

/** In the transaction that ends the attempt: what the run says of its files is what is kept of them. */
export async function keepFiles(tx: Queryable, run: Run, { files, contents }: FolderChange): Promise<void> {
  const kept = files.filter((file) => file.digest !== null)
  await saveFiles(
    tx,
    run.id,
    contents,
    kept.map((file) => file.path),
  )
}

/**
 * What is kept of a file that a step has left, also once the run is over and its folder is gone.
 * @throws {AppError} 404 `no-such-file`; `cannot-unseal`
 */
export async function readKeptFile({ pool, sealer }: RunContext, runId: string, path: string): Promise<Buffer> {
  const [sealed] = await findFiles(pool, runId, [path])
  if (sealed !== undefined) return sealer.openBytes(sealed.content, placeOf(runId, path))
  throw new AppError('no-such-file', `nothing is kept of ${path}`, 'see what is: the run says which files it has', {
    status: 404,
  })
}

/**
 * Brings the run's folder on this node to what the run says of it.
 * @throws {AppError} `file-not-kept`, `cannot-unseal`
 */
export async function restoreFiles({ pool, executor, sealer }: RunContext, run: Run): Promise<void> {
  if (run.files.length === 0) return
  await executor.folders?.restore(run.id, run.files, async (paths) => {
    const sealed = await findFiles(pool, run.id, paths)
    return new Map(sealed.map(({ path, content }) => [path, sealer.openBytes(content, placeOf(run.id, path))] as const))
  })
}
