import type { Procedure } from '../plan/plan.ts'
import { shapeOf } from '../runs/remedies.ts'
import { neededBy } from '../runs/resolve-values.ts'
import { matchRemedy } from './match-remedy.ts'

/**
 * The parameters a scripted drill would get stuck at: those of the steps it will come by (not of remedies that it will
 * not choose) which nothing gives a value.
 *
 * @param remedies - Phrases of the remedy that the fault calls for.
 * @param given - Every value there is before the run begins.
 * @returns names, in the order the steps need them.
 */
export function missingParameters(
  procedure: Procedure,
  remedies: readonly string[],
  given: Readonly<Record<string, string>>,
): string[] {
  const shape = shapeOf(procedure)
  const mending = shape.options.filter((option) => option.mends)
  const chosen = matchRemedy(mending, remedies) ?? (mending.length === 1 ? mending[0] : undefined)
  const steps = [...shape.before, ...(chosen?.steps ?? []), ...shape.after]

  const known = new Set(Object.keys(given).filter((name) => given[name] !== ''))
  const missing = new Set<string>()
  for (const index of steps) {
    const script = procedure.steps[index]?.script
    if (script == null) continue
    for (const { name } of neededBy(procedure, index)) if (!known.has(name)) missing.add(name)
    // What this step sets, the shell of later ones finds.
    for (const name of script.exports) known.add(name)
  }
  return [...missing]
}
