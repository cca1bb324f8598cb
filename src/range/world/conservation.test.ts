/**
 * Laws of every world, whatever happens to it and in whatever order: commands as people type them, faults, time.
 *
 * The suite plays some sequences; STANDBY_CONSERVATION=10000 node --test src/range/world/conservation.test.ts plays as many
 * as are wanted. A failing one names its seed.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Call, type Scene, Unanswerable } from '../clients/client.ts'
import { clientOf } from '../clients/programs.ts'
import { readSystem } from '../system/read-system.ts'
import type { System } from '../system/system.ts'
import { EXAMPLES } from '../test-support/examples.ts'
import { breakWorld } from './break-world.ts'
import { createWorld } from './create-world.ts'
import { checkInvariants } from './invariants.ts'
import { count } from './keyspace.ts'
import { random } from './random.ts'
import { change, run, step } from './step.ts'
import type { World } from './world.ts'

const SEQUENCES = Number(process.env.STANDBY_CONSERVATION ?? 50)
const DEEDS = 14

const systems = readdirSync(EXAMPLES)
  .filter((name) => existsSync(join(EXAMPLES, name, 'system.yaml')))
  .map((name) => readSystem(name, readFileSync(join(EXAMPLES, name, 'system.yaml'), 'utf8')))

test(`whatever is done to a world, its laws hold: ${SEQUENCES} sequences of ${DEEDS} deeds`, async () => {
  const answered = new Map<string, number>()
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const system = systems[seed % systems.length] as System
    let world = createWorld(system, seed, Date.parse(system.start))
    const story: string[] = []
    for (let n = 0; n < DEEDS; n++) {
      const pick = <T>(choices: readonly T[], what: string) =>
        choices[Math.floor(random(seed, n, what) * choices.length)] as T
      const before = world
      const deed = random(seed, n, 'deed')
      if (deed < 0.35) {
        const ms = Math.ceil(random(seed, n, 'ms') ** 3 * 3_600_000)
        story.push(`wait ${ms} ms`)
        world = step(world, system, world.now + ms)
        if (n % 5 === 0) holdsInSlices(before, world, system, story, seed)
      } else if (deed < 0.45 && system.faults.length > 0) {
        const fault = pick(system.faults, 'fault')
        story.push(`break ${fault.name}`)
        world = change(world, (draft) => breakWorld(draft, system, fault, null))
      } else {
        const argv = commandFor(system, pick)
        story.push(argv.join(' '))
        const done = await typed(world, system, argv)
        if (done !== null) answered.set(argv[0] ?? '', (answered.get(argv[0] ?? '') ?? 0) + 1)
        world = done ?? world
      }
      assertLaws(before, world, system, () => `seed ${seed} (${system.name}):\n  ${story.join('\n  ')}`)
    }
  }
  for (const program of ['kubectl', 'aws', 'redis-cli', 'celery'])
    assert.ok(answered.has(program), `${program} was used`)
})

type Pick = <T>(choices: readonly T[], what: string) => T

/** A command that changes something, about a part that the system has. */
function commandFor(system: System, pick: Pick): string[] {
  const workload = pick(system.workloads, 'workload')
  const [cache, queue] = [pick(system.caches, 'cache'), pick(system.queues, 'queue')]
  const number = String(pick([0, 1, 2, 3, 5, 8, 13], 'number'))
  const tag = pick([...workload.published, ...workload.releases.map(({ version }) => version), 'none-such'], 'tag')
  const choices: string[][] = [['sleep', number]]
  if (system.kubernetes !== undefined) {
    const where = ['-n', system.kubernetes.namespace]
    const name = `deployment/${workload.name}`
    choices.push(
      ['kubectl', 'scale', name, `--replicas=${number}`, ...where],
      ['kubectl', 'rollout', 'undo', name, ...where],
      ['kubectl', 'rollout', 'restart', name, ...where],
      ['kubectl', 'rollout', 'pause', name, ...where],
      ['kubectl', 'rollout', 'resume', name, ...where],
      ['kubectl', 'rollout', 'status', name, '--timeout=2m', ...where],
      ['kubectl', 'set', 'image', name, `${workload.container}=${workload.repository}:${tag}`, ...where],
      ['kubectl', 'set', 'env', name, `MODE=${number}`, ...where],
    )
  }
  if (system.ecs !== undefined) {
    const base = ['aws', 'ecs', 'update-service', '--cluster', system.ecs.cluster, '--service', workload.name]
    const revision = pick(workload.releases, 'revision').revision
    choices.push(
      [...base, '--desired-count', number],
      [...base, '--force-new-deployment'],
      [...base, '--task-definition', `${workload.name}:${revision}`],
      ['aws', 'ecs', 'wait', 'services-stable', '--cluster', system.ecs.cluster, '--services', workload.name],
    )
  }
  if (cache !== undefined) {
    const redis = ['redis-cli', '-h', cache.host]
    const family = pick(cache.families, 'family')?.pattern.replace('{n}', String(1_000 + Number(number))) ?? 'none'
    const key = pick(cache.keys, 'key')?.name ?? family
    choices.push(
      [...redis, 'DEL', pick([key, family], 'which')],
      [...redis, 'EXPIRE', family, '60'],
      [...redis, 'SET', `made:${number}`, 'x'],
      [...redis, 'LPOP', key],
      [...redis, pick(['FLUSHDB', 'DBSIZE', 'PING'], 'rare')],
      ['aws', 'elasticache', 'test-failover', '--replication-group-id', cache.name, '--node-group-id', '0001'],
    )
  }
  if (system.celery !== undefined && queue !== undefined) {
    const celery = ['celery', '-A', system.celery.app]
    choices.push(
      [...celery, 'purge', '-f', '-Q', queue.name],
      [...celery, 'control', pick(['cancel_consumer', 'add_consumer'], 'consume'), queue.name],
      [...celery, 'inspect', 'active'],
    )
  }
  return pick(choices, 'command')
}

/** What a command leaves; null when the range cannot answer it. */
async function typed(world: World, system: System, [program = '', ...argv]: readonly string[]): Promise<World | null> {
  const draft = structuredClone(step(world, system, world.now + 1_000))
  const call: Call = { program, argv, cwd: '/', stdin: null, attempt: null, env: {} }
  const scene = {
    system,
    world: draft,
    command: [program, ...argv].join(' '),
    wait: (ms: number) => run(draft, system, draft.now + ms),
    write: () => {},
    query: async () => assert.fail('no command here asks a database'),
    readFile: () => assert.fail('no command here reads a file'),
  } as unknown as Scene
  try {
    await clientOf(program)(call, scene)
  } catch (error) {
    if (error instanceof Unanswerable) return null
    throw error
  }
  checkInvariants(draft, system)
  return draft
}

function assertLaws(before: World, world: World, system: System, story: () => string): void {
  const law = (holds: boolean, what: string) => assert.ok(holds, `${what}\n${story()}`)
  law(world.now >= before.now, 'time does not go back')
  for (const queue of Object.values(world.queues)) {
    const { name, begun, arrived, waiting, done, lost } = queue
    law(begun + arrived === waiting + done + lost, `${name}: no task comes from nowhere, and none vanishes`)
    law(
      [waiting, done, lost, arrived].every((n) => Number.isInteger(n) && n >= 0),
      `${name}: tasks are whole`,
    )
    const noted = world.violations.some(({ invariant, workload }) => invariant === 'nothing-lost' && workload === name)
    law(lost === 0 || noted, `${name}: nothing is lost without harm being noted`)
  }
  for (const cache of Object.values(world.caches)) {
    for (const [pattern, family] of Object.entries(cache.families)) {
      law(count(family) >= 0, `${cache.name}: ${pattern} has no fewer than no keys`)
      law(
        family.removed.every((n, i) => n >= family.first && n < family.next && n > (family.removed[i - 1] ?? -1)),
        `${cache.name}: of ${pattern} only what was there is removed, once`,
      )
    }
  }
  for (const workload of Object.values(world.workloads)) {
    const ids = [...workload.instances, ...workload.stopped].map(({ id }) => id)
    law(new Set(ids).size === ids.length, `${workload.name}: every instance is one`)
    law(Number.isInteger(workload.desired) && workload.desired >= 0, `${workload.name}: a whole number is wanted`)
    const releases = new Set(workload.releases.map(({ id }) => id))
    law(releases.has(workload.release), `${workload.name}: the wanted release is there`)
    law(
      workload.instances.every(({ release, state }) => releases.has(release) && state !== 'stopped'),
      `${workload.name}: what is alive runs a release that is there`,
    )
  }
  for (const [name, track] of Object.entries(world.tracks)) {
    law(
      track.every(([at], i) => at <= world.now && at >= (track[i - 1]?.[0] ?? Number.NEGATIVE_INFINITY)),
      `${name}: what was goes forward, and not beyond now`,
    )
  }
  law(
    world.agenda.every(({ at }, i) => at >= world.now && at >= (world.agenda[i - 1]?.at ?? at)),
    'what will happen lies ahead, soonest first',
  )
  law(
    world.violations.every(({ command }) => command !== ''),
    'only commands do harm',
  )
  assert.deepEqual(JSON.parse(JSON.stringify(world)), world, `a world is plain data\n${story()}`)
  law(system.name === world.system, 'it is still the same system')
}

/** How the way is sliced does not matter. */
function holdsInSlices(from: World, to: World, system: System, story: readonly string[], seed: number): void {
  let sliced = from
  const span = to.now - from.now
  for (const part of [0.21, 0.5, 0.5001, 0.93]) sliced = step(sliced, system, Math.round(from.now + part * span))
  assert.deepEqual(step(sliced, system, to.now), to, `seed ${seed}, in slices:\n  ${story.join('\n  ')}`)
}
