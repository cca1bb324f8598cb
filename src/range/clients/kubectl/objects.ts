import type { System } from '../../system/system.ts'
import { random } from '../../world/random.ts'
import { bounds, specOf } from '../../world/rollout.ts'
import { type Instance, type Notice, type Release, releaseOf, type Workload, type World } from '../../world/world.ts'

/** A Kubernetes object, as its API sends it. */
export interface Thing {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    labels: Record<string, string>
    annotations?: Record<string, string>
    creationTimestamp: string
    [key: string]: unknown
  }
  spec?: Record<string, unknown>
  status?: Record<string, unknown>
  [key: string]: unknown
}

export function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

export function uid(...keys: (string | number)[]): string {
  const hex = (n: number, i: number) =>
    Math.floor(random(...keys, 'uid', i) * 16 ** n)
      .toString(16)
      .padStart(n, '0')
  return `${hex(8, 0)}-${hex(4, 1)}-4${hex(3, 2)}-b${hex(3, 3)}-${hex(6, 4)}${hex(6, 5)}`
}

export const isServing = (i: Instance) => i.state === 'ready' || i.state === 'sick'
const isAlive = (i: Instance) => i.state !== 'draining'

/** Counts as the Deployment controller keeps them: pods that terminate are none of them. */
export function deploymentCounts(workload: Workload): { replicas: number; updated: number; ready: number } {
  const alive = workload.instances.filter(isAlive)
  return {
    replicas: alive.length,
    updated: alive.filter((i) => i.generation === workload.generation).length,
    ready: alive.filter(isServing).length,
  }
}

export function deploymentObject(world: World, system: System, workload: Workload): Thing {
  const release = releaseOf(workload)
  const { replicas, updated, ready } = deploymentCounts(workload)
  const { least } = bounds(workload)
  const since = time(workload.rollouts.at(-1)?.startedAt ?? workload.createdAt)
  const rolledOut = workload.rollouts.at(-1)?.finishedAt != null
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      annotations: {
        'deployment.kubernetes.io/revision': String(release.revision),
        ...(release.cause === null ? {} : { 'kubernetes.io/change-cause': release.cause }),
      },
      creationTimestamp: time(workload.createdAt),
      generation: workload.generation,
      labels: { app: workload.name },
      name: workload.name,
      namespace: system.kubernetes?.namespace ?? 'default',
      resourceVersion: String(1_000_000 + world.counter),
      uid: uid(workload.name),
    },
    spec: {
      progressDeadlineSeconds: 600,
      replicas: workload.desired,
      revisionHistoryLimit: 10,
      selector: { matchLabels: { app: workload.name } },
      strategy: {
        rollingUpdate: { maxSurge: workload.surge, maxUnavailable: workload.unavailable },
        type: 'RollingUpdate',
      },
      template: podTemplate(system, workload, release),
    },
    status: {
      ...(ready > 0 ? { availableReplicas: ready } : {}),
      conditions: [
        ready >= least
          ? condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', since)
          : condition(
              'Available',
              'False',
              'MinimumReplicasUnavailable',
              'Deployment does not have minimum availability.',
              since,
            ),
        condition(
          'Progressing',
          'True',
          rolledOut ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
          `ReplicaSet "${workload.name}-${release.id}" ${rolledOut ? 'has successfully progressed' : 'is progressing'}.`,
          since,
        ),
      ],
      observedGeneration: workload.generation,
      ...(ready > 0 ? { readyReplicas: ready } : {}),
      replicas,
      ...(replicas - ready > 0 ? { unavailableReplicas: replicas - ready } : {}),
      updatedReplicas: updated,
    },
  }
}

function condition(type: string, status: string, reason: string, message: string, at: string) {
  return { lastTransitionTime: at, lastUpdateTime: at, message, reason, status, type }
}

function podTemplate(system: System, workload: Workload, release: Release) {
  return {
    metadata: {
      ...(release.restartedAt === null
        ? {}
        : { annotations: { 'kubectl.kubernetes.io/restartedAt': release.restartedAt } }),
      creationTimestamp: null,
      labels: { app: workload.name },
    },
    spec: podSpec(system, workload, release),
  }
}

function podSpec(system: System, workload: Workload, release: Release): Record<string, unknown> {
  const spec = specOf(system, workload.name)
  return {
    containers: [
      {
        ...(Object.keys(release.env).length === 0
          ? {}
          : { env: Object.entries(release.env).map(([name, value]) => ({ name, value })) }),
        image: release.image,
        imagePullPolicy: 'IfNotPresent',
        name: spec.container,
        ...(spec.port === undefined ? {} : { ports: [{ containerPort: spec.port, protocol: 'TCP' }] }),
        resources: { limits: { memory: release.memory }, requests: { cpu: release.cpu, memory: release.memory } },
      },
    ],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: spec.startup.drain / 1_000,
  }
}

export function replicaSetObject(system: System, workload: Workload, release: Release): Thing {
  const isWanted = release.id === workload.release
  const own = workload.instances.filter((i) => i.release === release.id && isAlive(i))
  const replicas = isWanted ? Math.max(own.length, 0) : own.length
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(workload.desired),
        'deployment.kubernetes.io/revision': String(release.revision),
      },
      creationTimestamp: time(release.createdAt),
      labels: { app: workload.name, 'pod-template-hash': release.id },
      name: `${workload.name}-${release.id}`,
      namespace: system.kubernetes?.namespace ?? 'default',
      ownerReferences: [
        { apiVersion: 'apps/v1', controller: true, kind: 'Deployment', name: workload.name, uid: uid(workload.name) },
      ],
      uid: uid(workload.name, release.id),
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: workload.name, 'pod-template-hash': release.id } },
      template: podTemplate(system, workload, release),
    },
    status: {
      availableReplicas: own.filter(isServing).length,
      readyReplicas: own.filter(isServing).length,
      replicas: own.length,
    },
  }
}

/** What `kubectl get pods` shows under STATUS. */
export function podStatus(instance: Instance): string {
  if (instance.state === 'draining') return 'Terminating'
  if (instance.state === 'pending') return instance.reason === null ? 'ContainerCreating' : 'ImagePullBackOff'
  return 'Running'
}

export function podObject(system: System, workload: Workload, instance: Instance): Thing {
  const spec = specOf(system, workload.name)
  const release = releaseOf(workload, instance.release)
  const ready = isServing(instance) || (instance.state === 'draining' && instance.readyAt !== null)
  const since = time(instance.readyAt ?? instance.createdAt)
  const waiting = instance.state === 'pending'
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      creationTimestamp: time(instance.createdAt),
      ...(instance.drainingAt === null ? {} : { deletionTimestamp: time(instance.drainingAt + spec.startup.drain) }),
      labels: { app: workload.name, 'pod-template-hash': instance.release },
      name: instance.name,
      namespace: system.kubernetes?.namespace ?? 'default',
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          controller: true,
          kind: 'ReplicaSet',
          name: `${workload.name}-${instance.release}`,
          uid: uid(workload.name, instance.release),
        },
      ],
      uid: uid(instance.id),
    },
    spec: { ...podSpec(system, workload, release), nodeName: instance.node },
    status: {
      conditions: [
        { lastTransitionTime: since, status: ready ? 'True' : 'False', type: 'Ready' },
        { lastTransitionTime: since, status: ready ? 'True' : 'False', type: 'ContainersReady' },
        { lastTransitionTime: time(instance.createdAt), status: 'True', type: 'PodScheduled' },
      ],
      containerStatuses: [
        {
          image: release.image,
          name: spec.container,
          ready,
          restartCount: 0,
          started: !waiting,
          state: waiting
            ? {
                waiting: {
                  reason: podStatus(instance),
                  ...(instance.reason === null ? {} : { message: `Back-off pulling image "${release.image}"` }),
                },
              }
            : { running: { startedAt: time(instance.startedAt ?? instance.createdAt) } },
        },
      ],
      hostIP: instance.node.replace(/^ip-/, '').replaceAll('-', '.'),
      phase: waiting ? 'Pending' : 'Running',
      podIP: instance.ip,
      qosClass: 'Burstable',
      startTime: time(instance.createdAt),
    },
  }
}

export function nodeObject(world: World, system: System, name: string): Thing {
  const born = time(world.origin - 40 * 86_400_000)
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { creationTimestamp: born, labels: { 'kubernetes.io/hostname': name }, name, uid: uid(name) },
    status: {
      conditions: [
        {
          lastTransitionTime: born,
          message: 'kubelet is posting ready status',
          reason: 'KubeletReady',
          status: 'True',
          type: 'Ready',
        },
      ],
      nodeInfo: { kubeletVersion: system.kubernetes?.version ?? 'v1.31.4' },
    },
  }
}

const EVENT_REASONS: Partial<Record<Notice['kind'], { type: string; reason: string; message: string }>> = {
  started: { type: 'Normal', reason: 'Scheduled', message: 'Successfully assigned to a node' },
  ready: { type: 'Normal', reason: 'Started', message: 'Started container' },
  draining: { type: 'Normal', reason: 'Killing', message: 'Stopping container' },
  'pull-failed': { type: 'Warning', reason: 'Failed', message: 'Failed to pull image: not found' },
  unhealthy: {
    type: 'Warning',
    reason: 'Unhealthy',
    message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
  },
}

/** One event for each pod that a notice names. */
export function eventObjects(world: World, system: System): Thing[] {
  const names = new Map(
    Object.values(world.workloads).flatMap((w) => [...w.instances, ...w.stopped].map((i) => [i.id, i.name] as const)),
  )
  return world.notices.flatMap((notice) => {
    const known = EVENT_REASONS[notice.kind]
    if (known === undefined || notice.at < world.now - 3_600_000) return []
    return notice.instances.map((id, i): Thing => {
      const name = names.get(id) ?? notice.workload
      return {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: {
          creationTimestamp: time(notice.at),
          labels: {},
          name: `${name}.${(notice.n * 97 + i).toString(16)}`,
          namespace: system.kubernetes?.namespace ?? 'default',
        },
        involvedObject: { kind: 'Pod', name, namespace: system.kubernetes?.namespace ?? 'default' },
        reason: known.reason,
        message: known.message,
        type: known.type,
        count: 1,
        lastTimestamp: time(notice.at),
      }
    })
  })
}
