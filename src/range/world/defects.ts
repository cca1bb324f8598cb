import type { DeployFault, System } from '../system/system.ts'
import { releaseOf, type Workload, type World } from './world.ts'

/**
 * What is wrong with a release of a workload; null when nothing is. The defect sits in the image: whatever else
 * about the release changes (a restart, a variable), it stays; another image is free of it.
 */
export function defectOf(world: World, system: System, workload: Workload, releaseId: string): DeployFault | null {
  if (world.faults.length === 0) return null
  const { image } = releaseOf(workload, releaseId)
  const active = world.faults.find((f) => f.workload === workload.name && f.image === image)
  if (active === undefined) return null
  return deployFaults(system, workload.name).find((f) => f.name === active.name) ?? null
}

/** The broken versions that a system may be given, of one workload. */
export function deployFaults(system: System, workload: string): DeployFault[] {
  return system.faults.filter((f) => f.kind === 'bad-deploy').filter((f) => f.workload === workload)
}
