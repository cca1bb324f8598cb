import type { FaultSpec, System } from '../system/system.ts'
import { releaseOf, type Workload, type World } from './world.ts'

/**
 * What is wrong with a release of a workload; null when nothing is. The defect sits in the image: whatever else
 * about the release changes (a restart, a variable), it stays; another image is free of it.
 */
export function defectOf(world: World, system: System, workload: Workload, releaseId: string): FaultSpec | null {
  if (world.faults.length === 0) return null
  const { image } = releaseOf(workload, releaseId)
  const active = world.faults.find((f) => f.workload === workload.name && f.image === image)
  return active === undefined ? null : (system.faults.find((f) => f.name === active.name) ?? null)
}
