import type { System } from '../system/system.ts'
import { nextNumber } from './agenda.ts'
import { randomText } from './random.ts'
import { releaseId } from './release-id.ts'
import { drain, notice, reconcile, specOf } from './rollout.ts'
import { type Release, releaseOf, type Workload, type World, workloadOf } from './world.ts'

/**
 * What commands do to a workload. Each changes the world it is given (a draft: see `step.ts`), remembers the command
 * that did it, and lets the platform's controller begin.
 */

/** What of a release a change may touch. Everything else stays as it is. */
export interface ReleaseChange {
  image?: string
  /** null removes a variable. */
  env?: Record<string, string | null>
  restartedAt?: string
  cause?: string
}

/** Makes a release from the wanted one (or from the newest of the family) without running it: a task definition. */
export function addRelease(world: World, system: System, name: string, from: Release, change: ReleaseChange): Release {
  const workload = workloadOf(world, name)
  const env = { ...from.env }
  for (const [key, value] of Object.entries(change.env ?? {})) {
    if (value === null) delete env[key]
    else env[key] = value
  }
  const image = change.image ?? from.image
  const restartedAt = change.restartedAt ?? from.restartedAt
  const revision = Math.max(...workload.releases.map((r) => r.revision)) + 1
  const spec = specOf(system, name)
  // The first template of a version was made of its image alone: that is what its name was made of.
  const plain = JSON.stringify(env) === JSON.stringify(spec.env) && restartedAt === null
  const id = releaseId(system, spec, revision, plain ? image : JSON.stringify([image, env, restartedAt]))
  const known = workload.releases.find((r) => r.id === id)
  if (known !== undefined) return known
  const release: Release = {
    ...from,
    id,
    revision,
    image,
    env,
    restartedAt,
    cause: change.cause ?? from.cause,
    createdAt: world.now,
  }
  workload.releases.push(release)
  return release
}

/** Wants another release, or the same one anew. Kubernetes does nothing when it is already wanted. */
export function rollOut(
  world: World,
  system: System,
  name: string,
  release: Release,
  command: string | null,
  forced: boolean,
): boolean {
  const workload = workloadOf(world, name)
  if (workload.release === release.id && !forced) return false
  if (system.platform === 'kubernetes' && workload.release !== release.id) {
    // A template that comes back becomes the newest revision.
    const newest = Math.max(...workload.releases.map((r) => r.revision))
    if (release.revision !== newest) release.revision = newest + 1
  }
  workload.release = release.id
  workload.generation += 1
  workload.lastCommand = command
  workload.rollouts.push({
    id: randomText('0123456789', 19, world.seed, name, nextNumber(world)),
    generation: workload.generation,
    release: release.id,
    startedAt: world.now,
    finishedAt: null,
    forced,
  })
  if (workload.rollouts.length > 20) workload.rollouts.shift()
  notice(world, workload, 'rollout', [])
  reconcile(world, system, workload)
  return true
}

/** Changes the wanted release in place: `set image`, `set env`, `rollout restart`. Returns whether anything changed. */
export function changeRelease(
  world: World,
  system: System,
  name: string,
  change: ReleaseChange,
  command: string,
): boolean {
  const release = addRelease(world, system, name, releaseOf(workloadOf(world, name)), change)
  return rollOut(world, system, name, release, command, false)
}

/** The release before the wanted one, by revision; null when there is none. */
export function previousRelease(workload: Workload): Release | null {
  const current = releaseOf(workload)
  const older = workload.releases.filter((r) => r.id !== current.id).sort((a, b) => b.revision - a.revision)
  return older[0] ?? null
}

export function scale(world: World, system: System, name: string, desired: number, command: string): void {
  const workload = workloadOf(world, name)
  workload.desired = desired
  workload.lastCommand = command
  notice(world, workload, 'scaled', [], String(desired))
  reconcile(world, system, workload)
}

/** Kills one instance at once or after its draining; the controller starts another. */
export function removeInstance(world: World, system: System, name: string, id: string, command: string): void {
  const workload = workloadOf(world, name)
  const instance = workload.instances.find((i) => i.id === id)
  if (instance === undefined || instance.state === 'draining') return
  workload.lastCommand = command
  drain(world, system, workload, instance, 'Task stopped by user')
  reconcile(world, system, workload)
}
