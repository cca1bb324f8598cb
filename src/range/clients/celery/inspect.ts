import type { QueueSpec } from '../../system/system.ts'
import { pressure, takesFrom } from '../../world/queues.ts'
import { pick, random, randomText } from '../../world/random.ts'
import { type Instance, serving, workloadOf } from '../../world/world.ts'
import type { Scene } from '../client.ts'
import { pretty, type Reply } from './python.ts'

/** A worker that answers. */
export interface Node {
  name: string
  workload: string
  instance: Instance
}

export function nodesOf({ world, system }: Scene): Node[] {
  return [...new Set(system.queues.map((q) => q.workers))].flatMap((workload) =>
    serving(workloadOf(world, workload)).map((instance) => {
      const host =
        system.platform === 'kubernetes' ? instance.name : `ip-${instance.ip.replaceAll('.', '-')}.ec2.internal`
      return { name: `celery@${host}`, workload, instance }
    }),
  )
}

function queuesOf({ world, system }: Scene, node: Node): QueueSpec[] {
  return system.queues.filter((q) => q.workers === node.workload && takesFrom(world, q))
}

/** Tasks it works on: as many as it has slots, where as many wait. */
function running(scene: Scene, node: Node, offset: number): Reply[] {
  const { world, system } = scene
  const slots = system.celery?.concurrency ?? 1
  const busy = queuesOf(scene, node).filter((q) => (world.queues[q.name]?.waiting ?? 0) > 0)
  if (busy.length === 0) return []
  const behind = busy.some((q) => (world.queues[q.name]?.waiting ?? 0) > 2 * (world.queues[q.name]?.begun ?? 0))
  const amount = behind ? slots : Math.max(1, Math.floor(slots / 2))
  return Array.from({ length: amount }, (_, i) => {
    const key = [world.seed, node.name, Math.floor(world.now / 60_000), i + offset] as const
    const queue = slowest(scene, busy, i) ?? pick(busy, ...key, 'queue')
    const id = randomText('0123456789abcdef', 32, ...key, 'id').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    const { seconds } = pressure(world, system, queue)
    return {
      id,
      name: queue.tasks.length === 0 ? 'task' : pick(queue.tasks, ...key, 'task'),
      args: [],
      kwargs: {},
      type: queue.tasks.length === 0 ? 'task' : pick(queue.tasks, ...key, 'task'),
      hostname: node.name,
      time_start:
        offset > 0 ? null : Number(((world.now - random(...key, 'since') * seconds * 1_000) / 1_000).toFixed(3)),
      acknowledged: false,
      delivery_info: { exchange: '', routing_key: queue.name, priority: 0, redelivered: false },
      worker_pid: offset > 0 ? null : 12 + i,
    }
  })
}

/** What is slow occupies most slots. */
function slowest(scene: Scene, busy: QueueSpec[], i: number): QueueSpec | null {
  const slow = busy.find((q) => pressure(scene.world, scene.system, q).seconds > 2 * q.seconds)
  return slow !== undefined && i % 4 !== 3 ? slow : null
}

/** `celery inspect …`, by method: what one worker replies. */
export const INSPECTIONS: Record<string, (scene: Scene, node: Node) => Reply> = {
  ping: () => ({ ok: 'pong' }),
  active_queues: (scene, node) =>
    queuesOf(scene, node).map(({ name }) => ({
      name,
      exchange: {
        name,
        type: 'direct',
        arguments: null,
        durable: true,
        passive: false,
        auto_delete: false,
        delivery_mode: null,
        no_declare: false,
      },
      routing_key: name,
      queue_arguments: null,
      binding_arguments: null,
      consumer_arguments: null,
      durable: true,
      exclusive: false,
      auto_delete: false,
      no_ack: false,
      alias: null,
      bindings: [],
      no_declare: null,
      expires: null,
      message_ttl: null,
      max_length: null,
      max_length_bytes: null,
      max_priority: null,
    })),
  active: (scene, node) => running(scene, node, 0),
  reserved: (scene, node) => running(scene, node, 100),
  scheduled: () => [],
  revoked: () => [],
  registered: ({ system }, node) => [
    ...new Set([
      ...system.queues.filter((q) => q.workers === node.workload).flatMap((q) => q.tasks),
      ...(system.celery?.callable ?? []),
    ]),
  ],
  stats: ({ world, system }, node) => {
    const concurrency = system.celery?.concurrency ?? 1
    const up = Math.floor((world.now - (node.instance.startedAt ?? world.now)) / 1_000)
    const mine = system.queues.filter((q) => q.workers === node.workload)
    const nodes = serving(workloadOf(world, node.workload)).length
    const total: Record<string, number> = {}
    for (const q of mine) {
      const done = Math.floor((world.queues[q.name]?.done ?? 0) / Math.max(1, nodes))
      for (const task of q.tasks) total[task] = Math.floor(done / q.tasks.length) + (up > 3_600 ? 40 : 0)
    }
    return {
      broker: {
        hostname: system.caches.find((c) => c.name === system.celery?.broker)?.host,
        port: 6379,
        transport: 'redis',
      },
      clock: String(world.counter + 900_000),
      pid: 1,
      pool: {
        'max-concurrency': concurrency,
        'max-tasks-per-child': 'N/A',
        processes: Array.from({ length: concurrency }, (_, i) => 12 + i),
        'put-guarded-by-semaphore': false,
        timeouts: [0, 0],
      },
      prefetch_count: concurrency * 4,
      total,
      uptime: up,
    }
  },
}

/** As celery prints what came back, one worker after another. */
export function printReplies(replies: readonly (readonly [string, Reply | null])[], counted = true): string {
  const told = replies.map(([name, reply]) => {
    const body = reply === null ? '' : `${indent(pretty(reply), 4)}\n`
    return `->  ${name}: OK\n${body}`
  })
  if (!counted) return told.join('')
  return `${told.join('')}\n${replies.length} ${replies.length === 1 ? 'node' : 'nodes'} online.\n`
}

function indent(text: string, by: number): string {
  return text
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n')
}
