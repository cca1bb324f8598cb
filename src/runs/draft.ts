import { digest } from '../core/ids.ts'
import type { TimelineKind } from '../incidents/timeline.ts'
import type { Policy } from '../policy/policy.ts'
import type { Run, StepState } from './run.ts'

/** What a transition asks of the world. Carried out in its transaction, except that a process starts after it. */
export type Intent =
  | { kind: 'start-attempt'; step: number; attempt: number; id: string; approvalId: string | null }
  | { kind: 'request-approval'; step: number; approvalId: string; digest: string; bytes: string }
  | { kind: 'void-approval'; approvalId: string; reason: string }
  | { kind: 'cancel-attempt'; step: number; attempt: number }

/** A line of the incident's story; the engine adds the incident and the times. */
export interface TimelineNote {
  kind: TimelineKind
  actor: string
  text: string
  step: number | null
  attempt: number | null
}

export interface Transition {
  run: Run
  intents: Intent[]
  timeline: TimelineNote[]
}

/** A transition being made: a copy of the run that may be changed, and what came of it so far. */
export interface Draft extends Transition {
  now: Date
  policy: Policy
}

export function beginDraft(run: Run, now: Date, policy: Policy): Draft {
  const steps = run.steps.map((step) => ({ ...step }))
  const copy: Run = { ...run, steps, parameters: { ...run.parameters }, variables: { ...run.variables } }
  return { run: { ...copy, chosen: [...run.chosen], version: run.version + 1 }, intents: [], timeline: [], now, policy }
}

export function note(draft: Draft, kind: TimelineKind, actor: string, text: string, step: number | null = null) {
  const attempts = step === null ? 0 : (draft.run.steps[step]?.attempts ?? 0)
  draft.timeline.push({ kind, actor, text, step, attempt: attempts === 0 ? null : attempts })
}

export function stateOf(run: Run, step: number): StepState {
  const state = run.steps[step]
  if (state === undefined) throw new RangeError(`the run has no step ${step}`)
  return state
}

/** `step 3, Roll back`: for people, who count from 1. A number that the title brings along would only confuse. */
export function nameStep(run: Run, step: number): string {
  const title = run.procedure.steps[step]?.title ?? '?'
  return `step ${step + 1}, ${title.replace(/^\d+[.)]\s+/, '')}`
}

/** An id made from what it stands for, in the shape of a UUID: the reducer stays pure and an id is never made twice. */
export function derivedId(...parts: readonly (string | number)[]): string {
  const hex = digest(parts.join('\0'))
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** Lets Standby move again: nobody is asked any more. */
export function goOn(draft: Draft) {
  const { run } = draft
  if (run.waiting && 'step' in run.waiting) {
    const state = stateOf(run, run.waiting.step)
    if (state.status === 'waiting') state.status = 'pending'
  }
  run.status = 'running'
  run.waiting = null
}

/** Takes back a pending request, if there is one. */
export function voidPending(draft: Draft, reason: string) {
  const { waiting } = draft.run
  if (waiting?.for !== 'approval') return
  draft.intents.push({ kind: 'void-approval', approvalId: waiting.approvalId, reason })
}

export function finish(draft: Draft, outcome: NonNullable<Run['outcome']>, actor: string, text: string) {
  const { run } = draft
  voidPending(draft, text)
  for (const state of run.steps) {
    state.approval = null
    if (state.status === 'waiting') state.status = 'pending'
  }
  Object.assign(run, {
    status: 'finished',
    waiting: null,
    outcome,
    finishedAt: draft.now.toISOString(),
    stopping: null,
  })
  note(draft, 'run-finished', actor, text)
}
