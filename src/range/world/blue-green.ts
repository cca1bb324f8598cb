import type { BlueGreenSpec, System } from '../system/system.ts'
import { schedule } from './agenda.ts'
import type { BlueGreenDeployment } from './aws-state.ts'
import { rollOut } from './change.ts'
import { randomText } from './random.ts'
import { reconcile } from './rollout.ts'
import { recordRouting } from './routing.ts'
import { type Release, serving, type World, workloadOf } from './world.ts'

/**
 * CodeDeploy's blue and green. A deployment starts the new version beside the old one, gives it the listener's
 * requests when it serves, and keeps the old one for a while: so long it can be stopped and everything goes back.
 */

/** How long the old version is kept after the requests went over. */
const KEPT_MS = 60 * 60_000
const LOOK_MS = 15_000

function deploymentId(world: World, n: number): string {
  return `d-${randomText('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 9, world.seed, 'deployment', n)}`
}

export function blueGreenOf(system: System, application: string): BlueGreenSpec | undefined {
  return system.aws.blueGreen.find((b) => b.application === application)
}

/** Starts the green one with a release of its family. */
export function beginDeployment(
  world: World,
  system: System,
  spec: BlueGreenSpec,
  release: Release,
  by: { creator: string; description: string; rollbackOf?: string; command: string | null },
): BlueGreenDeployment {
  world.counter += 1
  const deployment: BlueGreenDeployment = {
    id: deploymentId(world, world.counter),
    application: spec.application,
    status: 'InProgress',
    creator: by.creator,
    description: by.description,
    release: release.id,
    createdAt: world.now,
    finishedAt: null,
    rollbackOf: by.rollbackOf ?? null,
    stuck: false,
  }
  world.aws.deployments[deployment.id] = deployment
  const green = workloadOf(world, spec.green)
  green.desired = workloadOf(world, spec.blue).desired
  if (!green.releases.some((r) => r.id === release.id)) green.releases.push(structuredClone(release))
  const own = green.releases.find((r) => r.id === release.id) ?? release
  if (!rollOut(world, system, spec.green, own, by.command, false)) reconcile(world, system, green)
  schedule(world, { at: world.now + LOOK_MS, kind: 'aws', what: 'deployment', id: deployment.id })
  return deployment
}

/** CodeDeploy looks whether it can go on. */
export function moveDeployment(world: World, system: System, id: string): void {
  const deployment = world.aws.deployments[id]
  const spec = deployment === undefined ? undefined : blueGreenOf(system, deployment.application)
  if (deployment === undefined || spec === undefined || deployment.status !== 'InProgress') return
  const green = workloadOf(world, spec.green)
  const well = green.desired > 0 && serving(green).length >= green.desired
  const shifted = forwards(world, system, spec, spec.green)
  if (well && !shifted) {
    shiftTo(world, system, spec, spec.green)
    schedule(world, { at: world.now + KEPT_MS, kind: 'aws', what: 'deployment', id })
    return
  }
  if (!shifted) {
    schedule(world, { at: world.now + LOOK_MS, kind: 'aws', what: 'deployment', id })
    return
  }
  deployment.status = 'Succeeded'
  deployment.finishedAt = world.now
}

/** All of a listener's requests go to one of the two. */
function shiftTo(world: World, system: System, spec: BlueGreenSpec, workload: string): void {
  const listener = world.aws.listeners[`${spec.listener.balancer}/${spec.listener.port}`]
  const group = system.ecs?.targetGroups.find((g) => g.workload === workload)
  if (listener === undefined || group === undefined) return
  listener.forward = { [group.name]: 1 }
  recordRouting(world, system)
}

function forwards(world: World, system: System, spec: BlueGreenSpec, workload: string): boolean {
  const group = system.ecs?.targetGroups.find((g) => g.workload === workload)
  const { forward } = world.aws.listeners[`${spec.listener.balancer}/${spec.listener.port}`] ?? { forward: {} }
  return group !== undefined && (forward[group.name] ?? 0) > 0
}

/**
 * Stops a deployment. Rolled back, a new deployment gives the requests back to the old version.
 *
 * @returns the deployment that rolls back, when there is one.
 */
export function stopDeployment(
  world: World,
  system: System,
  deployment: BlueGreenDeployment,
  rollback: boolean,
  command: string,
): BlueGreenDeployment | null {
  const spec = blueGreenOf(system, deployment.application)
  if (spec === undefined || deployment.stuck) return null
  deployment.status = 'Stopped'
  deployment.finishedAt = world.now
  if (!rollback) return null
  world.counter += 1
  const back: BlueGreenDeployment = {
    ...deployment,
    id: deploymentId(world, world.counter),
    status: 'InProgress',
    creator: 'codeDeployRollback',
    description: `This deployment was automatically triggered as part of a rollback of the deployment with the following deployment ID: ${deployment.id}.`,
    release: workloadOf(world, spec.blue).release,
    createdAt: world.now,
    finishedAt: null,
    rollbackOf: deployment.id,
  }
  world.aws.deployments[back.id] = back
  workloadOf(world, spec.green).lastCommand = command
  schedule(world, { at: world.now + 45_000, kind: 'aws', what: 'rollback', id: back.id })
  return back
}

/** The old version has its requests again, and the new one goes. */
export function finishRollback(world: World, system: System, id: string): void {
  const deployment = world.aws.deployments[id]
  const spec = deployment === undefined ? undefined : blueGreenOf(system, deployment.application)
  if (deployment === undefined || spec === undefined) return
  shiftTo(world, system, spec, spec.blue)
  const green = workloadOf(world, spec.green)
  green.desired = 0
  reconcile(world, system, green)
  deployment.status = 'Succeeded'
  deployment.finishedAt = world.now
}
