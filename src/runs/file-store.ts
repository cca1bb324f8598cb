import type { Queryable } from '../db/queryable.ts'

/** A file's content, sealed. */
export interface SealedFile {
  path: string
  content: Buffer
}

/** Writes the contents that are new, and forgets those of files that are no longer there. */
export async function saveFiles(
  tx: Queryable,
  runId: string,
  changed: readonly SealedFile[],
  paths: readonly string[],
): Promise<void> {
  await tx.query('delete from run_file where run_id = $1 and path <> all($2::text[])', [runId, paths])
  if (changed.length === 0) return
  await tx.query(
    `insert into run_file (run_id, path, content) select $1, path, content from unnest($2::text[], $3::bytea[]) as f (path, content)
     on conflict (run_id, path) do update set content = excluded.content`,
    [runId, changed.map((file) => file.path), changed.map((file) => file.content)],
  )
}

export async function findFiles(db: Queryable, runId: string, paths: readonly string[]): Promise<SealedFile[]> {
  const { rows } = await db.query<SealedFile>(
    'select path, content from run_file where run_id = $1 and path = any($2::text[])',
    [runId, paths],
  )
  return rows
}
