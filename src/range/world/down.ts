import type { World } from './world.ts'

/** Does a database or cache not answer at all? */
export function isDown(world: World, name: string): boolean {
  const since = world.caches[name]?.downSince
  return (since !== undefined && since !== null) || world.things[`down/${name}`] !== undefined
}
