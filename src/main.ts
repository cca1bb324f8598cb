import { enableCompileCache } from 'node:module'
import type { RunningStandby, StandbyOptions } from './cli/wiring.ts'

/**
 * The composition root: the only module that knows surfaces, application, range and drills together.
 * Everything is loaded when it is needed; `standby show` never loads the server.
 */
export async function openStandby(_options: StandbyOptions): Promise<RunningStandby> {
  throw new Error('not wired yet')
}

if (import.meta.main) {
  // Before anything else is loaded: later starts then skip reading and type-stripping.
  enableCompileCache()
  const { runCli } = await import('./cli/program.ts')
  await runCli(process.argv.slice(2), { openStandby })
}
