import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exampleSystem } from '../test-support/systems.ts'
import { breakWorld } from './break-world.ts'
import { scale } from './change.ts'
import { createWorld } from './create-world.ts'
import { discard } from './queues.ts'
import { change, step } from './step.ts'
import type { World } from './world.ts'

const system = exampleSystem('stratum')
const fresh = (seed = 1) => createWorld(system, seed, Date.parse(system.start))
const broken = (name: string, seed = 1) => {
  const fault = system.faults.find((f) => f.name === name) ?? assert.fail(name)
  return change(fresh(seed), (draft) => breakWorld(draft, system, fault, null))
}
const MINUTE = 60_000
const after = (world: World, minutes: number) => step(world, system, world.now + minutes * MINUTE)

test('tasks are conserved, whatever happens', () => {
  const deed = fc.oneof(
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 400_000 }) }),
    fc.record({ do: fc.constant('scale' as const), to: fc.integer({ min: 0, max: 20 }) }),
    fc.record({
      do: fc.constant('fault' as const),
      name: fc.constantFrom('queue-backlog', 'redis-memory', 'redis-down'),
    }),
    fc.record({ do: fc.constant('purge' as const), name: fc.constantFrom('default', 'low_priority') }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.array(deed, { maxLength: 12 }), (seed, deeds) => {
      let world = fresh(seed)
      for (const [n, one] of deeds.entries()) {
        world =
          one.do === 'wait'
            ? step(world, system, world.now + one.ms)
            : change(world, (draft) => {
                if (one.do === 'scale') scale(draft, system, 'stratum-workers', one.to, `scale ${n}`)
                else if (one.do === 'purge') discard(draft, one.name)
                else {
                  const fault = system.faults.find((f) => f.name === one.name) ?? assert.fail()
                  breakWorld(draft, system, fault, null)
                }
              })
        for (const q of Object.values(world.queues)) {
          assert.equal(q.begun + q.arrived, q.waiting + q.done + q.lost, q.name)
          assert.ok(q.waiting >= 0 && q.done >= 0)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('on a normal day queues keep their length, and nothing fires', () => {
  const later = after(fresh(), 60)
  for (const q of Object.values(later.queues)) assert.ok(q.waiting <= q.begun + 40, `${q.name} has ${q.waiting}`)
  assert.ok(Object.values(later.alarms).every((a) => a.state === 'ok'))
})

test('slow tasks pile up until there are workers enough', () => {
  const piled = after(broken('queue-backlog'), 10)
  assert.equal(piled.alarms.CeleryQueueBacklog?.state, 'firing')
  const alone = after(piled, 20)
  assert.equal(alone.alarms.CeleryQueueBacklog?.state, 'firing')
  const scaled = change(piled, (draft) => scale(draft, system, 'stratum-workers', 16, 'scale'))
  const done = after(scaled, 20)
  assert.equal(done.alarms.CeleryQueueBacklog?.state, 'ok')
  assert.deepEqual(done.violations, [])
})

test('a fault shows from when it began, not before', () => {
  const world = broken('redis-down')
  assert.equal(step(world, system, world.now + 1_000).alarms.HighErrorRate?.state, 'ok')
  assert.equal(after(world, 1).alarms.RedisDown?.state, 'pending')
  assert.equal(after(world, 3).alarms.RedisDown?.state, 'firing')
})
