import type { System, WorkloadSpec } from '../system/system.ts'
import type { DatabaseInstance } from './aws-state.ts'
import { valueAt } from './tracks.ts'
import { type Instance, releaseOf, serving, type Workload, type World } from './world.ts'

/**
 * Which database an instance of a workload talks to: the one that the host in its variable or secret names; the one of
 * system.yaml where neither says. Null where the name leads nowhere.
 */
export function databaseOf(
  world: World,
  spec: WorkloadSpec,
  workload: Workload,
  instance: Instance | null,
): DatabaseInstance | null {
  const wanted = spec.database
  if (wanted === undefined) return null
  const release = releaseOf(workload, instance?.release ?? workload.release)
  const fromEnv = wanted.env === undefined ? undefined : release.env[wanted.env]
  const fromSecret = wanted.secret === undefined ? undefined : valueRead(world, wanted.secret, instance)
  const text = fromEnv ?? fromSecret
  if (text === undefined) return world.aws.rds[wanted.name] ?? null
  const host = hostIn(text)
  const label = host.split('.')[0]
  // Where the endpoint is written without the account's part, its first label tells.
  return Object.values(world.aws.rds).find((i) => i.host === host || i.id === label) ?? null
}

const hosts = new Map<string, string>()

/** The host in a URL, or in what is one itself. Asked every few seconds of few texts. */
function hostIn(text: string): string {
  const known = hosts.get(text) ?? /(?:@|\/\/|^)([a-z0-9.-]+?)(?::\d+)?(?:\/|$)/i.exec(text)?.[1] ?? text
  if (hosts.size < 1_000) hosts.set(text, known)
  return known
}

/** A secret's value as a task read it when it began; the current one for a task that is yet to begin. */
function valueRead(world: World, name: string, instance: Instance | null): string | undefined {
  const versions = world.aws.secrets[name]?.versions
  const id = instance?.read?.[name]
  return (id === undefined ? versions?.at(-1) : versions?.find((v) => v.id === id))?.value
}

/** Workloads with requests, or jobs, that write to an instance now. */
export function writersOf(world: World, system: System, id: string): Workload[] {
  return system.workloads
    .filter((spec) => spec.database !== undefined && trafficShare(world, spec.name) > 0)
    .flatMap((spec) => {
      const workload = world.workloads[spec.name]
      if (workload === undefined) return []
      const writing = serving(workload).some(
        (i) => !onlyReads(spec, i) && databaseOf(world, spec, workload, i)?.id === id,
      )
      return writing ? [workload] : []
    })
}

function onlyReads(spec: WorkloadSpec, instance: Instance): boolean {
  return spec.readOnly !== undefined && instance.read?.[spec.readOnly.parameter] === spec.readOnly.is
}

/** Part of the users' requests that come to a workload: 1 where nothing divides them. */
export function trafficShare(world: World, workload: string, at: number = world.now): number {
  return world.tracks[`traffic/${workload}`] === undefined ? 1 : valueAt(world, `traffic/${workload}`, at)
}
