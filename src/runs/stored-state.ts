import { UNTOUCHED } from './begin-run.ts'
import type { Run, StepState } from './run.ts'

/** What moves of a run, apart from what has columns of its own. */
export type StoredState = { steps: Partial<StepState>[]; draft?: boolean } & Pick<
  Run,
  | 'askedBy'
  | 'waiting'
  | 'parameters'
  | 'configured'
  | 'variables'
  | 'shell'
  | 'files'
  | 'chosen'
  | 'alertResolved'
  | 'stopping'
  | 'pausing'
>

/** What has become other: two steps, by their index. With one step, it is given twice. */
export interface StateChange {
  one: number
  one_state: Partial<StepState>
  other: number
  other_state: Partial<StepState>
}

export function stateOfRun(run: Run): StoredState {
  return { ...restOf(run), steps: run.steps.map(storedStep) }
}

/** The fields of a run that are stored so. */
export function readState(state: StoredState) {
  return {
    ...state,
    steps: state.steps.map((step) => ({ ...UNTOUCHED, ...step })),
    // Runs of an earlier version have neither.
    shell: state.shell ?? null,
    files: state.files ?? [],
  }
}

/**
 * Most moves touch two steps of many, and nothing else: the one that has ended and the one that begins.
 * @returns null when more than that has changed.
 */
export function changeOfState(before: Run, run: Run): StateChange | null {
  const changed = run.steps.flatMap((step, index) => (isSameStep(step, before.steps[index]) ? [] : [index]))
  const [one, other = one] = changed
  if (one === undefined || other === undefined || changed.length > 2) return null
  if (before.steps.length !== run.steps.length || !isSame(restOf(before), restOf(run))) return null
  const at = (index: number) => storedStep(run.steps[index] as StepState)
  return { one, one_state: at(one), other, other_state: at(other) }
}

function restOf(run: Run): Omit<StoredState, 'steps'> {
  const { askedBy, waiting, parameters, configured, variables, shell, files, chosen, alertResolved, stopping } = run
  return {
    askedBy,
    waiting,
    parameters,
    configured,
    variables,
    shell,
    files,
    chosen,
    alertResolved,
    stopping,
    ...(run.pausing && { pausing: run.pausing }),
    ...(run.runbook.draft && { draft: true }),
  }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

function isSameStep(a: StepState, b: StepState | undefined): boolean {
  return (
    b !== undefined &&
    a.status === b.status &&
    a.attempts === b.attempts &&
    a.exitCode === b.exitCode &&
    a.note === b.note &&
    a.approval?.id === b.approval?.id &&
    a.approval?.digest === b.approval?.digest
  )
}

/** Only what differs from an untouched one. */
function storedStep(step: StepState): Partial<StepState> {
  const stored: Partial<StepState> = {}
  if (step.status !== 'pending') stored.status = step.status
  if (step.attempts !== 0) stored.attempts = step.attempts
  if (step.exitCode !== null) stored.exitCode = step.exitCode
  if (step.note !== null) stored.note = step.note
  if (step.approval !== null) stored.approval = step.approval
  return stored
}
