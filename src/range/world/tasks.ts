import type { System } from '../system/system.ts'
import { nextNumber, schedule } from './agenda.ts'
import type { World } from './world.ts'

/** Has one of the team's tasks run, by whoever asked for it. */
export function startTask(world: World, system: System, name: string, command: string): void {
  const task = system.tasks.find((t) => t.name === name)
  if (task === undefined) return
  const id = String(nextNumber(world))
  const fields = { task: name, command }
  world.things[`task-run/${id}`] = { kind: 'task-run', name: id, state: 'started', createdAt: world.now, fields }
  schedule(world, { at: world.now + task.takes, kind: 'thing', thing: `task-run/${id}`, state: 'done' })
}
