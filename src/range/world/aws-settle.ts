import type { System } from '../system/system.ts'
import { damaged } from './buckets.ts'
import { checkMoves, settleDatabases } from './database-instances.ts'
import { recordNeeds } from './needs.ts'
import { recordRouting } from './routing.ts'
import { record } from './tracks.ts'
import type { World } from './world.ts'

/** Brings everything that follows from something else up to date. Call it after every change a command makes. */
export function settleAws(world: World, system: System): void {
  recordRouting(world, system)
  settleDatabases(world, system)
  checkMoves(world, system)
  recordNeeds(world, system)
  for (const bucket of Object.values(world.aws.buckets)) record(world, `bucket/${bucket.name}/damaged`, damaged(bucket))
}
