import { discard, noteLoss } from '../../world/queues.ts'
import { recordStores } from '../../world/stores.ts'
import { type Answer, failed, ok } from '../client.ts'
import type { CelerySpace } from './space.ts'

/** `celery purge`: what waits is gone for good. Without `-f` it asks, and nobody is there to answer. */
export function purge({ scene, options }: CelerySpace): Answer {
  const { world, system } = scene
  const wanted = options['--queues']?.split(',') ?? system.queues.map((q) => q.name)
  const excluded = options['--exclude-queues']?.split(',') ?? []
  const names = [...new Set(wanted)].filter((name) => !excluded.includes(name)).sort()
  const word = names.length === 1 ? 'queue' : 'queues'
  if (options['--force'] === undefined) {
    const warning = `WARNING:This will remove all tasks from ${word}: ${names.join(', ')}.\n         There is no undo for this operation!\n\n(to skip this prompt use the -f option)\n`
    return failed(1, 'Aborted!\n', `${warning}Are you sure you want to delete all tasks? [y/N]: `)
  }
  scene.write()
  let purged = 0
  for (const name of names) {
    const gone = discard(world, name)
    purged += gone
    if (gone > 0) noteLoss(world, name, `${gone} waiting tasks of the queue ${name} were lost`, scene.command)
  }
  recordStores(world, system)
  if (purged === 0) return ok(`No messages purged from ${names.length} ${word}.\n`)
  return ok(`Purged ${purged} ${purged === 1 ? 'message' : 'messages'} from ${names.length} known task ${word}.\n`)
}
