import type { MetricSpec, System, TroubleFault } from '../system/system.ts'
import { nextNumber } from './agenda.ts'
import { holds } from './conditions.ts'
import { recordDatabases } from './databases.ts'
import { doDeeds } from './deeds.ts'
import { record, valueAt } from './tracks.ts'
import type { ActiveFault, LeftSession, World } from './world.ts'

/** Begins a trouble: what happens at once. What lasts, `flowTroubles` and `raisedAt` do. */
export function beginTrouble(world: World, system: System, fault: TroubleFault): void {
  for (const spec of fault.sessions) leave(world, spec.database, spec, spec.count)
  for (const [key, rows] of Object.entries(fault.dead)) {
    const [database = '', table = ''] = key.split('/')
    const state = world.databases[database]
    if (state !== undefined) state.dead[table] = (state.dead[table] ?? 0) + rows
  }
  for (const [mount, gb] of Object.entries(fault.fills)) {
    const disk = world.disks[mount]
    if (disk !== undefined) disk.usedGb = Math.min(disk.sizeGb, disk.usedGb + gb)
  }
  doDeeds(world, system, fault.does, { values: {}, command: null })
  recordDatabases(world, system)
}

/** Opens sessions and leaves them. */
function leave(world: World, database: string, spec: TroubleFault['sessions'][number], count: number): void {
  const state = world.databases[database]
  if (state === undefined) return
  world.tracks[`database/${database}/leaked`] ??= [[world.now - 86_400_000, 0]]
  for (let i = 0; i < count; i++) {
    const left: LeftSession = {
      pid: 21_000 + (nextNumber(world) % 9_000),
      application: spec.application,
      since: world.now - spec.age - i * 1_000,
      state: spec.state,
      query: spec.query,
      wait: spec.wait ?? null,
      blockedBy: spec.blockedBy ?? null,
      table: spec.table ?? null,
    }
    state.leaked.push(left)
  }
  record(world, `database/${database}/leaked`, state.leaked.length)
}

/** Lets troubles go on: sessions are opened, and what mends them is looked at. */
export function flowTroubles(world: World, system: System, seconds: number): void {
  recordDatabases(world, system)
  for (const active of world.faults) {
    const fault = troubleOf(system, active.name)
    if (fault === null) continue
    const left = remaining(world, fault, active)
    const before = world.tracks[`fault/${fault.name}`]?.at(-1)?.[1] ?? 1
    record(world, `fault/${fault.name}`, left)
    if (left === 0 && before > 0) doDeeds(world, system, fault.ends, { values: {}, command: null })
    if (left === 0) continue
    for (const spec of fault.sessions) {
      if (spec.perMinute === 0) continue
      const key = `carry/${fault.name}/${spec.application}`
      const due = (world.marks[key] ?? 0) + (spec.perMinute * seconds) / 60
      world.marks[key] = due - Math.floor(due)
      leave(world, spec.database, spec, Math.floor(due))
    }
  }
}

/** How much of a trouble there still is: 1 all, 0 nothing. Notes since when each cure has held. */
function remaining(world: World, fault: TroubleFault, active: ActiveFault): number {
  if (fault.lasts !== undefined && world.now - active.at >= fault.lasts) return 0
  active.cures ??= {}
  let left = 1
  for (const [i, cure] of fault.cures.entries()) {
    if (!holds(world, cure.when, active.at)) {
      delete active.cures[i]
      continue
    }
    active.cures[i] ??= world.now
    if (world.now - (active.cures[i] ?? world.now) >= cure.after) left *= cure.leaves
  }
  return left
}

export function troubleOf(system: System, name: string): TroubleFault | null {
  const found = system.faults.find((f) => f.name === name)
  return found?.kind === 'trouble' ? found : null
}

/** A metric's value with what troubles make of it. */
export function raisedAt(
  world: World,
  system: System,
  metric: Pick<MetricSpec, 'name' | 'labels'>,
  value: number,
  at: number,
): number {
  let raised = value
  for (const active of world.faults) {
    const fault = troubleOf(system, active.name)
    if (fault === null || at < active.at) continue
    const left = valueAt(world, `fault/${fault.name}`, at)
    for (const raise of fault.raises) {
      if (raise.metric !== metric.name) continue
      if (!Object.entries(raise.labels).every(([key, wanted]) => metric.labels[key] === wanted)) continue
      const part = left * (raise.over === 0 ? 1 : Math.min(1, (at - active.at) / raise.over))
      if (raise.times !== undefined) raised *= 1 + (raise.times - 1) * part
      if (raise.adds !== undefined) raised += raise.adds * part
    }
  }
  return raised
}
