import type { JournalEntry } from '../range/range.ts'
import type { World } from '../range/world/world.ts'
import type { Check, Literal } from './scenario/check.ts'
import { glance, look, type Seen, unmet } from './scenario/goal.ts'
import type { Stand } from './stand.ts'
import type { Baseline, StoredDrill } from './store.ts'

/** What has been done in a drill so far. */
export interface Done {
  journal: readonly JournalEntry[]
  /** Lines that commands have shown. */
  shown: readonly string[]
}

export const NOTHING_DONE: Done = { journal: [], shown: [] }

/** What is seen of a drill's checks now: to be compared with later. What cannot be seen yet has no facts. */
export async function takeBaseline(stand: Stand, drill: StoredDrill): Promise<Baseline> {
  const seeAll = (checks: readonly Check[]): Promise<Seen[]> =>
    Promise.all(checks.map((check) => see(stand, drill, check, NOTHING_DONE).catch(() => ({}))))
  return { goal: await seeAll(drill.plays?.goal ?? []), keeps: await seeAll(drill.plays?.keeps ?? []) }
}

/** Why a check does not hold now, in words; null when it does. */
export async function whyUnmet(
  stand: Stand,
  drill: StoredDrill,
  check: Check,
  done: Done,
  before: Seen | null,
): Promise<string | null> {
  try {
    return unmet(check, await see(stand, drill, check, done), before)
  } catch (error) {
    return `${check.name.replace(/\s+/g, ' ').slice(0, 80)}: ${(error as Error).message}`
  }
}

/**
 * What tells, while nothing is done but to wait, that there is something to look at: an alarm has changed, or all of the
 * goal that can be seen at a glance has come true.
 */
export function newsFor({ range }: Stand, drill: StoredDrill, done: Done): (world: World) => boolean {
  const before = alarmStates(range.world(drill.system))
  const system = range.definition(drill.system)
  const goal = drill.plays?.goal ?? []
  const isReached = (world: World) =>
    goal.every((check, index) => {
      const seen = glance(check, { world, system, ...done, succeeded: succeeded(done) })
      return check.subject === 'sql' || unmet(check, seen, drill.baseline?.goal[index] ?? null) === null
    })
  const wasReached = isReached(range.world(drill.system))
  return (world) => alarmStates(world) !== before || isReached(world) !== wasReached
}

const alarmStates = ({ alarms }: World) =>
  Object.values(alarms)
    .map(({ state }) => (state === 'firing' ? 'firing' : 'ok'))
    .join(' ')

const succeeded = ({ journal }: Done) =>
  journal.filter((entry) => entry.answered && entry.exitCode === 0).map(({ argv }) => argv.join(' '))

function see({ range }: Stand, drill: StoredDrill, check: Check, done: Done): Promise<Seen> {
  return look(check, {
    world: range.world(drill.system),
    system: range.definition(drill.system),
    succeeded: succeeded(done),
    shown: done.shown,
    query: (database, text) => query(range, drill.system, database, text),
  })
}

/** Asks as somebody with psql would. */
async function query(range: Stand['range'], system: string, database: string, text: string): Promise<Literal> {
  const answer = await range.peek(system, psqlCommand(range, system, database, text, ['-t', '-A']))
  if (answer.exitCode !== 0) throw new Error(answer.stderr.trim().split('\n')[0] ?? 'psql failed')
  const [first = ''] = answer.stdout.split('\n')
  const value = first.split('|')[0] ?? ''
  return value === '' ? null : value
}

/** `psql` for a database of the system, as its user. */
export function psqlCommand(
  range: Stand['range'],
  system: string,
  database: string,
  text: string,
  options: readonly string[] = [],
): string[] {
  const spec = range.definition(system).databases.find(({ name }) => name === database)
  if (spec === undefined) throw new Error(`${system} has no database ${database}`)
  const host = spec.hosts[0] ?? spec.name
  const where = ['-h', host, '-p', String(spec.port), '-U', spec.user, '-d', spec.database]
  return ['psql', ...where, ...options, '-c', text]
}
