import type { System } from '../system/system.ts'
import { holds } from './conditions.ts'
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

/** A task's run is through: it did what it does, or what it needs was not so. */
export function finishTask(world: World, system: System, thing: Thing): void {
  if (thing.kind !== 'task-run') return
  const task = system.tasks.find((t) => t.name === thing.fields.task)
  if (task === undefined) return
  if (task.when !== undefined && !holds(world, task.when, thing.createdAt)) {
    thing.state = 'failed'
    return
  }
  doDeeds(world, system, task.does, { values: {}, command: String(thing.fields.command) })
}
