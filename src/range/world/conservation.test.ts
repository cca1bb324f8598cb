import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { EXAMPLES } from '../test-support/examples.ts'
import { exampleSystem } from '../test-support/systems.ts'
import { breakWorld } from './break-world.ts'
import { changeRelease, removeInstance, scale } from './change.ts'
import { createWorld } from './create-world.ts'
import { count } from './keyspace.ts'
import { discard } from './queues.ts'
import { pick, random } from './random.ts'
import { bounds } from './rollout.ts'
import { change, run } from './step.ts'
import { serving, type World } from './world.ts'

/** The long form is 10,000 sequences: STANDBY_SEQUENCES=10000. */
const SEQUENCES = Number(process.env.STANDBY_SEQUENCES ?? 60)
const EVENTS = 8

type System = ReturnType<typeof exampleSystem>

/** One thing that happens to a production, by chance. */
function happen(draft: World, system: System, seed: number, n: number): void {
  const key = [seed, 'event', n] as const
  const spec = pick(system.workloads, ...key, 'workload')
  const workload = draft.workloads[spec.name]
  const roll = random(...key, 'what')
  if (roll < 0.2 && system.faults.length > 0) {
    const fault = pick(system.faults, ...key, 'fault')
    if (!draft.faults.some((f) => f.name === fault.name)) breakWorld(draft, system, fault, null)
  } else if (roll < 0.35) scale(draft, system, spec.name, Math.floor(random(...key, 'scale') * 9), 'somebody scaled')
  else if (roll < 0.5) changeRelease(draft, system, spec.name, { env: { N: String(n) } }, 'somebody changed it')
  else if (roll < 0.6) {
    const one = workload?.instances[Math.floor(random(...key, 'one') * (workload.instances.length || 1))]
    if (one !== undefined) removeInstance(draft, system, spec.name, one.id, 'somebody removed it')
  } else if (roll < 0.68 && system.queues.length > 0) discard(draft, pick(system.queues, ...key, 'queue').name)
  else if (roll < 0.78) for (const database of Object.values(draft.databases)) database.leaked = []
  run(draft, system, draft.now + Math.floor(random(...key, 'wait') * 900_000))
}

/** What must be so of every world at any time. */
function check(world: World, system: System): void {
  for (const { name, begun, arrived, waiting, done, lost, arrivalCarry, doneCarry } of Object.values(world.queues)) {
    assert.equal(begun + arrived, waiting + done + lost, `${name}: every task that came waits, is done or was lost`)
    assert.ok(waiting >= 0 && arrivalCarry >= 0 && arrivalCarry < 1 && doneCarry >= 0 && doneCarry <= 1, name)
  }
  for (const workload of Object.values(world.workloads)) {
    const ids = workload.instances.map((i) => i.id)
    assert.equal(new Set(ids).size, ids.length, `${workload.name}: no instance twice`)
    assert.ok(
      workload.instances.every((i) => i.state !== 'stopped' && workload.releases.some((r) => r.id === i.release)),
    )
    assert.ok(serving(workload).length <= Math.max(bounds(workload).most, workload.instances.length))
  }
  for (const spec of system.caches) {
    for (const family of spec.families)
      assert.ok(count(world.caches[spec.name]?.families[family.pattern] ?? assert.fail()) >= 0)
  }
  for (const { name, usedGb, storageGb, migrated } of Object.values(world.databases)) {
    const migrations = system.databases.find((d) => d.name === name)?.migrations.length ?? 0
    assert.ok(usedGb >= 0 && storageGb > 0 && migrated >= 0 && migrated <= migrations, name)
  }
  for (const { at, command } of world.violations) assert.ok(at <= world.now && command !== '', 'harm is somebody’s')
  for (const [key, track] of Object.entries(world.tracks)) {
    assert.ok(
      track.every(([, value]) => Number.isFinite(value)),
      key,
    )
    assert.ok(
      track.every(([from], i) => i === 0 || from > (track[i - 1]?.[0] ?? 0)),
      `${key} goes forward`,
    )
  }
  assert.ok(
    world.agenda.every((next, i) => next.at >= (world.agenda[i - 1]?.at ?? next.at)),
    'the agenda is in order',
  )
}

test(`whatever happens, nothing comes from nowhere and nothing is lost unseen: ${SEQUENCES} sequences`, () => {
  const systems = readdirSync(EXAMPLES).map((name) => exampleSystem(name))
  const born = systems.map((system) => createWorld(system, 3, Date.parse(system.start)))
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const at = seed % systems.length
    const [system, first] = [systems[at], born[at]]
    assert.ok(system !== undefined && first !== undefined)
    let world = { ...first, seed }
    try {
      for (let n = 0; n < EVENTS; n++) {
        world = change(world, (draft) => happen(draft, system, seed, n))
        check(world, system)
      }
    } catch (error) {
      throw new Error(`${system.name}, seed ${seed}: ${(error as Error).message}`, { cause: error })
    }
    if (seed % 20 === 0) assert.deepEqual(JSON.parse(JSON.stringify(world)), world, 'a world is plain JSON')
  }
})
