import type { Plan } from '../plan/plan.ts'
import type { Range, SystemState } from '../range/range.ts'
import { shapeOf } from '../runs/remedies.ts'
import type { SystemSummary } from './drill.ts'
import type { DrillHost } from './host.ts'
import { matchRemedy } from './match-remedy.ts'
import type { StoredDrill } from './store.ts'

/** The simulated systems as the console lists them: state, faults, and which procedure is for which fault. */
export async function summariseSystems(
  range: Range,
  host: DrillHost,
  running: readonly StoredDrill[],
): Promise<SystemSummary[]> {
  const runbooks = await host.runbooks()
  return range.systems().map((system) => {
    const runbook = runbooks.find(({ file }) => isExampleOf(system.name, file)) ?? null
    return {
      name: system.name,
      title: system.title,
      platform: system.platform,
      runbook: runbook === null ? null : { digest: runbook.digest, file: runbook.file },
      faults: system.faults.map((fault) => ({
        name: fault.name,
        title: fault.title,
        procedureId: runbook === null ? null : procedureFor(range, system, fault, runbook.plan),
      })),
      worldAt: system.worldAt,
      drillId: running.find((drill) => drill.system === system.name)?.id ?? null,
      alarms: system.alarms.map(({ name, state }) => ({ name, state })),
    }
  })
}

/** `examples/stratum/runbook.md` belongs to the system `stratum`. */
function isExampleOf(system: string, file: string): boolean {
  return file.endsWith(`examples/${system}/runbook.md`)
}

/** The procedure that names the fault's alarm; else the first that has a remedy for it. */
function procedureFor(
  range: Range,
  system: SystemState,
  fault: SystemState['faults'][number],
  plan: Plan,
): string | null {
  const named = plan.procedures.find((procedure) => procedure.alert?.name === fault.alarm)
  if (named !== undefined) return named.id
  const { remedies } = range.answers(system.name, fault.name)
  const able = plan.procedures.find((procedure) => matchRemedy(shapeOf(procedure).options, remedies) !== null)
  return able?.id ?? null
}
