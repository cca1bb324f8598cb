import { parseDuration } from '../../system/duration.ts'
import { changeRelease, previousRelease, rollOut } from '../../world/change.ts'
import { reconcile } from '../../world/rollout.ts'
import { type Release, releaseOf, type Workload } from '../../world/world.ts'
import { failed, ok } from '../client.ts'
import { templateText } from './describe.ts'
import { deploymentCounts, time } from './objects.ts'
import { type Command, flag, isOn, KubectlError, namedDeployments, onlyFlags } from './request.ts'

const PROGRESS_DEADLINE_MS = 600_000
/** How often it looks, in virtual time. */
const LOOK_MS = 1_000

export const status: Command = (request) => {
  onlyFlags(request, 'timeout', 'watch', 'revision')
  const { scene } = request
  const [workload] = namedDeployments(request)
  if (workload === undefined) throw new KubectlError('error: required resource not specified')
  const limit = parseDuration(flag(request, 'timeout') ?? '0s') || Number.POSITIVE_INFINITY
  const begin = request.world.now
  let stdout = ''
  let last = ''
  for (;;) {
    const { line, done } = progress(workload)
    if (line !== last) stdout += line
    last = line
    if (done || flag(request, 'watch') === 'false') return ok(stdout)
    if (request.world.now - lastProgress(workload) > PROGRESS_DEADLINE_MS) {
      return failed(1, `error: deployment "${workload.name}" exceeded its progress deadline\n`, stdout)
    }
    if (request.world.now - begin >= limit) return failed(1, 'error: timed out waiting for the condition\n', stdout)
    scene.wait(LOOK_MS)
  }
}

/** The deadline begins anew whenever something moves: a rollout, a new pod (scaling makes some too), one that is ready. */
function lastProgress(workload: Workload): number {
  const pods = workload.instances.flatMap(({ createdAt, readyAt }) => [createdAt, readyAt ?? 0])
  return Math.max(workload.rollouts.at(-1)?.startedAt ?? 0, ...pods)
}

function progress(workload: Workload): { line: string; done: boolean } {
  const { replicas, updated, ready } = deploymentCounts(workload)
  const wait = (what: string) => ({
    line: `Waiting for deployment "${workload.name}" rollout to finish: ${what}...\n`,
    done: false,
  })
  if (updated < workload.desired) return wait(`${updated} out of ${workload.desired} new replicas have been updated`)
  if (replicas > updated) return wait(`${replicas - updated} old replicas are pending termination`)
  if (ready < updated) return wait(`${ready} of ${updated} updated replicas are available`)
  return { line: `deployment "${workload.name}" successfully rolled out\n`, done: true }
}

export const history: Command = (request) => {
  onlyFlags(request, 'revision')
  const revision = flag(request, 'revision')
  const parts = namedDeployments(request).map((workload) => {
    const releases = workload.releases.toSorted((a, b) => a.revision - b.revision)
    if (revision !== null && revision !== '0') {
      const release = releases.find((r) => r.revision === Number(revision))
      if (release === undefined) throw new KubectlError(`error: unable to find the specified revision`)
      return `deployment.apps/${workload.name} with revision #${revision}\nPod Template:\n${templateText(request.system, workload, release)}\n`
    }
    const rows = releases.slice(-11).map((r) => `${String(r.revision).padEnd(10)}${r.cause ?? '<none>'}\n`)
    return `deployment.apps/${workload.name} \nREVISION  CHANGE-CAUSE\n${rows.join('')}\n`
  })
  return ok(parts.join(''))
}

export const undo: Command = (request) => {
  onlyFlags(request, 'to-revision', 'dry-run')
  const { world, system, scene } = request
  const lines = namedDeployments(request).map((workload) => {
    const release = wantedRelease(workload, flag(request, 'to-revision'))
    if (release.id === workload.release)
      return `deployment.apps/${workload.name} skipped rollback (current template already matches revision ${release.revision})\n`
    const dry = flag(request, 'dry-run')
    if (dry !== null && dry !== 'none')
      return `deployment.apps/${workload.name} rolled back (${dry === 'server' ? 'server ' : ''}dry run)\n`
    if (workload.paused)
      throw new KubectlError(
        `error: cannot rollback a paused deployment; resume it first with 'kubectl rollout resume deployment/${workload.name}' and try again`,
      )
    scene.write()
    rollOut(world, system, workload.name, release, scene.command, false)
    return `deployment.apps/${workload.name} rolled back\n`
  })
  return ok(lines.join(''))
}

function wantedRelease(workload: Workload, revision: string | null): Release {
  if (revision === null || revision === '0') {
    const previous = previousRelease(workload)
    if (previous === null) throw new KubectlError(`error: no rollout history found for deployment "${workload.name}"`)
    return previous
  }
  const found = workload.releases.find((r) => r.revision === Number(revision))
  if (found === undefined) throw new KubectlError(`error: unable to find specified revision ${revision} in history`)
  return found
}

export const restart: Command = (request) => {
  onlyFlags(request)
  const { world, system, scene } = request
  const lines = namedDeployments(request).map((workload) => {
    const restartedAt = time(world.now)
    if (releaseOf(workload).restartedAt === restartedAt) {
      throw new KubectlError(
        `error: failed to create patch for ${workload.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
      )
    }
    if (workload.paused)
      throw new KubectlError(
        `error: deployments.apps "${workload.name}" can't restart paused deployment (run rollout resume first)`,
      )
    scene.write()
    changeRelease(world, system, workload.name, { restartedAt }, scene.command)
    return `deployment.apps/${workload.name} restarted\n`
  })
  return ok(lines.join(''))
}

export const pause: Command = (request) => hold(request, true)
export const resume: Command = (request) => hold(request, false)

function hold(request: Parameters<Command>[0], paused: boolean): ReturnType<Command> {
  onlyFlags(request)
  const { world, system, scene } = request
  const lines = namedDeployments(request).map((workload) => {
    if (workload.paused === paused)
      throw new KubectlError(`error: deployments.apps "${workload.name}" is ${paused ? 'already' : 'not'} paused`)
    scene.write()
    workload.paused = paused
    reconcile(world, system, workload)
    return `deployment.apps/${workload.name} ${paused ? 'paused' : 'resumed'}\n`
  })
  return ok(lines.join(''))
}

export function isDryRun(request: Parameters<Command>[0]): boolean {
  return isOn(request, 'dry-run') && flag(request, 'dry-run') !== 'none'
}
