import type { Procedure, Step } from './plan.ts'

/** The condition of a step that may be left out, where its text names no other. */
export const OPTIONAL = 'optional'

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

/** When a step is done, as part of a sentence: `only if the queue grows`, `optional`; null when it always is. */
export function whenDone({ condition, optional }: Pick<Step, 'condition' | 'optional'>): string | null {
  if (condition === null || condition === OPTIONAL) return optional ? OPTIONAL : null
  const only = `only ${condition.replace(/^If\b/, 'if')}`
  return optional ? `${only}; ${OPTIONAL}` : only
}
