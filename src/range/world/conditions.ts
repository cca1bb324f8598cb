import type { Condition } from '../system/conditions.ts'
import { type Release, releaseOf, serving, type Workload, type World } from './world.ts'

/**
 * Whether something is so in a world.
 *
 * @param since - What was done before this time (ms) does not count.
 */
export function holds(world: World, condition: Condition, since: number): boolean {
  const tests: boolean[] = []
  const { env, version, restarted, key, fact, marked, revision, sessions, thing, database } = condition
  if (env !== undefined) {
    tests.push(
      everyServing(world, env.workload, ({ release }) => {
        const value = release.env[env.name]
        if (value === undefined) return false
        return env.is === undefined ? new RegExp(env.matches ?? '').test(value) : value === env.is
      }),
    )
  }
  if (version !== undefined)
    tests.push(everyServing(world, version.workload, ({ release }) => release.image.endsWith(`:${version.is}`)))
  if (restarted !== undefined) tests.push(everyServing(world, restarted, ({ createdAt }) => createdAt >= since))
  if (condition.serving !== undefined) {
    const workload = world.workloads[condition.serving.workload]
    tests.push(within(workload === undefined ? 0 : serving(workload).length, condition.serving))
  }
  if (condition.desired !== undefined)
    tests.push(within(world.workloads[condition.desired.workload]?.desired ?? 0, condition.desired))
  if (key !== undefined) {
    const found = world.caches[key.cache]?.keys[key.name]
    tests.push(found !== undefined && (found.expiresAt === null || found.expiresAt > world.now))
  }
  if (fact !== undefined) tests.push(within(world.facts[fact.name] ?? Number.NaN, fact))
  if (marked !== undefined) tests.push((world.marks[marked] ?? Number.NEGATIVE_INFINITY) >= since)
  if (revision !== undefined) tests.push(world.things[`revision/${revision.database}`]?.state === revision.is)
  if (sessions !== undefined) {
    const left = world.databases[sessions.database]?.leaked ?? []
    tests.push(left.filter((s) => s.application === sessions.application).length <= sessions.atMost)
  }
  if (thing !== undefined) tests.push(isThing(world, thing, since))
  if (database !== undefined) {
    const state = world.databases[database.name]
    tests.push(state !== undefined)
    if (database.storageAtLeastGb !== undefined) tests.push((state?.storageGb ?? 0) >= database.storageAtLeastGb)
    if (database.class !== undefined) tests.push(state?.instanceClass === database.class)
  }
  if (condition.world !== undefined) {
    const { path, is, atLeast, atMost } = condition.world
    const value = valueIn(world, path)
    tests.push(value !== null && (is === undefined || value === is))
    if (atLeast !== undefined || atMost !== undefined)
      tests.push(within(Number(value ?? Number.NaN), { atLeast, atMost }))
  }
  if (condition.not !== undefined) tests.push(!holds(world, condition.not, since))
  if (condition.all !== undefined) tests.push(condition.all.every((one) => holds(world, one, since)))
  if (condition.any !== undefined) tests.push(condition.any.some((one) => holds(world, one, since)))
  return tests.every(Boolean)
}

/** What stands at a path of the world; null where there is nothing. */
function valueIn(world: World, path: string): string | number | boolean | null {
  let value: unknown = world
  for (const part of path.split('/')) {
    const key = part.replaceAll('~1', '/')
    if (Array.isArray(value) && key === 'length') value = value.length
    else if (Array.isArray(value) && key === 'last') value = value.at(-1)
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, key))
      value = (value as Record<string, unknown>)[key]
    else return null
  }
  return typeof value === 'object' ? null : (value as string | number | boolean)
}

function everyServing(
  world: World,
  name: string,
  test: (instance: { release: Release; createdAt: number }) => boolean,
): boolean {
  const workload: Workload | undefined = world.workloads[name]
  if (workload === undefined) return false
  const up = serving(workload)
  return up.length > 0 && up.every((i) => test({ release: releaseOf(workload, i.release), createdAt: i.createdAt }))
}

function within(
  value: number,
  { atLeast, atMost }: { atLeast?: number | undefined; atMost?: number | undefined },
): boolean {
  // What nobody has counted yet is within nothing.
  if (Number.isNaN(value)) return false
  return (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
}

function isThing(world: World, wanted: NonNullable<Condition['thing']>, since: number): boolean {
  const found = world.things[wanted.is]
  if (found === undefined || found.createdAt < since) return false
  if (wanted.state !== undefined && found.state !== wanted.state) return false
  return Object.entries(wanted.fields ?? {}).every(([name, value]) => found.fields[name] === value)
}
