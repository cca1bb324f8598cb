import type { System } from '../../system/system.ts'
import { specOf } from '../../world/rollout.ts'
import { type Instance, type Release, releaseOf, type Workload } from '../../world/world.ts'
import { ok, Unanswerable } from '../client.ts'
import { deploymentCounts, isServing, podStatus } from './objects.ts'
import { type Command, flag, KubectlError, type KubectlRequest, namedDeployments, onlyFlags } from './request.ts'
import { matchesSelector } from './selector.ts'
import { age } from './table.ts'

export const describe: Command = (request) => {
  onlyFlags(request, 'selector', 'show-events')
  const parts = request.call.resources.flatMap(({ type, name }) => {
    if (type === 'deployments' && name !== null)
      return namedDeployments(request)
        .filter((w) => w.name === name)
        .map((w) => deploymentText(request, w))
    if (type === 'pods')
      return pods(request, name).map(({ workload, instance }) => podText(request, workload, instance))
    throw new Unanswerable(`kubectl describe ${type} ${name ?? ''}`)
  })
  return ok(parts.join('\n\n'))
}

function pods(request: KubectlRequest, name: string | null): { workload: Workload; instance: Instance }[] {
  const { world, system } = request
  const selector = flag(request, 'selector')
  const all =
    request.namespace === system.kubernetes?.namespace
      ? Object.values(world.workloads).flatMap((workload) =>
          workload.instances.map((instance) => ({ workload, instance })),
        )
      : []
  const found = all.filter(({ workload, instance }) => {
    if (name !== null) return instance.name === name
    return selector === null || matchesSelector(selector, { app: workload.name, 'pod-template-hash': instance.release })
  })
  if (name !== null && found.length === 0)
    throw new KubectlError(`Error from server (NotFound): pods "${name}" not found`)
  return found
}

const field = (name: string, value: string | number) => `${`${name}:`.padEnd(24)}${value}\n`

function deploymentText({ world, system }: KubectlRequest, workload: Workload): string {
  const release = releaseOf(workload)
  const { replicas, updated, ready } = deploymentCounts(workload)
  return [
    field('Name', workload.name),
    field('Namespace', system.kubernetes?.namespace ?? 'default'),
    field('CreationTimestamp', new Date(workload.createdAt).toUTCString().replace('GMT', '+0000')),
    field('Labels', `app=${workload.name}`),
    field('Annotations', `deployment.kubernetes.io/revision: ${release.revision}`),
    ...(release.cause === null ? [] : [`${' '.repeat(24)}kubernetes.io/change-cause: ${release.cause}\n`]),
    field('Selector', `app=${workload.name}`),
    field(
      'Replicas',
      `${workload.desired} desired | ${updated} updated | ${replicas} total | ${ready} available | ${replicas - ready} unavailable`,
    ),
    field('StrategyType', 'RollingUpdate'),
    field('MinReadySeconds', 0),
    field('RollingUpdateStrategy', `${workload.unavailable} max unavailable, ${workload.surge} max surge`),
    'Pod Template:\n',
    templateText(system, workload, release),
    events(world.notices, workload, world.now),
  ].join('')
}

/** A template, as `describe` and `rollout history --revision` print it. */
export function templateText(system: System, workload: Workload, release: Release): string {
  const spec = specOf(system, workload.name)
  const env = Object.entries(release.env).map(([name, value]) => `      ${name}:\t${value}\n`)
  return [
    `  Labels:\tapp=${workload.name}\n\tpod-template-hash=${release.id}\n`,
    ...(release.restartedAt === null
      ? []
      : [`  Annotations:\tkubectl.kubernetes.io/restartedAt: ${release.restartedAt}\n`]),
    `  Containers:\n   ${spec.container}:\n    Image:\t${release.image}\n    Port:\t${spec.port === undefined ? '<none>' : `${spec.port}/TCP`}\n    Host Port:\t${spec.port === undefined ? '<none>' : '0/TCP'}\n`,
    `    Limits:\n      memory:\t${release.memory}\n    Requests:\n      cpu:\t${release.cpu}\n      memory:\t${release.memory}\n`,
    env.length === 0 ? '    Environment:\t<none>\n' : `    Environment:\n${env.join('')}`,
    '    Mounts:\t<none>\n  Volumes:\t<none>\n',
  ].join('')
}

function podText({ world, system }: KubectlRequest, workload: Workload, instance: Instance): string {
  const spec = specOf(system, workload.name)
  const release = releaseOf(workload, instance.release)
  const waiting = instance.state === 'pending'
  return [
    field('Name', instance.name),
    field('Namespace', system.kubernetes?.namespace ?? 'default'),
    field('Node', instance.node),
    field('Start Time', new Date(instance.createdAt).toUTCString().replace('GMT', '+0000')),
    field('Labels', `app=${workload.name}`),
    `${' '.repeat(24)}pod-template-hash=${instance.release}\n`,
    field('Status', instance.state === 'draining' ? 'Terminating' : waiting ? 'Pending' : 'Running'),
    field('IP', instance.ip),
    field('Controlled By', `ReplicaSet/${workload.name}-${instance.release}`),
    `Containers:\n  ${spec.container}:\n    Image:          ${release.image}\n    State:          ${waiting ? `Waiting\n      Reason:       ${podStatus(instance)}` : 'Running'}\n    Ready:          ${isServing(instance) ? 'True' : 'False'}\n    Restart Count:  0\n`,
    events(world.notices, workload, world.now, instance),
  ].join('')
}

function events(
  notices: readonly { at: number; workload: string; kind: string; instances: string[]; detail: string }[],
  workload: Workload,
  now: number,
  instance?: Instance,
): string {
  const recent = notices.filter(
    (n) =>
      n.workload === workload.name &&
      n.at > now - 3_600_000 &&
      (instance === undefined || n.instances.includes(instance.id)),
  )
  if (recent.length === 0) return 'Events:                 <none>\n'
  const rows = recent.map(
    (n) =>
      `  Normal  ${n.kind.padEnd(12)} ${age(now - n.at).padEnd(6)} ${n.instances.length > 0 ? `${n.instances.length} pod(s) ` : ''}${n.detail}\n`,
  )
  return `Events:\n  Type    Reason       Age    Message\n  ----    ------       ----   -------\n${rows.join('')}`
}
