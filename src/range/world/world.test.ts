import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cpuTime } from '../../../test/support/cpu-time.ts'
import type { System } from '../system/system.ts'
import { exampleSystem } from '../test-support/systems.ts'
import { breakWorld } from './break-world.ts'
import { changeRelease, previousRelease, removeInstance, rollOut, scale } from './change.ts'
import { createWorld } from './create-world.ts'
import { checkInvariants } from './invariants.ts'
import { bounds } from './rollout.ts'
import { change, step } from './step.ts'
import { errorShareAt } from './traffic.ts'
import { serving, type World, workloadOf } from './world.ts'

const stratum = exampleSystem('stratum')
const scr = exampleSystem('scr')
const start = (system: System, seed = 1) => createWorld(system, seed, Date.parse(system.start))
const MINUTE = 60_000

/** What can happen to a world. */
type Deed =
  | { do: 'wait'; ms: number }
  | { do: 'undo' }
  | { do: 'restart' }
  | { do: 'image'; tag: string }
  | { do: 'scale'; to: number }
  | { do: 'remove' }
  | { do: 'break' }

const gentle: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 200_000 }) }) },
  fc.record({ do: fc.constant('undo' as const) }),
  fc.record({ do: fc.constant('restart' as const) }),
  fc.record({ do: fc.constant('image' as const), tag: fc.constantFrom('2.14.2', '2.15.1', '9.9.9', 'e81b6f2') }),
)
const any: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: gentle },
  fc.record({ do: fc.constant('scale' as const), to: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ do: fc.constant('remove' as const) }),
  fc.record({ do: fc.constant('break' as const) }),
)

/** The workload that the first fault breaks. */
function brokenWorkload(system: System): string {
  const [fault] = system.faults
  return fault?.kind === 'bad-deploy' ? fault.workload : ''
}

function act(world: World, system: System, deed: Deed, n: number): World {
  const name = brokenWorkload(system)
  const spec = system.workloads.find((w) => w.name === name)
  if (deed.do === 'wait') return step(world, system, world.now + deed.ms)
  return change(world, (draft) => {
    const workload = workloadOf(draft, name)
    const [fault] = system.faults
    if (deed.do === 'undo') rollOut(draft, system, name, previousRelease(workload) ?? assert.fail(), `undo ${n}`, false)
    if (deed.do === 'restart') changeRelease(draft, system, name, { restartedAt: `at ${n}` }, `restart ${n}`)
    if (deed.do === 'image')
      changeRelease(draft, system, name, { image: `${spec?.repository}:${deed.tag}` }, `image ${n}`)
    if (deed.do === 'scale') scale(draft, system, name, deed.to, `scale ${n}`)
    if (deed.do === 'remove') removeInstance(draft, system, name, workload.instances[0]?.id ?? '', `remove ${n}`)
    if (deed.do === 'break' && fault !== undefined && draft.faults.length === 0) breakWorld(draft, system, fault, null)
    checkInvariants(draft, system)
  })
}

const play = (system: System, deeds: readonly Deed[], each: (world: World) => void = () => undefined): World => {
  let world = start(system)
  for (const [n, deed] of deeds.entries()) {
    world = act(world, system, deed, n)
    each(world)
  }
  return world
}

const systems = fc.constantFrom(stratum, scr)

test('however time is sliced, the same world comes of it', () => {
  fc.assert(
    fc.property(
      systems,
      fc.array(any, { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 12 }),
      (system, deeds, slices) => {
        const world = play(system, deeds)
        const total = slices.reduce((a, b) => a + b, 0)
        const sliced = slices.reduce((w, ms) => step(w, system, w.now + ms), world)
        assert.deepEqual(sliced, step(world, system, world.now + total))
      },
    ),
    { numRuns: 60 },
  )
})

test('a world is plain JSON, and stepping leaves the old one as it was', () => {
  fc.assert(
    fc.property(systems, fc.array(any, { maxLength: 10 }), (system, deeds) => {
      const world = play(system, deeds)
      const text = JSON.stringify(world)
      assert.deepEqual(JSON.parse(text), world)
      step(world, system, world.now + 10 * MINUTE)
      assert.equal(JSON.stringify(world), text)
    }),
    { numRuns: 40 },
  )
})

test('pods are conserved: each one started is alive or was stopped, once', () => {
  fc.assert(
    fc.property(systems, fc.array(any, { maxLength: 15 }), (system, deeds) => {
      const seen = new Map<string, string>()
      play(system, deeds, (world) => {
        for (const workload of Object.values(world.workloads)) {
          const ids = [...workload.instances, ...workload.stopped].map((i) => i.id)
          assert.equal(new Set(ids).size, ids.length, 'nobody twice')
          for (const id of ids) seen.set(id, workload.name)
          const known = [...seen].filter(([, name]) => name === workload.name)
          assert.ok(
            known.every(([id]) => ids.includes(id)),
            'nobody vanished',
          )
          assert.ok(workload.stopped.every((i) => i.state === 'stopped' && i.stoppedAt !== null))
          assert.ok(workload.instances.every((i) => i.state !== 'stopped'))
        }
        assert.ok(
          world.agenda.every((h, i) => h.at >= (world.agenda[i - 1]?.at ?? world.now)),
          'the agenda is in order, and nothing of it lies in the past',
        )
      })
    }),
    { numRuns: 60 },
  )
})

test('a rolling deployment keeps its bounds, whatever image it is given', () => {
  fc.assert(
    fc.property(systems, fc.array(gentle, { maxLength: 15 }), (system, deeds) => {
      play(system, deeds, (world) => {
        for (const workload of Object.values(world.workloads)) {
          const { most, least } = bounds(workload)
          assert.ok(serving(workload).length >= least, `${serving(workload).length} serve, ${least} must`)
          assert.ok(workload.instances.filter((i) => i.state !== 'draining').length <= most)
        }
        assert.deepEqual(world.violations, [])
      })
    }),
    { numRuns: 60 },
  )
})

test('left alone, a workload comes to what is wanted', () => {
  fc.assert(
    fc.property(systems, fc.array(any, { maxLength: 10 }), (system, deeds) => {
      const mended = play(
        system,
        deeds.filter((d) => d.do !== 'image' && d.do !== 'break'),
      )
      const world = step(mended, system, mended.now + 30 * MINUTE)
      for (const workload of Object.values(world.workloads)) {
        assert.equal(serving(workload).length, workload.desired)
        assert.ok(workload.instances.every((i) => i.generation === workload.generation && i.state === 'ready'))
      }
    }),
    { numRuns: 40 },
  )
})

test('the share of errors is a share', () => {
  fc.assert(
    fc.property(systems, fc.array(any, { maxLength: 12 }), (system, deeds) => {
      play(system, deeds, (world) => {
        const share = errorShareAt(world, system, brokenWorkload(system), world.now)
        assert.ok(share >= 0 && share <= 1 + 1e-9, String(share))
      })
    }),
    { numRuns: 40 },
  )
})

test('scaling below the minimum is harm, and the command that did it is named', () => {
  const world = act(start(stratum), stratum, { do: 'scale', to: 1 }, 7)
  assert.deepEqual(
    world.violations.map((v) => [v.invariant, v.workload, v.command]),
    [['minimum-serving', 'stratum-api', 'scale 7']],
  )
})

test('scaling below the minimum is harm during a fault too', () => {
  const broken = act(start(scr), scr, { do: 'break' }, 0)
  const world = act(step(broken, scr, broken.now + 10 * MINUTE), scr, { do: 'scale', to: 1 }, 3)
  const later = step(world, scr, world.now + 20 * MINUTE)
  assert.deepEqual(
    later.violations.map((v) => v.command),
    ['scale 3'],
  )
})

test('what the fault takes away is nobody’s harm', () => {
  const broken = act(start(scr), scr, { do: 'break' }, 0)
  assert.deepEqual(step(broken, scr, broken.now + 60 * MINUTE).violations, [])
})

test('undoing a bad deployment is never blamed for what the fault goes on taking away', () => {
  const moments = fc.record({ seed: fc.integer({ min: 1, max: 10_000 }), ms: fc.integer({ min: 1_000, max: 900_000 }) })
  fc.assert(
    fc.property(systems, moments, (system, { seed, ms }) => {
      const [fault] = system.faults
      const broken = change(start(system, seed), (d) => breakWorld(d, system, fault ?? assert.fail(), null))
      const undone = act(step(broken, system, broken.now + ms), system, { do: 'undo' }, 1)
      assert.deepEqual(step(undone, system, undone.now + 30 * MINUTE).violations, [])
    }),
    { numRuns: 200 },
  )
})

test('an alarm of Prometheus is pending for as long as its rule says', () => {
  let world = act(start(stratum), stratum, { do: 'break' }, 0)
  const since: Record<string, number> = {}
  while (since.firing === undefined) {
    world = step(world, stratum, world.now + 5_000)
    since[world.alarms.HighErrorRate?.state ?? ''] ??= world.now
  }
  assert.equal(since.firing - (since.pending ?? 0), 2 * MINUTE)
})

for (const system of [stratum, scr]) {
  const [fault] = system.faults
  const alarm = (world: World) => world.alarms[fault?.alarm ?? '']?.state
  const broken = act(start(system), system, { do: 'break' }, 0)
  const burning = step(broken, system, broken.now + 6 * MINUTE)

  test(`${system.name}: a bad version fails, and its alarm fires after its period, not before`, () => {
    assert.equal(alarm(step(broken, system, broken.now + MINUTE)), 'ok')
    assert.equal(alarm(burning), 'firing')
    assert.ok(errorShareAt(burning, system, brokenWorkload(system), burning.now) > 0.05)
    assert.deepEqual(
      burning.outbox.map((t) => [t.alarm, t.status]),
      [[fault?.alarm, 'firing']],
    )
  })

  test(`${system.name}: rolled back, it settles in minutes, and then the alert resolves`, () => {
    const undone = act(burning, system, { do: 'undo' }, 1)
    assert.equal(alarm(step(undone, system, undone.now + 20_000)), 'firing', 'not at once')
    const later = step(undone, system, undone.now + 10 * MINUTE)
    assert.equal(alarm(later), 'ok')
    assert.deepEqual(
      later.outbox.map((t) => [t.alarm, t.status]),
      [
        [fault?.alarm, 'firing'],
        [fault?.alarm, 'resolved'],
      ],
    )
    assert.equal(later.outbox[1]?.startsAt, later.outbox[0]?.startsAt)
  })

  test(`${system.name}: restarting the bad version does not help`, () => {
    for (let seed = 1; seed <= 10; seed++) {
      const first = step(
        change(start(system, seed), (d) => breakWorld(d, system, fault ?? assert.fail(), null)),
        system,
        broken.now + 6 * MINUTE,
      )
      const restarted = change(first, (draft) => {
        const name = brokenWorkload(system)
        const workload = workloadOf(draft, name)
        if (system.platform === 'kubernetes') changeRelease(draft, system, name, { restartedAt: 'now' }, 'restart')
        else
          rollOut(
            draft,
            system,
            name,
            workload.releases.find((r) => r.id === workload.release) ?? assert.fail(),
            'force',
            true,
          )
      })
      for (let minute = 1; minute <= 20; minute++) {
        assert.equal(
          alarm(step(restarted, system, restarted.now + minute * MINUTE)),
          'firing',
          `seed ${seed}, minute ${minute}`,
        )
      }
    }
  })

  test(`${system.name}: an hour with a fault takes less than 100 ms`, () => {
    step(burning, system, burning.now + 60 * MINUTE)
    const took = Math.min(...[1, 2, 3].map(() => cpuTime(() => step(burning, system, burning.now + 60 * MINUTE))))
    assert.ok(took < 100, `${took} ms`)
  })
}
