import { nextNumber } from '../../world/agenda.ts'
import { randomText } from '../../world/random.ts'
import { recordStores } from '../../world/stores.ts'
import { startTask } from '../../world/tasks.ts'
import { type Answer, ok, type Scene, Unanswerable } from '../client.ts'
import type { CelerySpace } from './space.ts'

/** Workers take from a queue, or leave it alone. @returns what each of them says. */
export function setConsuming(scene: Scene, name: string, takes: boolean): string {
  const queue = scene.world.queues[name]
  if (queue === undefined && !takes) return `no longer consuming from ${name}`
  if (queue === undefined) throw new Unanswerable(`celery control add_consumer ${name}`)
  scene.write()
  queue.cancelled = !takes
  return takes ? `add consumer ${name}` : `no longer consuming from ${name}`
}

/** `celery call TASK`: puts one on the queue it belongs to, and prints its id. */
export function enqueue({ scene, args, options }: CelerySpace): Answer {
  const [task, ...more] = args
  const { world, system } = scene
  if (task === undefined || more.length > 0) throw new Unanswerable(`celery call ${args.join(' ')}`)
  const home = options['--queue'] ?? system.queues.find((q) => q.tasks.includes(task))?.name ?? null
  const known =
    system.celery?.callable.includes(task) ||
    system.tasks.some((t) => t.name === task) ||
    system.queues.some((q) => q.tasks.includes(task))
  // Celery itself takes any name; no worker could run it.
  if (!known) throw new Unanswerable(`celery call of ${task}: system.yaml does not know the task`)
  const queue = world.queues[home ?? system.queues[0]?.name ?? '']
  if (queue === undefined) throw new Unanswerable(`celery call on the queue ${home}`)
  scene.write()
  queue.arrived += 1
  queue.waiting += 1
  recordStores(world, system)
  const id = randomText('0123456789abcdef', 32, world.seed, 'call', nextNumber(world))
  const name = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  startTask(world, system, task, scene.command)
  return ok(`${name}\n`)
}
