import { longPattern } from '../../core/long-pattern.ts'
import { destructive, type Finding, write } from '../finding.ts'

type More = Partial<Omit<Finding, 'effect' | 'reasons'>>

/** What a name says about data or work that will be gone: `data_retention_cleanup`, `PurgeOldEvents`. */
const LOSES = longPattern()`
  ^(delete[sd]?|deletion|purge[sd]?|drop|truncate|wipe|erase|erasure|clean|cleanup|cleaner|clear|retention
    |expire|expired|prune|flush|remove|removal|reset|destroy|terminate|evict|kill)$`

/**
 * Handing a task of the team's own to its workers. What it does stands elsewhere; when its name says that something goes,
 * it is taken at its word.
 */
export function handOver(task: string, more: More): Finding {
  const words = task
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const telling = words.find((word) => LOSES.test(word))
  return telling === undefined
    ? write(`hands the task ${task} to the workers`, more)
    : destructive(`hands the task ${task} to the workers: “${telling}” says that something goes`, more)
}
