import { loadOf } from '../../world/metrics.ts'
import { serving } from '../../world/world.ts'
import { ok, Unanswerable } from '../client.ts'
import { type Thing, time, uid } from './objects.ts'
import { type Command, flag, isOn, KubectlError, type KubectlRequest, namedDeployments, onlyFlags } from './request.ts'
import { isDryRun } from './rollout.ts'

export function autoscalerObjects({ world, system }: KubectlRequest): Thing[] {
  return system.autoscalers.flatMap((spec) => {
    const state = world.autoscalers[spec.name]
    const workload = world.workloads[spec.workload]
    if (state === undefined || workload === undefined) return []
    const load = Math.round(loadOf(world, system, spec.workload))
    return [
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: {
          creationTimestamp: time(workload.createdAt),
          labels: {},
          name: spec.name,
          namespace: system.kubernetes?.namespace ?? 'default',
          uid: uid(`hpa/${spec.name}`),
        },
        spec: {
          maxReplicas: state.max,
          metrics: [
            {
              resource: { name: 'cpu', target: { averageUtilization: state.target, type: 'Utilization' } },
              type: 'Resource',
            },
          ],
          minReplicas: state.min,
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: spec.workload },
        },
        status: {
          conditions: [],
          currentMetrics: [
            {
              resource: { current: { averageUtilization: load, averageValue: `${load * 5}m` }, name: 'cpu' },
              type: 'Resource',
            },
          ],
          currentReplicas: serving(workload).length,
          desiredReplicas: workload.desired,
        },
      },
    ]
  })
}

function named(request: KubectlRequest, name: string): { min: number; max: number; target: number } {
  const here = request.namespace === request.system.kubernetes?.namespace
  const state = here ? request.world.autoscalers[name] : undefined
  if (state === undefined)
    throw new KubectlError(`Error from server (NotFound): horizontalpodautoscalers.autoscaling "${name}" not found`)
  return state
}

interface Patch {
  spec?: { minReplicas?: unknown; maxReplicas?: unknown; replicas?: unknown } & Record<string, unknown>
}

/** `kubectl patch`: the bounds of an autoscaler. @throws Unanswerable for anything else. */
export const patch: Command = (request) => {
  onlyFlags(request, 'patch', 'type', 'dry-run')
  const { call, scene } = request
  const [resource] = call.resources
  const text = flag(request, 'patch') ?? ''
  const given = readPatch(text)
  if (resource === undefined || resource.name === null) throw new Unanswerable('kubectl patch of nothing')
  if (resource.type !== 'horizontalpodautoscalers') throw new Unanswerable(`kubectl patch ${resource.type}`)
  const state = named(request, resource.name)
  const { minReplicas, maxReplicas, ...others } = given.spec ?? {}
  if (Object.keys(given).some((k) => k !== 'spec') || Object.keys(others).length > 0)
    throw new Unanswerable(`kubectl patch ${text}`)
  const min = minReplicas === undefined ? state.min : Number(minReplicas)
  const max = maxReplicas === undefined ? state.max : Number(maxReplicas)
  const refused = (why: string) => new KubectlError(`The HorizontalPodAutoscaler "${resource.name}" is invalid: ${why}`)
  if (min < 1) throw refused(`spec.minReplicas: Invalid value: ${min}: must be greater than or equal to 1`)
  if (max < min)
    throw refused(`spec.maxReplicas: Invalid value: ${max}: must be greater than or equal to \`minReplicas\``)
  const same = min === state.min && max === state.max
  const name = `horizontalpodautoscaler.autoscaling/${resource.name}`
  if (isDryRun(request)) return ok(`${name} patched (dry run)\n`)
  if (same) return ok(`${name} patched (no change)\n`)
  scene.write()
  state.min = min
  state.max = max
  return ok(`${name} patched\n`)
}

function readPatch(text: string): Patch {
  try {
    return JSON.parse(text) as Patch
  } catch {
    // YAML is as good: it is refused by the grammar when it is neither.
    throw new Unanswerable(`kubectl patch -p '${text}'`)
  }
}

/** `kubectl autoscale`: refused where there is one already. */
export const autoscale: Command = (request) => {
  onlyFlags(request, 'min', 'max', 'cpu-percent', 'name', 'dry-run')
  const { world, system, scene } = request
  const lines = namedDeployments(request).map((workload) => {
    const name = flag(request, 'name') || workload.name
    if (world.autoscalers[name] !== undefined)
      throw new KubectlError(
        `Error from server (AlreadyExists): horizontalpodautoscalers.autoscaling "${name}" already exists`,
      )
    if (!system.autoscalers.some((a) => a.name === name)) throw new Unanswerable(`kubectl autoscale ${name}`)
    if (isOn(request, 'dry-run')) throw new Unanswerable('kubectl autoscale --dry-run')
    scene.write()
    world.autoscalers[name] = {
      min: Math.max(1, Number(flag(request, 'min') ?? 1)),
      max: Number(flag(request, 'max')),
      target: Number(flag(request, 'cpu-percent') ?? 80),
    }
    return `horizontalpodautoscaler.autoscaling/${name} autoscaled\n`
  })
  return ok(lines.join(''))
}

/** `kubectl delete hpa NAME`. */
export function removeAutoscaler(request: KubectlRequest, name: string): string {
  named(request, name)
  request.scene.write()
  delete request.world.autoscalers[name]
  return `horizontalpodautoscaler.autoscaling "${name}" deleted\n`
}

/** Secrets and ConfigMaps of system.yaml, as `get` shows them. */
export function bundleObjects({ world, system }: KubectlRequest, kind: 'Secret' | 'ConfigMap'): Thing[] {
  return Object.entries(world.bundles)
    .filter(([key]) => key.startsWith(`${kind}/`))
    .map(([key, data]) => ({
      apiVersion: 'v1',
      ...(kind === 'Secret' ? { type: 'Opaque' } : {}),
      data: Object.fromEntries(
        Object.entries(data).map(([k, v]) => [k, kind === 'Secret' ? Buffer.from(v).toString('base64') : v]),
      ),
      kind,
      metadata: {
        creationTimestamp: time(world.origin - 90 * 86_400_000),
        labels: {},
        name: key.slice(kind.length + 1),
        namespace: system.kubernetes?.namespace ?? 'default',
        uid: uid(key),
      },
    }))
}
