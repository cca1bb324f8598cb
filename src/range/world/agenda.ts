import type { Happening, World } from './world.ts'

type Unnumbered<T> = T extends unknown ? Omit<T, 'n'> : never

/** Puts something on the agenda. What comes at the same time happens in the order it was put there. */
export function schedule(world: World, happening: Unnumbered<Happening>): void {
  const numbered = { ...happening, n: nextNumber(world) } as Happening
  let low = 0
  let high = world.agenda.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = world.agenda[middle]
    if (other !== undefined && other.at <= numbered.at) low = middle + 1
    else high = middle
  }
  world.agenda.splice(low, 0, numbered)
}

export function nextNumber(world: World): number {
  world.counter += 1
  return world.counter
}
