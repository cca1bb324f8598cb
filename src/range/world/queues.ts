import type { QueueSpec, System } from '../system/system.ts'
import { isFull } from './memory.ts'
import { random } from './random.ts'

import { type QueueState, releaseOf, serving, type World, workloadOf } from './world.ts'

/** Tasks that one queue gets a second and how long one takes (seconds), with what faults make of it. */
export function pressure(world: World, system: System, spec: QueueSpec): { arrivals: number; seconds: number } {
  let { arrivals, seconds } = spec
  for (const fault of system.faults) {
    if (fault.kind !== 'queue-backlog' || fault.queue !== spec.name) continue
    if (!world.faults.some((a) => a.name === fault.name)) continue
    arrivals *= fault.arrivalsTimes
    seconds *= fault.secondsTimes
  }
  return { arrivals, seconds }
}

/** Does this workload take from the queue? Its variable CELERY_QUEUES says which, where there is one. */
export function takesFrom(world: World, spec: QueueSpec): boolean {
  if (world.queues[spec.name]?.cancelled === true) return false
  const chosen = releaseOf(workloadOf(world, spec.workers)).env.CELERY_QUEUES
  return chosen === undefined || chosen.split(',').some((q) => q.trim() === spec.name)
}

/** Lets tasks come and be done for some seconds. Nothing moves while the broker is down; a full one takes nothing new. */
export function flowQueues(world: World, system: System, seconds: number): void {
  const { celery } = system
  if (celery === undefined) return
  if (world.caches[celery.broker]?.downSince !== null) {
    for (const spec of system.queues) arrive(world, system, spec, seconds, true)
    return
  }
  const full = isFull(world, system, celery.broker)
  for (const spec of system.queues) arrive(world, system, spec, seconds, full)
  for (const workers of new Set(system.queues.map((q) => q.workers))) {
    const slots = serving(workloadOf(world, workers)).length * celery.concurrency * working(world, system, workers)
    work(world, system, workers, slots * seconds)
  }
}

/** Part of a workload's instances that take tasks: a trouble may make them hang. */
function working(world: World, system: System, workload: string): number {
  let part = 1
  for (const fault of system.faults) {
    if (fault.kind !== 'trouble' || !fault.stalls.includes(workload)) continue
    if (world.faults.some((f) => f.name === fault.name))
      part *= 1 - (world.tracks[`fault/${fault.name}`]?.at(-1)?.[1] ?? 0)
  }
  return part
}

function arrive(world: World, system: System, spec: QueueSpec, seconds: number, refused: boolean): void {
  const queue = world.queues[spec.name] as QueueState
  const noise = 0.9 + 0.2 * random(world.seed, 'arrivals', spec.name, Math.floor((world.now - world.origin) / 15_000))
  const expected = pressure(world, system, spec).arrivals * seconds * noise + queue.arrivalCarry
  const come = Math.floor(expected)
  queue.arrivalCarry = expected - come
  if (refused) queue.refused += come
  else {
    queue.arrived += come
    queue.waiting += come
  }
}

/**
 * Workers take from their queues in turn, one task each: as long as all have some, each queue gets as many done as
 * the others, so that slow tasks of one make the others wait too.
 *
 * @param capacity - Seconds of work that all slots together can do.
 */
function work(world: World, system: System, workers: string, capacity: number): void {
  let open = system.queues
    .filter((spec) => spec.workers === workers && takesFrom(world, spec))
    .map((spec) => {
      const queue = world.queues[spec.name] as QueueState
      // Batches come and go all the time: so many wait on a normal day too.
      const ready = Math.max(0, queue.waiting - queue.begun)
      return { queue, ready, seconds: pressure(world, system, spec).seconds }
    })
  let left = capacity
  while (open.length > 0) {
    const each = left / open.reduce((sum, q) => sum + q.seconds, 0)
    const content = open.filter((q) => q.ready <= each)
    if (content.length === 0) {
      for (const { queue, ready } of open) finish(queue, Math.min(ready, each))
      return
    }
    for (const { queue, ready, seconds } of content) {
      finish(queue, ready)
      left -= ready * seconds
    }
    open = open.filter((q) => !content.includes(q))
  }
}

function finish(queue: QueueState, amount: number): void {
  const total = amount + queue.doneCarry
  const done = Math.min(queue.waiting, Math.floor(total + 1e-9))
  queue.doneCarry = Math.max(0, Math.min(1, total - done))
  queue.waiting -= done
  queue.done += done
}

/** Throws waiting tasks away. @returns how many. */
export function discard(world: World, name: string): number {
  const queue = world.queues[name]
  if (queue === undefined) return 0
  const gone = queue.waiting
  queue.waiting = 0
  queue.lost += gone
  return gone
}

/** Notes that a command lost what nothing brings back. */
export function noteLoss(world: World, thing: string, text: string, command: string): void {
  const known = world.violations.some((v) => v.workload === thing && v.command === command && v.text === text)
  if (known) return
  world.violations.push({ at: world.now, invariant: 'nothing-lost', workload: thing, command, text })
}
