import { taskArn } from './clients/aws/arn.ts'
import type { FaultSpec, System } from './system/system.ts'
import { previousRelease } from './world/change.ts'
import { serving, type World, workloadOf } from './world/world.ts'

/** What a script answers in the place of a person, at this moment of the world. */
export interface ScriptedAnswers {
  /** Words of a remedy's title or condition, lower case, best first. */
  remedies: string[]
  /** By parameter name. */
  parameters: Record<string, string>
}

/** What a fault's script answers now: `{running-task:NAME}` and `{previous-revision:NAME}` are looked up. */
export function scriptedAnswers(world: World, system: System, fault: FaultSpec): ScriptedAnswers {
  const parameters = fillIn(world, system, fault.script.parameters)
  return { remedies: fault.script.remedies.map((r) => r.toLowerCase()), parameters }
}

/** Values, with what they say of the world looked up. */
export function fillIn(world: World, system: System, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, fill(world, system, text)]))
}

function fill(world: World, system: System, text: string): string {
  return text.replace(/\{([a-z-]+):([^}]+)\}/g, (all, what: string, name: string) => {
    const workload = workloadOf(world, name)
    if (what === 'running-task') {
      const running = serving(workload)[0] ?? workload.instances[0]
      return running === undefined ? all : taskArn(system, running.id, name)
    }
    if (what === 'previous-revision') return String(previousRelease(workload)?.revision ?? all)
    return all
  })
}
