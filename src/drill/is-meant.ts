import { basename, dirname, resolve } from 'node:path'
import type { ScenarioSummary } from './drill.ts'

/** The runbook that lies beside the system. */
export const OWN_RUNBOOK = 'runbook.md'

/**
 * Whether a scenario means this file by that name: `runbook.md` is the one in the system's own folder; another name is a
 * file of that name anywhere; with a `/` it is a path from the scenario's folder.
 */
export function isMeant(
  file: string,
  name: string,
  { system, folder }: Pick<ScenarioSummary, 'system' | 'folder'>,
): boolean {
  if (name.includes('/')) return resolve(file) === resolve(folder, name)
  if (basename(file) !== name) return false
  return name !== OWN_RUNBOOK || basename(dirname(resolve(file))) === system
}
