import { changeRelease, removeInstance, scale as scaleTo } from '../../world/change.ts'
import { specOf } from '../../world/rollout.ts'
import { releaseOf } from '../../world/world.ts'
import { ok, Unanswerable } from '../client.ts'
import { removeAutoscaler } from './autoscalers.ts'
import { type Command, flag, isOn, KubectlError, namedDeployments, onlyFlags } from './request.ts'
import { isDryRun } from './rollout.ts'
import { matchesSelector } from './selector.ts'

export const setImage: Command = (request) => {
  onlyFlags(request, 'record')
  const { world, system, scene, call } = request
  const lines = namedDeployments(request).map((workload) => {
    const { container } = specOf(system, workload.name)
    let changed = false
    for (const pair of call.pairs) {
      const at = pair.indexOf('=')
      const [name, image] = [pair.slice(0, at), pair.slice(at + 1)]
      if (name !== container && name !== '*') throw new KubectlError(`error: unable to find container named "${name}"`)
      scene.write()
      if (
        changeRelease(
          world,
          system,
          workload.name,
          { image, ...(isOn(request, 'record') ? { cause: scene.command } : {}) },
          scene.command,
        )
      )
        changed = true
    }
    return changed ? `deployment.apps/${workload.name} image updated\n` : ''
  })
  return {
    stdout: lines.join(''),
    stderr: isOn(request, 'record')
      ? 'Flag --record has been deprecated, --record will be removed in the future\n'
      : '',
    exitCode: 0,
  }
}

export const setEnv: Command = (request) => {
  onlyFlags(request, 'list', 'containers')
  const { world, system, scene, call } = request
  const lines = namedDeployments(request).map((workload) => {
    if (isOn(request, 'list')) {
      const rows = Object.entries(releaseOf(workload).env).map(([name, value]) => `${name}=${value}\n`)
      return `# deployments/${workload.name}, container ${specOf(system, workload.name).container}\n${rows.join('')}`
    }
    const env = Object.fromEntries(
      call.pairs.map((pair): [string, string | null] => {
        const at = pair.indexOf('=')
        return at < 0 ? [pair.slice(0, -1), null] : [pair.slice(0, at), pair.slice(at + 1)]
      }),
    )
    if (Object.keys(env).length === 0)
      throw new KubectlError('error: at least one environment variable must be provided')
    scene.write()
    const changed = changeRelease(world, system, workload.name, { env }, scene.command)
    return changed ? `deployment.apps/${workload.name} env updated\n` : ''
  })
  return ok(lines.join(''))
}

export const scale: Command = (request) => {
  onlyFlags(request, 'replicas', 'current-replicas', 'timeout', 'dry-run')
  const { world, system, scene } = request
  const replicas = Number(flag(request, 'replicas'))
  if (replicas < 0)
    throw new KubectlError('error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
  const expected = flag(request, 'current-replicas')
  const lines = namedDeployments(request).map((workload) => {
    if (expected !== null && expected !== '-1' && Number(expected) !== workload.desired)
      throw new KubectlError(`error: Expected replicas to be ${expected}, was ${workload.desired}`)
    if (isDryRun(request))
      return `deployment.apps/${workload.name} scaled (${flag(request, 'dry-run') === 'server' ? 'server ' : ''}dry run)\n`
    scene.write()
    scaleTo(world, system, workload.name, replicas, scene.command)
    return `deployment.apps/${workload.name} scaled\n`
  })
  return ok(lines.join(''))
}

/** Pods only: their controller starts others. */
export const remove: Command = (request) => {
  onlyFlags(request, 'selector', 'grace-period', 'force', 'wait', 'now')
  const { world, system, scene, call } = request
  const selector = flag(request, 'selector')
  const lines = call.resources.flatMap(({ type, name }) => {
    if (type === 'horizontalpodautoscalers' && name !== null) return [removeAutoscaler(request, name)]
    if (type !== 'pods' || (name === null && selector === null))
      throw new Unanswerable(`kubectl delete ${type} ${name ?? ''}`)
    const pods = Object.values(world.workloads).flatMap((w) =>
      w.instances.map((instance) => ({
        workload: w.name,
        instance,
        labels: { app: w.name, 'pod-template-hash': instance.release },
      })),
    )
    const here = request.namespace === system.kubernetes?.namespace ? pods : []
    const found = here.filter((p) =>
      name === null ? matchesSelector(selector ?? '', p.labels) : p.instance.name === name,
    )
    if (name !== null && found.length === 0)
      throw new KubectlError(`Error from server (NotFound): pods "${name}" not found`)
    scene.write()
    return found.map(({ workload, instance }) => {
      removeInstance(world, system, workload, instance.id, scene.command)
      return `pod "${instance.name}" deleted\n`
    })
  })
  return lines.length === 0 ? { stdout: '', stderr: 'No resources found\n', exitCode: 0 } : ok(lines.join(''))
}
