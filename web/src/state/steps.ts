import type { Attempt, IncidentDetail, OutputChunk, Remedy, Run, Step, StepState } from '../contract.ts'

/** One step of an incident's run, with all that is known of it. */
export interface StepView {
  index: number
  step: Step
  state: StepState
  attempts: { attempt: Attempt; output: OutputChunk[] }[]
  /** The run waits for a person at this step. */
  waited: boolean
  /** First step of its section: the section's heading is shown above it. */
  opensSection: boolean
}

const NOT_YET: StepState = { status: 'pending', attempts: 0, exitCode: null, note: null, approval: null }

const NONE: OutputChunk[] = []

export function stepViews(
  detail: Pick<IncidentDetail, 'run' | 'attempts'>,
  output: ReadonlyMap<string, OutputChunk[]>,
): StepView[] {
  const { run } = detail
  if (run === null) return []
  const attempts = Map.groupBy(
    detail.attempts.filter((attempt) => attempt.runId === run.id),
    (attempt) => attempt.step,
  )
  const waited = waitedStep(run)
  return run.procedure.steps.map((step, index, steps) => ({
    index,
    step,
    state: run.steps[index] ?? NOT_YET,
    attempts: (attempts.get(index) ?? [])
      .toSorted((a, b) => a.attempt - b.attempt)
      .map((attempt) => ({ attempt, output: output.get(attempt.id) ?? NONE })),
    waited: waited === index,
    opensSection: step.section !== null && step.section !== (steps[index - 1]?.section ?? null),
  }))
}

/** The step the run waits at, if it waits at one. */
function waitedStep(run: Run): number | null {
  return run.waiting !== null && 'step' in run.waiting ? run.waiting.step : null
}

/** `step 7`, `steps 7–9`, `steps 7, 9`: as people count, from 1. */
export function nameSteps(remedy: Pick<Remedy, 'steps'>): string {
  const numbers = remedy.steps.map((index) => index + 1)
  const first = numbers[0] ?? 0
  const last = numbers.at(-1) ?? 0
  if (numbers.length < 2) return `step ${first}`
  const unbroken = last - first === numbers.length - 1
  return `steps ${unbroken ? `${first}–${last}` : numbers.join(', ')}`
}
