import { permissionsFor } from '../permissions/gather.ts'
import { type Part, permissionsText } from '../permissions/text.ts'
import { compileRunbook } from '../plan/compile.ts'
import { findProcedure } from '../plan/find-procedure.ts'
import { readRunbook, splitProcedureReference } from './read-runbook.ts'
import type { Terminal } from './terminal.ts'

/** `standby permissions FILE[#PROCEDURE]`. */
export async function showPermissions(
  reference: string,
  options: { format: 'text' | 'json'; as: Part },
  terminal: Terminal,
): Promise<void> {
  const { file, procedure } = splitProcedureReference(reference)
  const source = readRunbook(file)
  const plan = compileRunbook(source.file, source.text)
  const chosen = procedure === null ? null : findProcedure(plan, procedure)
  const permissions = permissionsFor(chosen === null ? plan.procedures : [chosen])
  if (options.format === 'json') {
    const { as: part } = options
    const shown =
      part === 'all'
        ? permissions
        : { [part]: permissions[part], notKnown: permissions.notKnown, notes: permissions.notes }
    terminal.out(`${JSON.stringify({ file: plan.file, procedure: chosen?.id ?? null, ...shown }, null, 2)}\n`)
    return
  }
  const { text, aside } = permissionsText(permissions, options.as)
  terminal.out(text)
  if (aside !== '') terminal.err(aside)
}
