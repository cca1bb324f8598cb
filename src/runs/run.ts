import type { Procedure } from '../plan/plan.ts'

/**
 * One execution of a plan. `status` says who moves next:
 * `running` Standby itself, `waiting` a person (see `waiting`), `observing` the world (until its alert resolves).
 */
export interface Run {
  id: string
  incidentId: string
  /** The procedure as it was compiled when the run began. A later edit of the runbook does not change a run. */
  procedure: Procedure
  /** `draft`: a person handed its text over; it is not registered under that name. */
  runbook: { digest: string; file: string; draft?: boolean }
  environment: string
  /** Who asked for it: `alert`, or a person's name. */
  requestedBy: string
  /** Who asked for what comes next: chose the remedy, gave the values, said "again". Starts as `requestedBy`. */
  askedBy: string
  status: 'running' | 'waiting' | 'observing' | 'finished'
  waiting: Waiting | null
  outcome: RunOutcome | null
  /** One per step of the procedure, same order. */
  steps: StepState[]
  /** Values so far: from the alert, configuration, a person. */
  parameters: Record<string, string>
  /** Parameters that have a value which stays in the environment's configuration: it is never stored with the run. */
  configured: string[]
  /** Shell variables that steps left for later steps. */
  variables: Record<string, string>
  /** Where the shell of the fence that was run last has come to: the next step of that fence goes on there. */
  shell: ShellState | null
  /** What steps left in the run's folder, as it stood after the last of them. */
  files: KeptFile[]
  /** Ids of the remedies a person chose, in order. */
  chosen: string[]
  alertResolved: boolean
  /** A person ended it while a step ran: it finishes as soon as that step is gone. */
  stopping: { actor: string; reason: string } | null
  /** A person wants it to pause: what runs is let end, and nothing more is begun until somebody says so. */
  pausing?: { actor: string } | null
  /** Grows by one with every change: the fence against a second writer. */
  version: number
  startedAt: string
  finishedAt: string | null
}

/** What steps of one fence share beside variables. */
export interface ShellState {
  /** First line of the fence. */
  fence: number
  /** The working folder: relative to the run's own, or absolute when it lies outside of it. */
  folder: string
  /** Their definitions, by name. */
  functions: Record<string, string>
}

/** A file in the run's folder. */
export interface KeptFile {
  /** Relative to the run's folder. */
  path: string
  /** Permissions, as of `chmod`. */
  mode: number
  /** Bytes. */
  size: number
  /** SHA-256, hex; null when it was too large to be kept: then it is only on the machine where it was made. */
  digest: string | null
}

/**
 * recovered: the alert resolved after what was done · completed: every step that was to run has run, and there was
 * no alert to wait for · stopped: a person ended it.
 */
export type RunOutcome = 'recovered' | 'completed' | 'stopped'

export type Waiting =
  /** A step has holes nobody filled. */
  | { for: 'parameters'; step: number; names: string[] }
  | { for: 'approval'; step: number; approvalId: string }
  /** Several remedies, or one that depends on a condition. */
  | { for: 'choice'; options: Remedy[] }
  /** A write was interrupted: nobody knows whether it happened. */
  | { for: 'outcome'; step: number; attempt: number }
  /** Somebody has paused it: nothing is asked, it goes on when somebody says so. */
  | { for: 'pause'; actor: string }
  /** A step failed after which it is not safe to go on by itself. */
  | { for: 'failure'; step: number; attempt: number }

/** Steps that are done together, when a person says so. */
export interface Remedy {
  /** Stable in the procedure: `line-148`. */
  id: string
  /** `If recent deployment`, `Rollback to previous task definition`. */
  title: string
  condition: string | null
  /** Indices into the procedure's steps, ascending. */
  steps: number[]
  /** The row of the cause→fix table that points here. */
  cause: string | null
}

export type StepStatus =
  | 'pending'
  | 'waiting'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'rejected'
  /** Prose, a checklist, SQL for now: for a person to do. */
  | 'manual'
  | 'outcome-unknown'

export interface StepState {
  status: StepStatus
  /** Tries so far. */
  attempts: number
  /** Exit status of the last try; null while it runs, or when it was lost. */
  exitCode: number | null
  /** Why it is skipped, refused or unknown, in words. */
  note: string | null
  /** The approval under which it may start, from the decision until it starts. */
  approval: { id: string; digest: string } | null
}

/** Exit statuses of one statement's pipeline, left to right. */
export interface StatementResult {
  /** Index into `script.statements`. */
  statement: number
  statuses: number[]
  /** Commands that failed inside, unseen by the statuses: left of `||`, in a condition, in a substitution. */
  failures?: CommandFailure[]
}

/** A command inside a statement that failed, as it stands in the script. */
export interface CommandFailure {
  command: string
  /** Of its pipeline, left to right. */
  statuses: number[]
}

/** What happened to a run. The reducer takes it from one state to the next. */
export type RunEvent =
  | { kind: 'advance' }
  | {
      kind: 'approval-decided'
      approvalId: string
      /** Of what was signed. */
      digest: string
      decision: 'approved' | 'rejected' | 'expired'
      actor: string
      reason: string | null
    }
  | { kind: 'parameters-given'; values: Record<string, string>; actor: string }
  | { kind: 'remedy-chosen'; remedy: string; actor: string }
  | {
      kind: 'attempt-finished'
      step: number
      attempt: number
      exitCode: number
      statements: StatementResult[]
      exports: Record<string, string>
      /** Null when the shell did not come to say: it was killed. */
      shell?: Omit<ShellState, 'fence'> | null
      /** The run's folder after it; undefined when nothing has changed there. */
      files?: KeptFile[]
      /** Set when our own limit ended it. */
      ended: 'timeout' | 'cancelled' | null
    }
  /** The node that ran it is gone. */
  | { kind: 'attempt-lost'; step: number; attempt: number }
  | { kind: 'outcome-decided'; step: number; outcome: 'happened' | 'did-not-happen'; actor: string }
  | { kind: 'retry'; step: number; actor: string }
  | { kind: 'skip'; step: number; reason: string; actor: string }
  | { kind: 'alert-resolved' }
  | { kind: 'stop'; reason: string; actor: string }
  | { kind: 'pause'; actor: string }
  | { kind: 'resume'; actor: string }
