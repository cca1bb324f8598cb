import type { Procedure, Step } from './plan.ts'

/**
 * What is still to be decided before a step is done: its condition, less what the procedure as a whole is for. "If the
 * import fails:" right under a heading stands over every step, and whoever starts the procedure has answered it.
 *
 * @returns null when nothing is left to decide.
 */
export function openCondition(
  { when }: Pick<Procedure, 'when'>,
  { condition }: Pick<Step, 'condition'>,
): string | null {
  if (condition === null || !when) return condition
  const open = condition.split('; ').filter((part) => !when.includes(part))
  return open.length === 0 ? null : open.join('; ')
}
