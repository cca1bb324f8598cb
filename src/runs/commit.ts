import type { Approval } from '../approvals/approval.ts'
import { displayCommands, showAll } from '../approvals/signing.ts'
import { tellNodes } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'
import type { NewTimelineEntry } from '../incidents/timeline.ts'
import type { Script, Step, Target } from '../plan/plan.ts'
import { decide, insertApproval } from './approval-store.ts'
import { decideStep, fillReason, fillTarget } from './decide-step.ts'
import { policyOf, type RunEngineDeps } from './deps.ts'
import type { Intent, TimelineNote, Transition } from './draft.ts'
import { effectOf, shapeOf } from './remedies.ts'
import { shownValues } from './resolve-values.ts'
import type { Run } from './run.ts'
import { effectAt, shellAt } from './shell-state.ts'
import { type AttemptEnd, type RunChange, saveRun } from './store.ts'
import { describeHolders, findHolders, releaseTargets, targetsToHold } from './target-hold-store.ts'

export interface Commit {
  before: Run
  transition: Transition
  /** The node that moves the run; undefined for a person's command, under the row's lock. */
  owner?: number
  /** Gives the run back, for another node to go on with. */
  release?: boolean
  ended?: AttemptEnd | null
  now: Date
}

/**
 * Writes a transition: run, attempts, approvals and story, all or nothing.
 * @returns false, with nothing written, when the run is no longer as it was seen.
 */
export async function commitTransition(tx: Queryable, deps: RunEngineDeps, commit: Commit): Promise<boolean> {
  const { before, now, ended = null } = commit
  const { run, intents, timeline } = commit.transition
  const change: RunChange = { seen: before.version, run, ended, started: toStart(run, intents, commit.owner), at: now }
  if (commit.owner !== undefined) change.owner = commit.owner
  if (commit.release !== undefined) change.release = commit.release
  // A request must be there before the attempt that names it, and what it replaces must have gone before.
  for (const intent of intents) {
    if (intent.kind !== 'void-approval') continue
    await decide(tx, intent.approvalId, { status: 'void', actor: 'standby', at: now, reason: intent.reason })
  }
  if (!(await saveRun(tx, change))) return false
  for (const intent of intents) {
    if (intent.kind === 'request-approval')
      await insertApproval(tx, await whoIsThere(tx, run, toApproval(deps, run, intent, now)))
    if (intent.kind === 'cancel-attempt') tellNodes(tx, { runId: run.id, what: 'cancel' })
  }
  await deps.timeline.append(tx, toEntries(deps, run, timeline, now))
  if (letsGo(before, run)) await releaseTargets(tx, run.id)
  const isReady = run.status === 'running' && change.started === null && (commit.owner === undefined || commit.release)
  if (isReady) tellNodes(tx, { runId: run.id, what: 'ready' })
  if (run.status === 'finished' && before.status !== 'finished') await deps.onFinished?.(tx, run)
  return true
}

/** Over, or only watching: whoever comes next may touch what it touched. Runs that only read hold nothing. */
function letsGo(before: Run, run: Run): boolean {
  const isDone = run.status === 'finished' || run.status === 'observing'
  return isDone && before.status !== run.status && run.procedure.steps.some((step) => effectOf(step) !== 'read')
}

/** The second responder is told before he signs that he is not alone. */
async function whoIsThere(tx: Queryable, run: Run, approval: Approval): Promise<Approval> {
  const targets = targetsToHold(approval.targets)
  const holders = await findHolders(tx, { runId: run.id, environment: run.environment, targets })
  return holders.length === 0 ? approval : { ...approval, why: `${approval.why}; ${describeHolders(holders)}` }
}

/** The attempt that a transition begins on the node `owner`; null when it begins none. */
export function toStart(run: Run, intents: readonly Intent[], owner: number | undefined): RunChange['started'] {
  const start = intents.find((intent) => intent.kind === 'start-attempt')
  if (start === undefined) return null
  if (owner === undefined) throw new Error('only the node that owns a run starts its steps')
  const { id, step, attempt, approvalId } = start
  return { id, step, attempt, approvalId, node: owner, effect: effectAt(run, step) }
}

/** The reducer's notes as entries of the incident's story. */
export function toEntries(
  deps: RunEngineDeps,
  run: Run,
  notes: readonly TimelineNote[],
  now: Date,
): NewTimelineEntry[] {
  const worldAt = deps.environments.get(run.environment)?.worldNow?.().toISOString() ?? null
  return notes.map((note) => ({ ...note, incidentId: run.incidentId, at: now.toISOString(), worldAt }))
}

/** The policy has changed between the question and its being written down: ask for more rather than less. */
const STRICTEST = { count: 1, by: null, validForMs: null, notRequester: true }

type Request = Extract<Intent, { kind: 'request-approval' }>

function toApproval(deps: RunEngineDeps, run: Run, request: Request, now: Date): Approval {
  const step = run.procedure.steps[request.step] as Step
  const touching = step.commands.filter((command) => command.effect !== 'read')
  const { shown, variables } = shownValues(run, request.step)
  const policy = policyOf(deps)
  const decision = decideStep(run, request.step, policy)
  const needs = decision.kind === 'needs-approvals' ? decision : STRICTEST
  return {
    id: request.approvalId,
    incidentId: run.incidentId,
    runId: run.id,
    step: request.step,
    digest: request.digest,
    signedBytes: request.bytes,
    commands: displayCommands(step.script as Script, shown, variables, shellAt(run, request.step)),
    effect: effectAt(run, request.step),
    reasons: [...new Set(touching.flatMap((command) => command.reasons))].map((reason) =>
      showAll(fillReason(reason, step, shown)),
    ),
    targets: touching.flatMap((command) => command.targets).map((target) => shownTarget(target, step, shown)),
    why: showAll(whyAsked(run, step)),
    status: 'pending',
    requestedBy: run.askedBy,
    requestedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + (needs.validForMs ?? policy.validForMs)).toISOString(),
    decidedBy: null,
    decidedAt: null,
    reason: null,
    needed: needs.count,
    approvedBy: [],
    mayApprove: needs.by === null ? null : [...needs.by],
    notRequester: needs.notRequester,
    brokeGlass: false,
  }
}

/** What is signed must not look like something else. */
function shownTarget(target: Target, step: Step, shown: Readonly<Record<string, string>>): Target {
  const { kind, name } = fillTarget(target, step, shown)
  return { kind: showAll(kind), name: showAll(name) }
}

function whyAsked(run: Run, step: Step): string {
  const index = run.procedure.steps.indexOf(step)
  const remedy = shapeOf(run.procedure).options.find((option) => option.steps.includes(index))
  const parts = [
    `${step.phase} step of “${run.procedure.heading}”`,
    step.section === null ? null : `section “${step.section}”`,
    step.condition === null ? null : `only ${step.condition.replace(/^If\b/, 'if')}`,
    remedy?.cause ? `against: ${remedy.cause}` : null,
    step.optional ? 'optional' : null,
  ]
  return parts.filter((part) => part !== null).join('; ')
}
