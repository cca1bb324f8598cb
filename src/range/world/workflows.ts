import type { System } from '../system/system.ts'
import { doDeeds } from './deeds.ts'
import type { Thing, World } from './world.ts'

/** A workflow's run is through: what it does is done, unless its inputs did not fit. */
export function finishWorkflow(world: World, system: System, { kind, fields }: Thing): void {
  if (kind !== 'workflow-run') return
  const workflow = system.repository?.workflows.find((w) => w.file === fields.file)
  fields.conclusion = fields.fits === true ? 'success' : 'failure'
  if (fields.fits !== true || workflow === undefined) return
  const values = JSON.parse(String(fields.values)) as Record<string, string>
  doDeeds(world, system, workflow.does, { values, command: String(fields.command) })
}
