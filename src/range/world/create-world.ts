import type { System, WorkloadSpec } from '../system/system.ts'
import { schedule } from './agenda.ts'
import { createAws, emptyAws } from './aws.ts'
import { createDatabase, recordDatabases } from './databases.ts'
import { between, HEX, KUBERNETES_ALPHABET, pick, randomText } from './random.ts'
import { releaseId } from './release-id.ts'
import { recordTracks } from './rollout.ts'
import { createStores } from './stores.ts'
import type { Instance, Release, Workload, World } from './world.ts'

/** Where a new world's time begins, for a system that has been played before: the same hour, on a later day. */
export function nextStart(system: System, playedUntil: number | null): number {
  const first = Date.parse(system.start)
  if (playedUntil === null) return first
  const day = 86_400_000
  return first + Math.max(0, Math.ceil((playedUntil - first) / day)) * day
}

/** A world in which all is well: every workload runs its last release, nothing is on its way. */
export function createWorld(system: System, seed: number, start: number): World {
  const world: World = {
    system: system.name,
    seed,
    origin: start,
    now: start,
    counter: 0,
    workloads: {},
    caches: {},
    queues: {},
    databases: Object.fromEntries(system.databases.map((spec) => [spec.name, createDatabase(spec)])),
    aws: emptyAws(),
    agenda: [],
    tracks: {},
    alarms: {},
    faults: [],
    notices: [],
    outbox: [],
    violations: [],
    things: {},
    facts: {},
    marks: {},
    pendingSql: [],
    files: Object.fromEntries(
      system.files.map((f) => [f.path, { bytes: f.bytes, modifiedAt: start - f.ageDays * 86_400_000 }]),
    ),
    disks: Object.fromEntries(system.disks.map(({ mount, sizeGb, usedGb }) => [mount, { sizeGb, usedGb }])),
    autoscalers: Object.fromEntries(
      system.autoscalers.map(({ name, min, max, target }) => [name, { min, max, target }]),
    ),
    bundles: Object.fromEntries(system.bundles.map((b) => [`${b.kind}/${b.name}`, { ...b.data }])),
  }
  for (const spec of system.workloads) {
    const workload = createWorkload(world, system, spec)
    world.workloads[spec.name] = workload
    recordTracks(world, system, workload)
    world.notices.push({
      n: 0,
      at: start - 4 * 3_600_000,
      workload: spec.name,
      kind: 'steady',
      instances: [],
      release: workload.release,
      detail: '',
    })
  }
  createStores(world, system)
  createAws(world, system)
  recordDatabases(world, system)
  for (const alarm of system.alarms) {
    world.alarms[alarm.name] = { state: 'ok', since: start - 86_400_000, activeAt: null, value: null, reason: '' }
    schedule(world, {
      at: start + (alarm.kind === 'prometheus' ? alarm.every : 60_000),
      kind: 'evaluate',
      alarm: alarm.name,
    })
  }
  schedule(world, { at: start + 600_000, kind: 'forget' })
  return world
}

function createWorkload(world: World, system: System, spec: WorkloadSpec): Workload {
  const releases = spec.releases.map((r): Release => {
    const image = `${spec.repository}:${r.version}`
    return {
      id: releaseId(system, spec, r.revision, image),
      revision: r.revision,
      image,
      env: spec.env,
      cpu: spec.cpu,
      memory: spec.memory,
      cause: r.cause ?? null,
      createdAt: world.origin - r.age,
      restartedAt: null,
    }
  })
  const current = releases.at(-1)
  if (current === undefined) throw new Error(`${spec.name} has no release`)
  const workload: Workload = {
    name: spec.name,
    desired: spec.replicas,
    surge: spec.surge,
    unavailable: spec.unavailable,
    releases,
    release: current.id,
    generation: releases.length,
    rollouts: [
      {
        id: randomText('0123456789', 19, world.seed, spec.name, current.id),
        generation: releases.length,
        release: current.id,
        startedAt: current.createdAt,
        finishedAt: current.createdAt + 180_000,
        forced: false,
      },
    ],
    instances: [],
    stopped: [],
    paused: false,
    lostToFault: 0,
    lastCommand: null,
    createdAt: world.origin - (spec.releases[0]?.age ?? 0) - 90 * 86_400_000,
  }
  for (let i = 0; i < spec.replicas; i++) workload.instances.push(bornReady(world, system, workload, current, i))
  return workload
}

function bornReady(world: World, system: System, workload: Workload, release: Release, i: number): Instance {
  const key = [world.seed, workload.name, 'first', i] as const
  const createdAt = release.createdAt + Math.round(between(1_000, 90_000, ...key, 'created'))
  const readyAt = createdAt + 30_000
  return {
    id: randomText(HEX, 32, ...key, 'id'),
    name: `${workload.name}-${release.id}-${randomText(KUBERNETES_ALPHABET, 5, ...key, 'name')}`,
    release: release.id,
    generation: workload.generation,
    state: 'ready',
    ip: `10.0.${10 + (i % 6)}.${Math.floor(between(11, 250, ...key, 'ip'))}`,
    node: pick(system.kubernetes?.nodes ?? ['fargate'], ...key, 'node'),
    createdAt,
    startedAt: createdAt + 2_000,
    readyAt,
    sickAt: null,
    drainingAt: null,
    stoppedAt: null,
    reason: null,
  }
}
