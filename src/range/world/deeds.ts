import type { Deed } from '../system/deeds.ts'
import type { System } from '../system/system.ts'
import { doAwsDeed } from './aws-deeds.ts'
import { addRelease, rollOut } from './change.ts'
import { noteLoss } from './queues.ts'
import { recordStores } from './stores.ts'
import { startTask } from './tasks.ts'
import { releaseOf, type World, workloadOf } from './world.ts'

/**
 * Carries out what system.yaml says something does. SQL is put before the database, which has its turn before anybody
 * is answered.
 *
 * @param given.command - Whom to blame; null when nobody gave one.
 */
export function doDeeds(
  world: World,
  system: System,
  deeds: readonly Deed[],
  given: { values: Record<string, string>; command: string | null },
): void {
  for (const deed of deeds) doDeed(world, system, deed, given)
}

function doDeed(
  world: World,
  system: System,
  deed: Deed,
  { values, command }: { values: Record<string, string>; command: string | null },
): void {
  if (deed.mark !== undefined) world.marks[filled(deed.mark, values)] = world.now
  if (deed.sql !== undefined) world.pendingSql.push({ ...deed.sql, values })
  if (deed.migrate !== undefined) migrate(world, system, deed.migrate)
  if (deed.enqueue !== undefined) {
    const queue = world.queues[deed.enqueue.queue]
    if (queue !== undefined) {
      queue.arrived += deed.enqueue.tasks
      queue.waiting += deed.enqueue.tasks
    }
    recordStores(world, system)
  }
  if (deed.deploy !== undefined) {
    const name = filled(deed.deploy.workload, values)
    const workload = workloadOf(world, name)
    const { repository = '' } = system.workloads.find((w) => w.name === name) ?? {}
    const image = `${repository}:${filled(deed.deploy.version, values)}`
    const release = addRelease(world, system, name, releaseOf(workload), { image })
    rollOut(world, system, name, release, command, false)
  }
  if (deed.thing !== undefined) {
    const { kind, state, fields } = deed.thing
    const name = filled(deed.thing.name, values)
    world.things[`${kind}/${name}`] = { kind, name, state: filled(state, values), createdAt: world.now, fields }
  }
  if (deed.task !== undefined) startTask(world, system, deed.task, command ?? '')
  if (deed.aws !== undefined) doAwsDeed(world, system, deed.aws)
  if (deed.loses !== undefined && command !== null) noteLoss(world, deed.loses.of, deed.loses.text, command)
}

/** Goes to so many migrations, as somebody did who is not the responder. */
function migrate(world: World, system: System, { database, to }: { database: string; to: number }): void {
  const state = world.databases[database]
  const migrations = system.databases.find((d) => d.name === database)?.migrations ?? []
  if (state === undefined) return
  const texts =
    to >= state.migrated
      ? migrations.slice(state.migrated, to).map((m) => m.up)
      : migrations
          .slice(to, state.migrated)
          .reverse()
          .map((m) => m.down)
  for (const text of texts) if (text !== '') world.pendingSql.push({ database, text, values: {} })
  state.migrated = to
}

/** `:name` in a text becomes the value. */
function filled(text: string, values: Record<string, string>): string {
  return text.replace(/:([a-z_][a-z0-9_]*)/gi, (all, name: string) => values[name] ?? all)
}
