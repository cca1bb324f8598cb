import type { Run, StepState } from './run.ts'

/** A step nothing has happened to. */
export const UNTOUCHED: StepState = { status: 'pending', attempts: 0, exitCode: null, note: null, approval: null }

/** What a run is begun with; the rest is the same for all. */
export type Beginning = Pick<
  Run,
  | 'id'
  | 'incidentId'
  | 'procedure'
  | 'runbook'
  | 'environment'
  | 'requestedBy'
  | 'parameters'
  | 'configured'
  | 'startedAt'
>

/** A run before its first move. */
export function beginRun(beginning: Beginning): Run {
  return {
    ...beginning,
    askedBy: beginning.requestedBy,
    status: 'running',
    waiting: null,
    outcome: null,
    steps: beginning.procedure.steps.map(() => ({ ...UNTOUCHED })),
    variables: {},
    shell: null,
    files: [],
    chosen: [],
    alertResolved: false,
    stopping: null,
    version: 1,
    finishedAt: null,
  }
}
