import type { System } from '../system/system.ts'
import { serving, type World } from './world.ts'

/**
 * Looks whether what must always hold still does, and notes the command that broke it. What the fault itself took
 * away does not count: only commands do harm.
 */
export function checkInvariants(world: World, system: System): void {
  for (const spec of system.workloads) {
    const workload = world.workloads[spec.name]
    if (workload === undefined) continue
    const missing = spec.minimum - serving(workload).length - workload.lostToFault
    const known = world.violations.findLast((v) => v.workload === spec.name)
    if (missing <= 0 || workload.lastCommand === null || known?.command === workload.lastCommand) continue
    world.violations.push({
      at: world.now,
      invariant: 'minimum-serving',
      workload: spec.name,
      command: workload.lastCommand,
      text: `${spec.name} had ${serving(workload).length} serving, fewer than its minimum of ${spec.minimum}`,
    })
  }
}
