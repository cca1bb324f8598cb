import type { Thing } from './objects.ts'

/** Columns padded to the widest cell, three blanks between them, as kubectl's tab writer does. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows
    .map(
      (row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd((widths[i] ?? 0) + 3))).join('')}\n`,
    )
    .join('')
}

/** `45s`, `4m12s`, `15m`, `5h30m`, `23h`, `5d3h`, `12d`: how Kubernetes says an age. */
export function age(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 120) return `${Math.max(0, seconds)}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (days < 8) return hours % 24 === 0 ? `${days}d` : `${days}d${hours % 24}h`
  return days < 730 ? `${days}d` : `${Math.floor(days / 365)}y`
}

interface Columns {
  header: string[]
  wide: string[]
  row(thing: Thing, now: number): { cells: string[]; wide: string[] }
}

const at = (thing: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      value === null || value === undefined ? undefined : (value as Record<string | number, unknown>)[key],
    thing,
  )
const text = (value: unknown, otherwise = '<none>') =>
  value === undefined || value === null || value === '' ? otherwise : String(value)
const ageOf = (thing: Thing, now: number) => age(now - Date.parse(thing.metadata.creationTimestamp))

export const COLUMNS: Record<string, Columns> = {
  Pod: {
    header: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
    wide: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
    row: (pod, now) => {
      const ready = at(pod, 'status', 'containerStatuses', 0, 'ready') === true
      const waiting = at(pod, 'status', 'containerStatuses', 0, 'state', 'waiting', 'reason')
      const status =
        pod.metadata.deletionTimestamp === undefined ? text(waiting ?? at(pod, 'status', 'phase')) : 'Terminating'
      return {
        cells: [pod.metadata.name, ready ? '1/1' : '0/1', status, '0', ageOf(pod, now)],
        wide: [text(at(pod, 'status', 'podIP')), text(at(pod, 'spec', 'nodeName')), '<none>', '<none>'],
      }
    },
  },
  HorizontalPodAutoscaler: {
    header: ['NAME', 'REFERENCE', 'TARGETS', 'MINPODS', 'MAXPODS', 'REPLICAS', 'AGE'],
    wide: [],
    row: (hpa, now) => {
      const load = at(hpa, 'status', 'currentMetrics', 0, 'resource', 'current', 'averageUtilization')
      const target = at(hpa, 'spec', 'metrics', 0, 'resource', 'target', 'averageUtilization')
      return {
        cells: [
          hpa.metadata.name,
          `Deployment/${text(at(hpa, 'spec', 'scaleTargetRef', 'name'))}`,
          `cpu: ${text(load)}%/${text(target)}%`,
          text(at(hpa, 'spec', 'minReplicas')),
          text(at(hpa, 'spec', 'maxReplicas')),
          text(at(hpa, 'status', 'currentReplicas')),
          ageOf(hpa, now),
        ],
        wide: [],
      }
    },
  },
  Secret: {
    header: ['NAME', 'TYPE', 'DATA', 'AGE'],
    wide: [],
    row: (secret, now) => ({
      cells: [
        secret.metadata.name,
        text(at(secret, 'type')),
        String(Object.keys((at(secret, 'data') ?? {}) as object).length),
        ageOf(secret, now),
      ],
      wide: [],
    }),
  },
  ConfigMap: {
    header: ['NAME', 'DATA', 'AGE'],
    wide: [],
    row: (map, now) => ({
      cells: [map.metadata.name, String(Object.keys((at(map, 'data') ?? {}) as object).length), ageOf(map, now)],
      wide: [],
    }),
  },
  Deployment: {
    header: ['NAME', 'READY', 'UP-TO-DATE', 'AVAILABLE', 'AGE'],
    wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
    row: (deployment, now) => ({
      cells: [
        deployment.metadata.name,
        `${text(at(deployment, 'status', 'readyReplicas'), '0')}/${text(at(deployment, 'spec', 'replicas'), '0')}`,
        text(at(deployment, 'status', 'updatedReplicas'), '0'),
        text(at(deployment, 'status', 'availableReplicas'), '0'),
        ageOf(deployment, now),
      ],
      wide: [...container(deployment), `app=${deployment.metadata.name}`],
    }),
  },
  ReplicaSet: {
    header: ['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE'],
    wide: ['CONTAINERS', 'IMAGES', 'SELECTOR'],
    row: (set, now) => ({
      cells: [
        set.metadata.name,
        text(at(set, 'spec', 'replicas'), '0'),
        text(at(set, 'status', 'replicas'), '0'),
        text(at(set, 'status', 'readyReplicas'), '0'),
        ageOf(set, now),
      ],
      wide: [
        ...container(set),
        Object.entries(set.metadata.labels)
          .map(([k, v]) => `${k}=${v}`)
          .join(','),
      ],
    }),
  },
  Node: {
    header: ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
    wide: [],
    row: (node, now) => ({
      cells: [
        node.metadata.name,
        'Ready',
        '<none>',
        ageOf(node, now),
        text(at(node, 'status', 'nodeInfo', 'kubeletVersion')),
      ],
      wide: [],
    }),
  },
  Namespace: {
    header: ['NAME', 'STATUS', 'AGE'],
    wide: [],
    row: (namespace, now) => ({ cells: [namespace.metadata.name, 'Active', ageOf(namespace, now)], wide: [] }),
  },
  Event: {
    header: ['LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'],
    wide: [],
    row: (event, now) => ({
      cells: [
        ageOf(event, now),
        text(event.type),
        text(event.reason),
        `pod/${text(at(event, 'involvedObject', 'name'))}`,
        text(event.message),
      ],
      wide: [],
    }),
  },
}

function container(thing: Thing): [string, string] {
  return [
    text(at(thing, 'spec', 'template', 'spec', 'containers', 0, 'name')),
    text(at(thing, 'spec', 'template', 'spec', 'containers', 0, 'image')),
  ]
}
