import type { System, WorkloadSpec } from '../system/system.ts'
import { lockedOutOf } from './needs.ts'
import { valueAt } from './tracks.ts'
import { serving, type World } from './world.ts'
import { databaseOf, trafficShare } from './writers.ts'

/** Part of the requests that a fault must fail for a pause to be no further harm. */
const MOST = 0.5

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
    if (!isServingAnyone(world, system, spec)) continue
    world.violations.push({
      at: world.now,
      invariant: 'minimum-serving',
      workload: spec.name,
      command: workload.lastCommand,
      text: `${spec.name} had ${serving(workload).length} serving, fewer than its minimum of ${spec.minimum}`,
    })
  }
  // Only a command changes a password.
  if (Object.values(world.aws.rds).some((i) => i.lastCommand !== null))
    for (const spec of system.workloads) checkLogins(world, system, spec)
}

/** Where the fault fails most requests, or no request comes, nobody misses an instance. */
function isServingAnyone(world: World, system: System, spec: WorkloadSpec): boolean {
  if (trafficShare(world, spec.name) === 0) return false
  const workload = world.workloads[spec.name]
  const database = workload === undefined ? null : databaseOf(world, spec, workload, null)
  if (spec.database !== undefined && database?.up !== true && database?.lastCommand == null) return false
  return !system.faults.some(
    ({ name, impact }) =>
      impact?.workload === spec.name &&
      Object.values(impact.errors).every((part) => part >= MOST) &&
      world.faults.some((f) => f.name === name) &&
      valueAt(world, `fault/${name}`, world.now) >= MOST,
  )
}

/** A password that was changed, and that those who need it do not know. */
function checkLogins(world: World, system: System, spec: WorkloadSpec): void {
  const database = spec.database === undefined ? null : lockedOutOf(world, system, spec)
  const command = database?.lastCommand ?? null
  if (database === null || command === null) return
  if (world.violations.some((v) => v.invariant === 'locked-out' && v.workload === spec.name && v.command === command))
    return
  world.violations.push({
    at: world.now,
    invariant: 'locked-out',
    workload: spec.name,
    command,
    text: `${spec.name} cannot log in to ${database.id} any more: its tasks began with another password`,
  })
}
