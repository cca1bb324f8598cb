import type { Track, World } from './world.ts'

/** Notes that a quantity has this value from now on. */
export function record(world: World, key: string, value: number): void {
  const track = world.tracks[key] ?? []
  world.tracks[key] = track
  const last = track.at(-1)
  if (last !== undefined && last[1] === value) return
  if (last !== undefined && last[0] === world.now) {
    last[1] = value
    // It may have come back to what it was before this instant.
    if (track.length > 1 && track.at(-2)?.[1] === value) track.pop()
  } else track.push([world.now, value])
}

/** The value at a time; before the first step, the first one; 0 for a quantity nobody noted. */
export function valueAt(world: World, key: string, at: number): number {
  const track = world.tracks[key]
  if (track === undefined || track.length === 0) return 0
  return track[indexAt(track, at)]?.[1] ?? 0
}

/** Times within (from, to) at which any of the quantities changes, ascending. */
export function changesWithin(world: World, keys: readonly string[], from: number, to: number): number[] {
  const times = new Set<number>()
  for (const key of keys) {
    const track = world.tracks[key]
    if (track === undefined) continue
    for (let i = track.length - 1; i >= 0; i--) {
      const at = track[i]?.[0] ?? 0
      if (at <= from) break
      if (at < to) times.add(at)
    }
  }
  return [...times].sort((a, b) => a - b)
}

/** Drops what happened before a time, keeping what held at it. */
export function forgetBefore(track: Track, at: number): Track {
  return track.slice(indexAt(track, at))
}

function indexAt(track: Track, at: number): number {
  let low = 0
  let high = track.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((track[middle]?.[0] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}
