import type { System } from '../system/system.ts'
import { scale } from './change.ts'
import { cpuAt } from './metrics.ts'
import { type World, workloadOf } from './world.ts'

/** Target tracking: three busy minutes add instances, fifteen idle ones take one away, the limits hold at once. */

const BUSY_MINUTES = 3
const IDLE_MINUTES = 15

export function createScaling(world: World, system: System): void {
  for (const { workload, min, max, suspended } of system.aws.scaling)
    world.aws.scaling[workload] = { min, max, suspended, busy: 0, idle: 0 }
}

/** Once a minute. Nobody's command is to blame for what it does. */
export function lookAtScaling(world: World, system: System): void {
  for (const spec of system.aws.scaling) {
    const state = world.aws.scaling[spec.workload]
    const workload = workloadOf(world, spec.workload)
    if (state === undefined || state.suspended) continue
    const cpu = cpuAt(world, system, spec.workload, world.now)
    state.busy = cpu > spec.target ? state.busy + 1 : 0
    state.idle = cpu < spec.target * 0.9 ? state.idle + 1 : 0
    const wanted =
      state.busy >= BUSY_MINUTES
        ? Math.ceil((workload.desired * cpu) / spec.target)
        : state.idle >= IDLE_MINUTES
          ? workload.desired - 1
          : workload.desired
    const next = Math.min(state.max, Math.max(state.min, wanted))
    // Paused on purpose: scaling leaves a service that wants none alone.
    if (next === workload.desired || workload.desired === 0) continue
    state.busy = 0
    state.idle = 0
    const by = workload.lastCommand
    scale(world, system, spec.workload, next, by ?? '')
    workload.lastCommand = by
  }
}
