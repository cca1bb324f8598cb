import { AppError } from '../../core/errors.ts'
import { isMeant, OWN_RUNBOOK } from '../../drill/is-meant.ts'
import type { Procedure, ScenarioSummary, Verdict } from '../../http/contract.ts'
import { compileRunbook } from '../../plan/compile.ts'
import { procedureById } from '../../plan/find-procedure.ts'
import type { RunbookSource } from '../read-runbook.ts'

/** One procedure of one file, with the scenario that is played on it. */
export interface Rehearsal {
  source: RunbookSource
  procedure: Pick<Procedure, 'id' | 'heading' | 'line'>
  scenario: ScenarioSummary
  expected: Verdict
}

/** A procedure that no scenario rehearses. */
export interface Unrehearsed {
  file: string
  id: string
  line: number
}

/**
 * Which scenarios are played on which procedures, in the order of files and lines.
 *
 * @throws AppError `bad-scenario` when one names a procedure that its file does not have.
 */
export function findRehearsals(
  sources: readonly RunbookSource[],
  scenarios: readonly ScenarioSummary[],
): { rehearsals: Rehearsal[]; unrehearsed: Unrehearsed[] } {
  const rehearsals: Rehearsal[] = []
  const unrehearsed: Unrehearsed[] = []
  for (const source of sources) {
    const plan = compileRunbook(source.file, source.text)
    const found: Rehearsal[] = []
    for (const scenario of scenarios) {
      for (const [name, ids] of Object.entries(scenario.rehearses)) {
        if (!isMeant(source.file, name, scenario)) continue
        const expected = name === OWN_RUNBOOK ? scenario.expect : 'recovers'
        for (const id of ids) {
          const procedure = procedureById(plan, id)
          if (procedure === null) throw missing(source, scenario, id)
          found.push({ source, procedure, scenario, expected })
        }
      }
    }
    rehearsals.push(...found.sort((a, b) => a.procedure.line - b.procedure.line))
    const named = new Set(found.map(({ procedure }) => procedure.id))
    for (const { id, line, steps } of plan.procedures) {
      if (steps.length > 0 && !named.has(id)) unrehearsed.push({ file: source.file, id, line })
    }
  }
  return { rehearsals, unrehearsed }
}

function missing({ file }: RunbookSource, { name, system }: ScenarioSummary, id: string): AppError {
  return new AppError(
    'bad-scenario',
    `scenario '${name}' of ${system} rehearses '${id}', which '${file}' does not have`,
    `see its procedures with: standby show ${file}`,
  )
}
