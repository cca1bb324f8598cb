import type { System } from '../system/system.ts'
import { notice, reconcile } from './rollout.ts'
import { serving, type World } from './world.ts'

/** Kubernetes' own: it does not move for less than a tenth, and goes down only by what five minutes agree on. */
const TOLERANCE = 0.1
const STABILISED_MS = 300_000

/**
 * Does what the horizontal autoscaler's controller does, every 15 s: as many instances as the load wants, within bounds.
 *
 * @param load - Percent of the CPU that a workload's instances use, by its name.
 */
export function flowAutoscalers(world: World, system: System, load: (workload: string) => number): void {
  for (const spec of system.autoscalers) {
    const state = world.autoscalers[spec.name]
    const workload = world.workloads[spec.workload]
    if (state === undefined || workload === undefined || workload.desired === 0) continue
    const up = serving(workload).length
    const ratio = load(spec.workload) / state.target
    const wanted = up === 0 || Math.abs(ratio - 1) <= TOLERANCE ? workload.desired : Math.ceil(up * ratio)
    const bounded = Math.min(state.max, Math.max(state.min, wanted))
    const key = `hpa/${spec.name}/high`
    if (bounded >= workload.desired) world.marks[key] = world.now
    const settled = world.now - (world.marks[key] ?? world.origin) >= STABILISED_MS
    const next = bounded > workload.desired || settled ? bounded : workload.desired
    if (next === workload.desired) continue
    workload.desired = next
    notice(world, workload, 'scaled', [], String(next))
    reconcile(world, system, workload)
  }
}
