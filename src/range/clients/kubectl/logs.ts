import { parseDuration } from '../../system/duration.ts'
import { type LogLine, logLines } from '../../world/logs.ts'
import { specOf } from '../../world/rollout.ts'
import type { Instance, Workload } from '../../world/world.ts'
import { ok, Unanswerable } from '../client.ts'
import { type Command, flag, isOn, KubectlError, type KubectlRequest, namedDeployments, onlyFlags } from './request.ts'
import { matchesSelector } from './selector.ts'

/** What a node keeps of a container's output before it rotates it away. */
const KEPT_LINES = 2_000
/** `-f` follows for this long, then ends: nobody sits there to stop it. */
const FOLLOWED_MS = 10_000

export const logs: Command = (request) => {
  onlyFlags(
    request,
    'selector',
    'tail',
    'since',
    'since-time',
    'container',
    'follow',
    'timestamps',
    'prefix',
    'previous',
    'all-containers',
    'max-log-requests',
    'ignore-errors',
    'limit-bytes',
  )
  const { pods, note } = chosenPods(request)
  if (pods.length === 0)
    return { stdout: '', stderr: `No resources found in ${request.namespace} namespace.\n`, exitCode: 0 }
  if (isOn(request, 'follow') && pods.length > 5 && flag(request, 'max-log-requests') === null) {
    throw new KubectlError(
      `error: you are attempting to follow ${pods.length} log streams, but maximum allowed concurrency is 5, use --max-log-requests to increase the limit`,
    )
  }
  const { world } = request
  const begin = world.now
  const parts = pods.map((pod) =>
    printed(request, pod, tail(request, read(request, pod, since(request), world.now + 1))),
  )
  if (isOn(request, 'follow')) {
    request.scene.wait(FOLLOWED_MS)
    parts.push(...pods.map((pod) => printed(request, pod, read(request, pod, begin + 1, world.now + 1))))
  }
  return { ...ok(parts.join('')), stderr: note }
}

interface Pod {
  workload: Workload
  instance: Instance
}

function chosenPods(request: KubectlRequest): { pods: Pod[]; note: string } {
  const { world, system, call } = request
  const here = request.namespace === system.kubernetes?.namespace
  const all = Object.values(world.workloads)
    .flatMap((workload) => workload.instances.map((instance) => ({ workload, instance })))
    .sort((a, b) => (a.instance.name < b.instance.name ? -1 : 1))
  const selector = flag(request, 'selector')
  if (selector !== null)
    return {
      pods: here
        ? all.filter(({ workload, instance }) =>
            matchesSelector(selector, { app: workload.name, 'pod-template-hash': instance.release }),
          )
        : [],
      note: '',
    }
  const [resource] = call.resources
  if (resource?.type === 'pods') {
    const found = here ? all.find(({ instance }) => instance.name === resource.name) : undefined
    if (found === undefined)
      throw new KubectlError(
        `error: error from server (NotFound): pods "${resource.name}" not found in namespace "${request.namespace}"`,
      )
    return { pods: [found], note: '' }
  }
  const [workload] = namedDeployments(request)
  const pods = all.filter((p) => p.workload === workload)
  const [first] = pods
  if (first === undefined) throw new KubectlError(`error: timed out waiting for the condition`)
  return { pods: [first], note: pods.length > 1 ? `Found ${pods.length} pods, using pod/${first.instance.name}\n` : '' }
}

function read(request: KubectlRequest, { workload, instance }: Pod, from: number, to: number): LogLine[] {
  const { system, world } = request
  const { container } = specOf(system, workload.name)
  const wanted = flag(request, 'container') ?? request.call.positionals[1] ?? container
  if (wanted !== container) throw new KubectlError(`error: container ${wanted} is not valid for pod ${instance.name}`)
  if (isOn(request, 'previous'))
    throw new KubectlError(
      `Error from server (BadRequest): previous terminated container "${container}" in pod "${instance.name}" not found`,
    )
  if (instance.state === 'pending') {
    const why = instance.reason === null ? 'ContainerCreating' : 'trying and failing to pull image'
    throw new KubectlError(
      `Error from server (BadRequest): container "${container}" in pod "${instance.name}" is waiting to start: ${why}`,
    )
  }
  return logLines(world, system, workload, instance, from, to)
}

function since(request: KubectlRequest): number {
  const { world } = request
  const ago = flag(request, 'since')
  const moment = flag(request, 'since-time')
  if (ago !== null && ago !== '0s') {
    const ms = parseDuration(ago)
    if (ms === null) throw new Unanswerable(`kubectl logs --since=${ago}`)
    return world.now - ms
  }
  if (moment !== null) return Date.parse(moment)
  return world.now - KEPT_LINES * 5_000
}

function tail(request: KubectlRequest, lines: LogLine[]): LogLine[] {
  // With a selector kubectl shows ten lines of each, unless asked for more.
  const given = flag(request, 'tail') ?? (flag(request, 'selector') === null ? '-1' : '10')
  const count = Number(given)
  return count < 0 ? lines : count === 0 ? [] : lines.slice(-count)
}

function printed(request: KubectlRequest, { workload, instance }: Pod, lines: LogLine[]): string {
  const prefix = isOn(request, 'prefix')
    ? `[pod/${instance.name}/${specOf(request.system, workload.name).container}] `
    : ''
  const stamp = (line: LogLine) =>
    isOn(request, 'timestamps') ? `${new Date(line.at).toISOString().replace('Z', '000000Z')} ` : ''
  return lines.map((line) => `${prefix}${stamp(line)}${line.text}\n`).join('')
}
