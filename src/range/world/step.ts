import type { System } from '../system/system.ts'
import { schedule } from './agenda.ts'
import { evaluateAlarm } from './alarms.ts'
import { flowAutoscalers } from './autoscale.ts'
import { happenAws } from './aws.ts'
import { checkInvariants } from './invariants.ts'
import { loadOf } from './metrics.ts'
import { moveInstance } from './rollout.ts'
import { FLOW_MS, finishCacheChange, flow } from './stores.ts'
import { forgetBefore } from './tracks.ts'
import { flowTroubles } from './trouble.ts'
import { finishTask, finishWorkflow } from './workflows.ts'
import type { Happening, World } from './world.ts'

const HOUR = 3_600_000
/** How long quantities are remembered: longer than any window that a runbook asks about. */
const REMEMBERED = 26 * HOUR

/**
 * The world at a later time. Pure: what is given stays as it is. How the way there is sliced does not matter.
 *
 * @param to - Milliseconds; an earlier time than the world's is its own.
 */
export function step(world: World, system: System, to: number): World {
  if (!Number.isFinite(to)) throw new Error(`the world cannot move to ${to}`)
  if (to <= world.now) return world
  return change(world, (draft) => run(draft, system, to))
}

/** Gives a copy to a function that may change it, and returns the copy. */
export function change(world: World, act: (draft: World) => void): World {
  const draft = structuredClone(world)
  act(draft)
  return draft
}

/** Moves a draft on. */
export function run(draft: World, system: System, to: number): void {
  for (;;) {
    const next = draft.agenda[0]
    if (next === undefined || next.at > to) break
    draft.agenda.shift()
    draft.now = next.at
    happen(draft, system, next)
    checkInvariants(draft, system)
  }
  draft.now = Math.max(draft.now, to)
}

function happen(world: World, system: System, happening: Happening): void {
  switch (happening.kind) {
    case 'instance':
      moveInstance(world, system, happening.workload, happening.instance)
      break
    case 'evaluate':
      evaluateAlarm(world, system, happening.alarm)
      break
    case 'thing': {
      const thing = world.things[happening.thing]
      if (thing !== undefined) {
        thing.state = happening.state
        finishCacheChange(world, system, thing)
        finishWorkflow(world, system, thing)
        finishTask(world, system, thing)
      }
      break
    }
    case 'aws':
      happenAws(world, system, happening.what, happening.id)
      break
    case 'flow':
      flow(world, system)
      flowTroubles(world, system, FLOW_MS / 1_000)
      flowAutoscalers(world, system, (workload) => loadOf(world, system, workload))
      break
    case 'forget':
      forget(world)
      break
  }
}

function forget(world: World): void {
  for (const [key, track] of Object.entries(world.tracks))
    world.tracks[key] = forgetBefore(track, world.now - REMEMBERED)
  for (const workload of Object.values(world.workloads)) {
    workload.stopped = workload.stopped.filter((i) => (i.stoppedAt ?? 0) > world.now - HOUR)
  }
  schedule(world, { at: world.now + 600_000, kind: 'forget' })
}
