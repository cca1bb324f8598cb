import type { RunContext } from './context.ts'
import { findRun } from './store.ts'

/** Once a run is over, what its steps have left on this machine is in the database alone. */
export async function cleanFolder({ pool, executor, logger }: RunContext, runId: string): Promise<void> {
  if (executor.folders === undefined) return
  try {
    const found = await findRun(pool, runId)
    if (found?.run.status === 'finished') await executor.folders.clean(runId, found.run.files)
  } catch (error) {
    // The next look finds it again.
    logger.warn('a run’s folder could not be cleaned', { run: runId, reason: (error as Error).message })
  }
}

/**
 * Cleans the folders of runs that were ended elsewhere, or while this node was gone.
 * @param seen - Folders that were looked at and hold what is kept nowhere else; added to.
 */
export async function sweepFolders(deps: RunContext, seen: Set<string>): Promise<void> {
  const names = ((await deps.executor.folders?.list()) ?? []).filter((name) => !seen.has(name))
  if (names.length === 0) return
  const { rows } = await deps.pool.query<{ id: string }>(
    `select id from run where id = any($1::text[]) and status = 'finished'`,
    [names],
  )
  for (const { id } of rows) {
    await cleanFolder(deps, id)
    seen.add(id)
  }
}
