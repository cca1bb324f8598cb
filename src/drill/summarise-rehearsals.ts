import type { RehearsalSummary, Rehearsed, ScenarioSummary, Verdict } from './drill.ts'
import type { DrillHost } from './host.ts'
import { isMeant } from './is-meant.ts'
import type { StoredDrill } from './store.ts'

/** How many rehearsals of a procedure make its trend. */
export const TREND = 10

type Known = Awaited<ReturnType<DrillHost['runbooks']>>[number]

/**
 * Every procedure of every known runbook, with how its rehearsals went: the never rehearsed ones too.
 *
 * @param drills - Those that have a verdict, oldest first.
 */
export function summariseRehearsals(
  runbooks: readonly Known[],
  scenarios: readonly ScenarioSummary[],
  drills: readonly StoredDrill[],
): RehearsalSummary[] {
  const byProcedure = Map.groupBy(drills, ({ file, procedureId }) => `${file}#${procedureId}`)
  return runbooks.flatMap(({ file, digest, plan }) =>
    plan.procedures
      .filter(({ steps }) => steps.length > 0)
      .map(({ id, heading, line, kind }) => {
        const past = byProcedure.get(`${file}#${id}`) ?? []
        const last = past.at(-1)
        return {
          file,
          digest,
          procedureId: id,
          heading,
          line,
          kind,
          scenarios: scenarios
            .filter((scenario) => rehearses(scenario, file, id))
            .map(({ system, name, title }) => ({ system, name, title })),
          last: last === undefined ? null : describe(last),
          stale: last !== undefined && last.runbookDigest !== digest,
          trend: past.map(({ verdict }) => verdict as Verdict),
          recoveries: past.map(({ recoveredAfter }) => recoveredAfter),
        }
      }),
  )
}

function rehearses(scenario: ScenarioSummary, file: string, id: string): boolean {
  return Object.entries(scenario.rehearses).some(([name, ids]) => ids.includes(id) && isMeant(file, name, scenario))
}

function describe(drill: StoredDrill): Rehearsed {
  const { id, system, scenario, fault, verdict, reason, line, scripted, finishedAt } = drill
  return {
    drillId: id,
    system,
    scenario,
    fault,
    verdict: verdict as Verdict,
    reason,
    line,
    scripted,
    finishedAt: finishedAt ?? drill.startedAt,
  }
}
