import { random } from '../../world/random.ts'
import { specOf } from '../../world/rollout.ts'
import { type Instance, serving, type Workload } from '../../world/world.ts'
import { failed, ok } from '../client.ts'
import { type Command, flag, isOn, KubectlError, type KubectlRequest, onlyFlags } from './request.ts'
import { matchesSelector } from './selector.ts'

interface Usage {
  name: string
  container: string
  /** Thousandths of a core. */
  cpu: number
  /** Mebibytes. */
  memory: number
}

/** What a node has: `kubectl top nodes` says how much of it is used. */
const NODE = { cpu: 8_000, memory: 31_000 }

/** Thousandths of a core in `500m` or `2`; mebibytes in `512Mi` or `1Gi`. */
const cores = (text: string) => (text.endsWith('m') ? Number(text.slice(0, -1)) : Number(text) * 1_000)
const mebibytes = (text: string) =>
  text.endsWith('Gi') ? Number(text.slice(0, -2)) * 1_024 : Number(text.slice(0, -2))

/** The fewer serve, the busier each of them is; one that does not serve yet is hardly measured. */
function usage({ world, system }: KubectlRequest, workload: Workload, instance: Instance): Usage {
  const spec = specOf(system, workload.name)
  const busy = Math.min(1, (0.42 * spec.replicas) / Math.max(1, serving(workload).length))
  const minute = Math.floor((world.now - world.origin) / 60_000)
  const noise = (what: string) => 0.85 + 0.3 * random(world.seed, instance.id, what, minute)
  return {
    name: instance.name,
    container: spec.container,
    cpu: Math.max(1, Math.round(cores(spec.cpu) * busy * noise('cpu'))),
    memory: Math.round(mebibytes(spec.memory) * 0.55 * noise('memory')),
  }
}

/** Pods without measurements are left out, as the metrics server does. */
export const topPods: Command = (request) => {
  onlyFlags(request, 'containers', 'selector', 'no-headers', 'sort-by', 'all-namespaces')
  const { call, world, system } = request
  const inside = isOn(request, 'all-namespaces') || request.namespace === system.kubernetes?.namespace
  const selector = flag(request, 'selector')
  const measured = Object.values(inside ? world.workloads : {})
    .filter((w) => selector === null || matchesSelector(selector, { app: w.name }))
    .flatMap((w) => serving(w).map((i) => usage(request, w, i)))
  const [wanted] = call.resources
  const rows = wanted?.name == null ? measured : measured.filter((u) => u.name === wanted.name)
  if (wanted?.name != null && rows.length === 0)
    throw new KubectlError(`Error from server (NotFound): pods "${wanted.name}" not found`)
  if (rows.length === 0)
    return { stdout: '', stderr: `No resources found in ${request.namespace} namespace.\n`, exitCode: 0 }
  const everywhere = isOn(request, 'all-namespaces') ? [system.kubernetes?.namespace ?? 'default'] : []
  const containers = isOn(request, 'containers')
  const head = [...everywhere.map(() => 'NAMESPACE'), ...(containers ? ['POD', 'NAME'] : ['NAME'])]
  const table = sorted(request, rows).map((u) => [
    ...everywhere,
    ...(containers ? [u.name, u.container] : [u.name]),
    `${u.cpu}m`,
    `${u.memory}Mi`,
  ])
  return ok(topTable(request, [...head, 'CPU(cores)', 'MEMORY(bytes)'], table))
}

export const topNodes: Command = (request) => {
  onlyFlags(request, 'no-headers', 'sort-by')
  const { call, world, system } = request
  const wanted = call.resources[0]?.name ?? null
  const nodes = (system.kubernetes?.nodes ?? []).filter((n) => wanted === null || n === wanted)
  if (nodes.length === 0) return failed(1, `Error from server (NotFound): nodes "${wanted}" not found\n`)
  const rows = nodes.map((name): Usage => {
    const used = Object.values(world.workloads).flatMap((w) =>
      serving(w)
        .filter((i) => i.node === name)
        .map((i) => usage(request, w, i)),
    )
    const total = (key: 'cpu' | 'memory', base: number) => used.reduce((sum, u) => sum + u[key], base)
    return { name, container: '', cpu: total('cpu', 180), memory: total('memory', 1_900) }
  })
  const part = (used: number, of: number) => `${Math.floor((100 * used) / of)}%`
  const table = sorted(request, rows).map((u) => [
    u.name,
    `${u.cpu}m`,
    part(u.cpu, NODE.cpu),
    `${u.memory}Mi`,
    part(u.memory, NODE.memory),
  ])
  // Kubernetes 1.31 says `CPU%` and `MEMORY%`.
  return ok(topTable(request, ['NAME', 'CPU(cores)', 'CPU%', 'MEMORY(bytes)', 'MEMORY%'], table))
}

function sorted(request: KubectlRequest, rows: Usage[]): Usage[] {
  const by = flag(request, 'sort-by')
  if (by === 'cpu' || by === 'memory') return rows.toSorted((a, b) => b[by] - a[by])
  return rows.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Every cell is padded, the last one too. */
function topTable(request: KubectlRequest, head: string[], rows: string[][]): string {
  const all = isOn(request, 'no-headers') ? rows : [head, ...rows]
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)) + 3)
  return all.map((row) => `${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('')}\n`).join('')
}
