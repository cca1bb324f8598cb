import { type Effect, type Procedure, type Step, worstEffect } from '../plan/plan.ts'
import { effectOf } from './remedies.ts'
import type { Run, ShellState } from './run.ts'

/** What a step's shell takes over from the steps before it in its fence; null when it begins afresh. */
export function shellAt(run: Run, index: number): Omit<ShellState, 'fence'> | null {
  const script = run.procedure.steps[index]?.script
  if (!script || run.shell === null || script.fence !== run.shell.fence) return null
  const { folder, functions } = run.shell
  // One may call the others: they come together, or not at all.
  const isCalled = Object.keys(functions).some((name) => mentions(script.text, name))
  if (folder === '.' && !isCalled) return null
  return { folder, functions: isCalled ? functions : {} }
}

const mentions = (text: string, name: string) => {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const isWord = !/[\w-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + name.length] ?? ' ')
    if (isWord) return true
  }
  return false
}

/**
 * What a step does as the run stands. Its commands were looked at by themselves: where one of them is a function of an
 * earlier step, it does what that one does, and nobody has looked at that.
 */
export function effectAt(run: Run, index: number): Effect {
  const own = effectOf(stepAt(run.procedure, index))
  const functions = shellAt(run, index)?.functions ?? {}
  return Object.keys(functions).length === 0 ? own : worstEffect([own, 'unknown'])
}

function stepAt(procedure: Procedure, index: number): Step {
  const step = procedure.steps[index]
  if (step === undefined) throw new RangeError(`the procedure has no step ${index}`)
  return step
}
