import type { System, WorkloadSpec } from '../system/system.ts'
import { nextNumber, schedule } from './agenda.ts'
import { defectOf, deployFaults } from './defects.ts'
import { between, HEX, KUBERNETES_ALPHABET, pick, randomText } from './random.ts'
import { readAtStart } from './secrets.ts'
import { record } from './tracks.ts'
import { type Instance, type Notice, releaseOf, serving, type Workload, type World, workloadOf } from './world.ts'

/** How many instances a portion such as `25%` of them is. */
export function portionOf(portion: string, desired: number, round: 'up' | 'down'): number {
  const amount = portion.endsWith('%') ? (Number(portion.slice(0, -1)) * desired) / 100 : Number(portion)
  return round === 'up' ? Math.ceil(amount) : Math.floor(amount)
}

/** The bounds a rolling deployment keeps to: at most `most` alive, at least `least` serving. */
export function bounds(workload: Workload): { most: number; least: number } {
  const { desired } = workload
  const surge = portionOf(workload.surge, desired, 'up')
  const unavailable = portionOf(workload.unavailable, desired, 'down')
  // Neither more nor fewer would leave no way to move: Kubernetes then allows one fewer.
  const fewer = surge === 0 && unavailable === 0 && desired > 0 ? 1 : unavailable
  return { most: desired + surge, least: Math.max(0, desired - fewer) }
}

/** Does what the platform's controller does: brings the instances nearer to what is wanted. Call it after any change. */
export function reconcile(world: World, system: System, workload: Workload): void {
  if (!workload.paused) startMissing(world, system, workload)
  stopSurplus(world, system, workload)
  if (!workload.paused) retireOld(world, system, workload)
  // Nobody can have been lost who is not missing.
  const missing = Math.max(0, workload.desired - serving(workload).length)
  workload.lostToFault = Math.min(workload.lostToFault, missing)
  finishRollout(world, workload)
  recordTracks(world, system, workload)
}

const alive = (workload: Workload) => workload.instances.filter((i) => i.state !== 'draining')
const isCurrent = (workload: Workload) => (i: Instance) => i.generation === workload.generation

function startMissing(world: World, system: System, workload: Workload): void {
  const { most } = bounds(workload)
  const started: string[] = []
  for (;;) {
    const all = alive(workload)
    const current = all.filter(isCurrent(workload))
    if (current.length >= workload.desired || all.length >= most) break
    started.push(startInstance(world, system, workload).id)
  }
  if (started.length > 0) notice(world, workload, 'started', started)
}

function startInstance(world: World, system: System, workload: Workload): Instance {
  const spec = specOf(system, workload.name)
  const n = nextNumber(world)
  const key = [world.seed, workload.name, n] as const
  const instance: Instance = {
    id: randomText(HEX, 32, ...key, 'id'),
    name: `${workload.name}-${workload.release}-${randomText(KUBERNETES_ALPHABET, 5, ...key, 'name')}`,
    release: workload.release,
    generation: workload.generation,
    state: 'pending',
    ip: `10.0.${10 + (n % 6)}.${Math.floor(between(11, 250, ...key, 'ip'))}`,
    node: pick(system.kubernetes?.nodes ?? ['fargate'], ...key, 'node'),
    createdAt: world.now,
    startedAt: null,
    readyAt: null,
    sickAt: null,
    drainingAt: null,
    stoppedAt: null,
    reason: null,
  }
  workload.instances.push(instance)
  const wait = between(...spec.startup.schedule, ...key, 'schedule')
  moveLater(world, workload, instance, wait)
  return instance
}

/** Scaled down: the youngest that serve least go first. */
function stopSurplus(world: World, system: System, workload: Workload): void {
  const current = alive(workload).filter(isCurrent(workload))
  const surplus = current.length - workload.desired
  if (surplus <= 0) return
  const rank = { pending: 0, starting: 1, sick: 2, ready: 3, draining: 4, stopped: 4 }
  const going = current.toSorted((a, b) => rank[a.state] - rank[b.state] || b.createdAt - a.createdAt).slice(0, surplus)
  for (const instance of going) drain(world, system, workload, instance, 'Scaling activity initiated')
  notice(
    world,
    workload,
    'draining',
    going.map((i) => i.id),
  )
}

/** Rolls: an old one may go when enough serve without it. */
function retireOld(world: World, system: System, workload: Workload): void {
  const { least } = bounds(workload)
  const old = alive(workload).filter((i) => !isCurrent(workload)(i))
  const rank = { pending: 0, starting: 1, sick: 2, ready: 3, draining: 4, stopped: 4 }
  const going: Instance[] = []
  for (const instance of old.toSorted((a, b) => rank[a.state] - rank[b.state] || a.createdAt - b.createdAt)) {
    const serves = instance.state === 'ready' || instance.state === 'sick'
    if (serves && serving(workload).length - 1 < least) break
    drain(world, system, workload, instance, 'Replaced by a new deployment')
    going.push(instance)
  }
  if (going.length > 0)
    notice(
      world,
      workload,
      'draining',
      going.map((i) => i.id),
    )
}

/** Takes an instance out of service; it is gone once it has drained. */
export function drain(world: World, system: System, workload: Workload, instance: Instance, reason: string): void {
  const wait = instance.state === 'pending' ? 1_000 : specOf(system, workload.name).startup.drain
  instance.state = 'draining'
  instance.drainingAt = world.now
  instance.reason = reason
  moveLater(world, workload, instance, wait)
}

function finishRollout(world: World, workload: Workload): void {
  const rollout = workload.rollouts.at(-1)
  if (rollout === undefined || rollout.finishedAt !== null) return
  const all = alive(workload)
  const settled = all.length === workload.desired && all.every((i) => isCurrent(workload)(i) && i.readyAt !== null)
  if (!settled) return
  rollout.finishedAt = world.now
  notice(world, workload, 'steady', [])
}

export function recordTracks(world: World, system: System, workload: Workload): void {
  const up = serving(workload)
  record(world, `${workload.name}/serving`, up.length)
  record(world, `${workload.name}/alive`, alive(workload).length)
  for (const fault of deployFaults(system, workload.name)) {
    const sick = up.filter(
      (i) => i.state === 'sick' && defectOf(world, system, workload, i.release)?.name === fault.name,
    )
    record(world, `${workload.name}/sick/${fault.name}`, up.length === 0 ? 0 : sick.length / up.length)
  }
  record(world, `${workload.name}/unhealthy`, up.filter((i) => i.state === 'sick').length)
}

/** What happens next to one instance: it is found a machine, boots, falls sick, is replaced, is gone. */
export function moveInstance(world: World, system: System, workloadName: string, id: string): void {
  const workload = workloadOf(world, workloadName)
  const instance = workload.instances.find((i) => i.id === id)
  if (instance === undefined) return
  if (instance.state === 'pending') boot(world, system, workload, instance)
  else if (instance.state === 'starting') becomeReady(world, system, workload, instance)
  else if (instance.state === 'ready') fallSick(world, system, workload, instance)
  else if (instance.state === 'sick') replaceSick(world, system, workload, instance)
  else if (instance.state === 'draining' && isDrained(world, system, workload, instance)) {
    instance.state = 'stopped'
    instance.stoppedAt = world.now
    workload.instances = workload.instances.filter((i) => i !== instance)
    workload.stopped.push(instance)
    notice(world, workload, 'stopped', [instance.id])
  }
  reconcile(world, system, workload)
}

/** An event from before it drained may still be on the agenda. */
function isDrained(world: World, system: System, workload: Workload, instance: Instance): boolean {
  const since = world.now - (instance.drainingAt ?? world.now)
  return since >= (instance.startedAt === null ? 1_000 : specOf(system, workload.name).startup.drain)
}

function boot(world: World, system: System, workload: Workload, instance: Instance): void {
  const { image } = releaseOf(workload, instance.release)
  if (!isPublished(world, system, workload.name, image)) {
    if (instance.reason === null) notice(world, workload, 'pull-failed', [instance.id], image)
    instance.reason = `cannot pull ${image}: not found`
    moveLater(world, workload, instance, 60_000)
    return
  }
  instance.state = 'starting'
  instance.startedAt = world.now
  const read = readAtStart(world, specOf(system, workload.name))
  if (read !== undefined) instance.read = read
  const wait = between(...specOf(system, workload.name).startup.boot, world.seed, instance.id, 'boot')
  moveLater(world, workload, instance, wait)
}

function becomeReady(world: World, system: System, workload: Workload, instance: Instance): void {
  instance.state = 'ready'
  instance.readyAt = world.now
  workload.lostToFault = Math.max(0, workload.lostToFault - 1)
  notice(world, workload, 'ready', [instance.id])
  const fault = defectOf(world, system, workload, instance.release)
  if (fault === null) return
  const wait = between(...fault.defect.sickAfter, world.seed, instance.id, 'sick')
  moveLater(world, workload, instance, wait)
}

function fallSick(world: World, system: System, workload: Workload, instance: Instance): void {
  const fault = defectOf(world, system, workload, instance.release)
  if (fault === null) return
  instance.state = 'sick'
  instance.sickAt = world.now
  if (fault.defect.failsProbe) notice(world, workload, 'unhealthy', [instance.id], String(fault.defect.status))
  if (fault.defect.replacedAfter === undefined) return
  const wait = between(...fault.defect.replacedAfter, world.seed, instance.id, 'replaced')
  moveLater(world, workload, instance, wait)
}

/** The platform gives up on a sick one and starts another, of the same release if that is still wanted. */
function replaceSick(world: World, system: System, workload: Workload, instance: Instance): void {
  drain(world, system, workload, instance, 'Task failed ELB health checks')
  workload.lostToFault += 1
  notice(world, workload, 'draining', [instance.id])
  if (!isCurrent(workload)(instance)) return
  const started = startInstance(world, system, workload)
  notice(world, workload, 'started', [started.id])
}

/** Does the image registry have it? */
function isPublished(world: World, system: System, workload: string, image: string): boolean {
  const spec = specOf(system, workload)
  const versions = [...spec.releases.map((r) => r.version), ...spec.published]
  if (world.things[`pushed/${image}`] !== undefined) return true
  return versions.some((v) => `${spec.repository}:${v}` === image) || world.faults.some((f) => f.image === image)
}

export function specOf(system: System, name: string): WorkloadSpec {
  const spec = system.workloads.find((w) => w.name === name)
  if (spec === undefined) throw new Error(`${system.name} has no workload ${name}`)
  return spec
}

const KEPT_NOTICES = 200

export function notice(world: World, workload: Workload, kind: Notice['kind'], instances: string[], detail = ''): void {
  world.notices.push({
    n: nextNumber(world),
    at: world.now,
    workload: workload.name,
    kind,
    instances,
    release: workload.release,
    detail,
  })
  if (world.notices.length > KEPT_NOTICES) world.notices.shift()
}

/** Has `moveInstance` look at it again, in so many milliseconds. */
function moveLater(world: World, workload: Workload, { id }: Instance, ms: number): void {
  schedule(world, { at: world.now + Math.round(ms), kind: 'instance', workload: workload.name, instance: id })
}
