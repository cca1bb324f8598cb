import { compileRunbook } from '../plan/compile.ts'
import { findProcedure } from '../plan/find-procedure.ts'
import type { Plan } from '../plan/plan.ts'
import { readRunbook, splitProcedureReference } from './read-runbook.ts'
import { showText } from './show.ts'
import type { Terminal } from './terminal.ts'

/** `standby show FILE[#PROCEDURE]`. */
export async function showRunbook(reference: string, format: 'text' | 'json', terminal: Terminal): Promise<void> {
  const { file, procedure } = splitProcedureReference(reference)
  const source = readRunbook(file)
  const plan = narrow(compileRunbook(source.file, source.text), procedure)
  if (format === 'json') terminal.out(`${JSON.stringify(plan, null, 2)}\n`)
  else terminal.out(showText(plan, { color: terminal.color }))
}

function narrow(plan: Plan, procedure: string | null): Plan {
  return procedure === null ? plan : { ...plan, procedures: [findProcedure(plan, procedure)] }
}
