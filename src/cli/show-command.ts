import { compileRunbook } from '../plan/compile.ts'
import { findProcedure } from '../plan/find-procedure.ts'
import type { Plan } from '../plan/plan.ts'
import { checkoutOf } from './checkout.ts'
import { readRunbook, splitProcedureReference } from './read-runbook.ts'
import { showText } from './show.ts'
import type { Terminal } from './terminal.ts'

/** `standby show FILE[#PROCEDURE]`. */
export async function showRunbook(reference: string, format: 'text' | 'json', terminal: Terminal): Promise<void> {
  const { file, procedure } = splitProcedureReference(reference)
  const source = readRunbook(file)
  const plan = narrow(
    compileRunbook(source.file, source.text, checkoutOf(source.file === 'stdin' ? '-' : source.file)),
    procedure,
  )
  if (format === 'json') terminal.out(`${JSON.stringify(plan, null, 2)}\n`)
  else terminal.out(showText(plan, { color: terminal.color, width: terminal.width }))
}

/** The one procedure, and what is to be said about its lines. */
function narrow(plan: Plan, name: string | null): Plan {
  if (name === null) return plan
  const procedure = findProcedure(plan, name)
  const diagnostics = plan.diagnostics.filter(({ line }) => line >= procedure.line && line <= procedure.endLine)
  return { ...plan, procedures: [procedure], diagnostics }
}
