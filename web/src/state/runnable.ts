import type { Plan, Procedure } from '../contract.ts'

/**
 * A procedure as a run of it would be: a part that a label names within an incident has no steps of its own in the
 * plan, and borrows those of its lines from the whole.
 */
export function runnable(plan: Plan, procedure: Procedure): Procedure {
  if (procedure.steps.length > 0 || procedure.parent === null) return procedure
  const whole = plan.procedures.find(({ id }) => id === procedure.parent)
  if (!whole) return procedure
  const inside = whole.steps.map((step) => step.line >= procedure.line && step.endLine <= procedure.endLine)
  return {
    ...procedure,
    steps: whole.steps.filter((_step, index) => inside[index]),
    parameters: whole.parameters.filter(({ steps }) => steps.some((step) => inside[step])),
  }
}
