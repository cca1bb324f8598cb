import { stringify } from 'yaml'
import type { Plan, Procedure } from '../../plan/plan.ts'
import type { System } from '../system/system.ts'
import { type About, aboutOf, type Inventory } from './inventory.ts'

/** One scenario for each procedure that runs something. Its goal is what can be said without knowing more. */
export function draftScenarios(plan: Plan, found: Inventory, system: System, runbook: string): string {
  const scenarios = plan.procedures
    .filter(({ steps }) => steps.some(({ script }) => script !== null))
    .map((procedure, index) => scenarioOf(procedure, index, found, system, runbook))
  return `# Drafted by \`standby range init\` from ${plan.file}. docs/scenarios.md explains the format: say what must come of it.\n${stringify({ scenarios }, { lineWidth: 110 })}`
}

const FAULTS: Record<About, string> = {
  errors: 'bad-deploy',
  connections: 'connection-leak',
  memory: 'cache-memory',
  backlog: 'queue-backlog',
}

function scenarioOf(
  procedure: Procedure,
  index: number,
  found: Inventory,
  system: System,
  runbook: string,
): Record<string, unknown> {
  const { id, kind, heading } = procedure
  // Names are plain letters; ids are in whatever language the runbook is.
  const name = /^[a-z0-9][a-z0-9-]*$/.test(id) ? id : `procedure-${index + 1}`
  const base = { name, title: heading, rehearses: { [runbook]: id } }
  const first = found.workloads[0]?.name
  const healthy = { workload: first, healthy: true }
  if (kind === 'incident') {
    const alarm = found.alarms.find(({ procedureId }) => procedureId === id)
    const wanted = FAULTS[alarm?.about ?? aboutOf(heading)]
    const fault = system.faults.find(({ name }) => name === wanted) ?? system.faults[0]
    return { ...base, faults: [fault?.name], goal: [{ alarm: fault?.alarm, state: 'ok' }] }
  }
  if (kind === 'rollback') {
    const goal = [healthy, { alarm: system.faults[0]?.alarm, state: 'ok' }]
    return { ...base, faults: ['bad-deploy'], begin: 'manual', after: '6m', goal }
  }
  if (kind === 'deploy') {
    const version = procedure.parameters.find(({ name }) => /VERSION|TAG|IMAGE/.test(name))?.name
    const responder = version === undefined ? {} : { responder: { values: { [version]: '1.4.3' } } }
    return { ...base, ...responder, goal: [{ ...healthy, rollouts: { changed: true } }] }
  }
  return { ...base, goal: [healthy] }
}
