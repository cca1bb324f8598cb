import { taskArn } from './clients/aws/arn.ts'
import type { FaultSpec, System } from './system/system.ts'
import { versionsOf } from './world/buckets.ts'
import { previousRelease } from './world/change.ts'
import { serving, type World, workloadOf } from './world/world.ts'

/** What a script answers in the place of a person, at this moment of the world. */
export interface ScriptedAnswers {
  /** Words of a remedy's title or condition, lower case, best first. */
  remedies: string[]
  /** By parameter name. */
  parameters: Record<string, string>
}

/** What a fault's script answers now: `{running-task:NAME}`, `{previous-revision:NAME}` and the like are looked up. */
export function scriptedAnswers(world: World, system: System, fault: FaultSpec): ScriptedAnswers {
  const parameters = fillIn(world, system, fault.script.parameters)
  return { remedies: fault.script.remedies.map((r) => r.toLowerCase()), parameters }
}

/** Values, with what they say of the world looked up. */
export function fillIn(world: World, system: System, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, fill(world, system, text)]))
}

function fill(world: World, system: System, text: string): string {
  return text.replace(
    /\{([a-z-]+):([^}]+)\}/g,
    (all, what: string, name: string) => lookUp(world, system, what, name) ?? all,
  )
}

function lookUp(world: World, system: System, what: string, name: string): string | null {
  switch (what) {
    case 'running-task': {
      const workload = workloadOf(world, name)
      const running = serving(workload)[0] ?? workload.instances[0]
      return running === undefined ? null : taskArn(system, running.id, name)
    }
    case 'previous-revision':
      return previousRelease(workloadOf(world, name))?.revision.toString() ?? null
    case 'nightly-snapshot':
      return newestSnapshot(world, name)
    case 'deployment':
      return Object.values(world.aws.deployments).findLast((d) => d.application === name)?.id ?? null
    case 'previous-version': {
      const [bucket = '', ...key] = name.split('/')
      return versionsOf(world, system, bucket, key.join('/')).at(-2)?.id ?? null
    }
    case 'database-host':
      return world.aws.rds[name]?.host ?? null
    case 'minutes-ago':
      return `${new Date(world.now - Number(name) * 60_000).toISOString().slice(0, 19)}Z`
    case 'session':
      return sessionOf(world, name)?.toString() ?? null
    default:
      return null
  }
}

function newestSnapshot(world: World, database: string): string | null {
  const own = Object.values(world.things).filter((t) => t.kind === 'snapshot' && t.fields.database === database)
  const nightly = own.filter((t) => t.fields.type === 'automated').sort((a, b) => b.createdAt - a.createdAt)
  return nightly[0]?.name ?? null
}

/** The process of an application's oldest session, of any database; what a person would read from a list of them. */
function sessionOf(world: World, application: string): number | undefined {
  const left = Object.values(world.databases).flatMap((d) => d.leaked)
  return left.filter((s) => s.application === application).sort((a, b) => a.since - b.since)[0]?.pid
}
