import { analyseShell, type ShellAnalysis } from '../analysis/analyse-shell.ts'
import { analyseSql } from '../analysis/analyse-sql.ts'
import type { StepDraft } from '../runbook/step-draft.ts'

/** What is known of a step's code. */
export type Analysis = ShellAnalysis

const NOTHING: Analysis = {
  commands: [],
  statements: [],
  holes: [],
  assigned: [],
  read: [],
  interpreted: [],
  problems: [],
}

/** Only shell and SQL are looked into; what stands in other languages is handed to a person. */
export function analyse(step: StepDraft): Analysis {
  if (step.kind === 'shell') return analyseShell(step.code, { firstLine: step.line })
  if (step.kind === 'sql') return analyseSql(step.code, { firstLine: step.line })
  return NOTHING
}
