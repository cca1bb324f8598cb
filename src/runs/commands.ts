import type { Approval } from '../approvals/approval.ts'
import { AppError } from '../core/errors.ts'
import { maskSecrets } from '../core/mask-secrets.ts'
import { tellNodes } from '../db/notices.ts'
import type { Queryable } from '../db/queryable.ts'
import type { Procedure, Script } from '../plan/plan.ts'
import { mayBreakGlass, type Policy, whyNotSigner } from '../policy/policy.ts'
import { decide, findApproval, insertSignature } from './approval-store.ts'
import { beginRun } from './begin-run.ts'
import { cleanFolder } from './clean-folders.ts'
import { commitTransition, toEntries } from './commit.ts'
import type { RunContext } from './context.ts'
import { policyOf } from './deps.ts'
import { nameStep, type TimelineNote, type Transition } from './draft.ts'
import { reduce } from './reducer.ts'
import { initialValues, maskRun, missingValues, resolveValues, sealValues, secretsOf } from './resolve-values.ts'
import type { Run, RunEvent } from './run.ts'
import { insertRun, lockOpenRuns, lockRun, lockRunOfApproval, tellMoved } from './store.ts'
import { describeHolders, findHolders, holdTargets, targetsToHold } from './target-hold-store.ts'

// What people (and alerts) do to runs. Every command is one transaction: lock the run, check, reduce, save, tell.
// No command starts a step: it leaves the run ready, and the node that claims it does.

export interface NewRun {
  incidentId: string
  procedure: Procedure
  runbook: Run['runbook']
  environment: string
  /** `alert`, or a person's name. */
  requestedBy: string
  /** Values a person gave. */
  parameters?: Readonly<Record<string, string>>
  /** The alert's labels: used where a parameter has the same name and nobody knows better. */
  labels?: Readonly<Record<string, string>>
}

/**
 * Begins a run in the caller's transaction.
 * @throws {AppError} `no-such-environment`, `unknown-parameter`, `empty-value`
 */
export async function startRun(deps: RunContext, tx: Queryable, wanted: NewRun): Promise<Run> {
  const { procedure, requestedBy } = wanted
  const environment = deps.environments.get(wanted.environment)
  if (environment === null) {
    const hint = 'add it to the configuration, or name one that is there'
    throw new AppError('no-such-environment', `there is no environment ${wanted.environment}`, hint, { status: 404 })
  }
  const now = deps.clock.now()
  const id = deps.newId()
  const initial = initialValues(procedure, environment, wanted.labels ?? {}, wanted.parameters ?? {})
  const run = beginRun({
    id,
    incidentId: wanted.incidentId,
    procedure,
    runbook: wanted.runbook,
    environment: wanted.environment,
    requestedBy,
    parameters: sealValues(deps.sealer, { id, procedure }, initial.parameters, secretsOf(environment)),
    configured: initial.configured,
    startedAt: now.toISOString(),
  })
  await insertRun(tx, run)
  const text = `runs “${procedure.heading}” of ${wanted.runbook.file} in ${environment.name}`
  const at = { step: null, attempt: null }
  const notes: TimelineNote[] = [{ kind: 'run-started', actor: requestedBy, text, ...at }]
  for (const left of initial.leftOut) notes.push({ kind: 'note', actor: 'standby', text: left, ...at })
  await deps.timeline.append(tx, toEntries(deps, run, notes, now))
  tellMoved(tx, run.incidentId)
  tellNodes(tx, { runId: run.id, what: 'ready' })
  return maskRun(run)
}

/** Tells the incident's runs that there is nothing to mend any more. In the caller's transaction. */
export async function resolveAlert(deps: RunContext, tx: Queryable, incidentId: string): Promise<void> {
  for (const { run } of await lockOpenRuns(tx, incidentId)) await change(deps, tx, run, { kind: 'alert-resolved' })
}

/**
 * Does to a run what a person asked for.
 * @throws {AppError} 404 `no-such-run`; 409 when the run, as it stands, cannot do that
 */
export async function command(deps: RunContext, runId: string, event: RunEvent): Promise<Run> {
  if ('actor' in event) assertActor(event.actor)
  const changed = await deps.transact(async (tx) => {
    const run = (await lockRun(tx, runId))?.run
    if (run === undefined)
      throw new AppError('no-such-run', `there is no run ${runId}`, 'see the incident', { status: 404 })
    return maskRun(await change(deps, tx, run, seal(deps, run, event)))
  })
  if (changed.status === 'finished') await cleanFolder(deps, runId)
  return changed
}

/** Before it is written down anywhere. */
function seal(deps: RunContext, run: Run, event: RunEvent): RunEvent {
  const secrets = secretsOfRun(deps, run)
  if (event.kind === 'parameters-given')
    return { ...event, values: sealValues(deps.sealer, run, event.values, secrets) }
  // People paste what they have just seen.
  return 'reason' in event && event.reason !== null ? { ...event, reason: maskSecrets(event.reason, secrets) } : event
}

function secretsOfRun({ environments }: RunContext, run: Run): string[] {
  const environment = environments.get(run.environment)
  return environment === null ? [] : secretsOf(environment)
}

async function change(deps: RunContext, tx: Queryable, run: Run, event: RunEvent): Promise<Run> {
  const now = deps.clock.now()
  const first = reduce(run, event, now, policyOf(deps))
  if (first.run === run) return run
  if (event.kind === 'parameters-given') assertUsable(deps, first.run, Object.keys(event.values))
  const transition = thenAdvance(first, now, policyOf(deps))
  const written = await commitTransition(tx, deps, { before: run, transition, now })
  if (!written) throw new Error(`run ${run.id} changed under its lock`)
  return transition.run
}

/** Goes as far as it can without starting anything: what a person is asked next is known at once. */
export function thenAdvance(first: Transition, now: Date, policy: Policy): Transition {
  const next = reduce(first.run, { kind: 'advance' }, now, policy)
  if (next.intents.some((intent) => intent.kind === 'start-attempt')) return first
  return join(first, next)
}

export function join(first: Transition, next: Transition): Transition {
  return {
    run: next.run,
    intents: [...first.intents, ...next.intents],
    timeline: [...first.timeline, ...next.timeline],
  }
}

/** Refuses a value that no step could be run with, as long as the one who gave it is still there. */
function assertUsable(deps: RunContext, run: Run, names: readonly string[]): void {
  const environment = deps.environments.get(run.environment)
  if (environment === null) return
  for (const [index, { script }] of run.procedure.steps.entries()) {
    if (script === null || missingValues(run, index).length > 0) continue
    const { values, carried } = resolveValues(run, index, environment, deps.sealer)
    if (names.some((name) => name in values)) deps.executor.check({ script: script as Script, values, carried })
  }
}

function assertActor(actor: string): void {
  if (actor.trim() !== '') return
  throw new AppError('no-actor', 'nobody is named as the one who does this', 'name yourself')
}

export interface DecisionRequest {
  decision: 'approve' | 'reject'
  /** Digest of what the person saw. */
  digest: string
  actor: string
  reason?: string | null | undefined
}

/**
 * Takes a person's decision. Of several at once, one counts; where several people must approve, the last one counts.
 * @throws {AppError} 404 `no-such-approval`; 409 `approval-already-decided`, `digest-differs`, `approval-expired`,
 *   `approved-by-you-already`, `target-held`; 403 `requester-may-not-approve`, `may-not-approve`
 */
export async function decideApproval(deps: RunContext, id: string, request: DecisionRequest): Promise<Approval> {
  return whilePending(deps, id, request.actor, async (tx, run, approval, now) => {
    assertDecidable(approval, request)
    const { actor } = request
    const reason = request.reason == null ? null : maskSecrets(request.reason, secretsOfRun(deps, run))
    if (request.decision === 'reject') {
      await settle(deps, tx, run, approval, { status: 'rejected', actor, at: now, reason })
      return
    }
    assertSigner(approval, actor)
    if (!(await insertSignature(tx, approval, { actor, at: now, brokeGlass: false }))) {
      throw conflict('approved-by-you-already', `${actor} has approved it already`, 'someone else must approve it too')
    }
    const given = approval.approvedBy.length + 1
    if (given < approval.needed) return tellGiven(deps, tx, run, approval, { actor, given, now })
    await hold(tx, run, approval, now, false)
    await settle(deps, tx, run, approval, { status: 'approved', actor, at: now, reason })
  })
}

export interface BreakGlassRequest {
  /** Digest of what the person saw. */
  digest: string
  actor: string
  /** Why it cannot wait for those who should approve. */
  reason: string
}

/**
 * One person signs alone, past the policy and past whoever holds the target. It is told loudly.
 * @throws {AppError} as `decideApproval`; 403 `may-not-break-glass`; 400 `no-reason`
 */
export async function breakGlass(deps: RunContext, id: string, request: BreakGlassRequest): Promise<Approval> {
  const { actor } = request
  if (request.reason.trim().length < SHORTEST_REASON) {
    throw new AppError('no-reason', 'breaking the glass needs a reason', 'say why it cannot wait, in a sentence')
  }
  if (!mayBreakGlass(policyOf(deps), actor)) {
    const hint = 'those who may are listed in standby.yaml, under break-glass'
    throw new AppError('may-not-break-glass', `${actor} may not break the glass`, hint, { status: 403 })
  }
  return whilePending(deps, id, actor, async (tx, run, approval, now) => {
    assertDecidable(approval, request)
    await insertSignature(tx, approval, { actor, at: now, brokeGlass: true })
    await hold(tx, run, approval, now, true)
    const reason = maskSecrets(request.reason, secretsOfRun(deps, run))
    const text = `BROKE THE GLASS: ${actor} signed ${nameStep(run, approval.step)} alone: ${reason}`
    await tell(deps, tx, run, { kind: 'break-glass', actor, text, step: approval.step, attempt: null }, now)
    await settle(deps, tx, run, approval, { status: 'approved', actor, at: now, reason: `broke the glass: ${reason}` })
  })
}

const SHORTEST_REASON = 5

/** Does `work` on a request that is pending, with its run locked. @returns the request as it is then. */
async function whilePending(
  deps: RunContext,
  id: string,
  actor: string,
  work: (tx: Queryable, run: Run, approval: Approval, now: Date) => Promise<void>,
): Promise<Approval> {
  assertActor(actor)
  const decided = await deps.transact(async (tx) => {
    const { approval, run } = await lockApproval(tx, id)
    const now = deps.clock.now()
    // Expiry is written down even though the decision is refused: so it is no error of the transaction.
    if (approval.status === 'pending' && now >= new Date(approval.expiresAt)) {
      await settle(deps, tx, run, approval, { status: 'expired', actor: 'standby', at: now, reason: null })
      return 'expired'
    }
    await work(tx, run, approval, now)
    return findApproval(tx, id)
  })
  await deps.onFaultPoint?.('decision-committed')
  if (decided === 'expired' || decided === null) {
    throw conflict('approval-expired', 'the request has expired', 'ask again: try the step again, then decide')
  }
  return decided
}

/** Two runs do not act on the same target at once: the second is told who is there. */
async function hold(tx: Queryable, run: Run, approval: Approval, at: Date, force: boolean): Promise<void> {
  const { id: runId, environment } = run
  const targets = targetsToHold(approval.targets)
  if (await holdTargets(tx, { runId, environment, targets, by: run.askedBy, at, force })) return
  const holders = await findHolders(tx, { runId, environment, targets })
  const hint = 'wait until that run is over, stop it there, or skip this step; then approve'
  throw conflict('target-held', describeHolders(holders), hint)
}

async function tellGiven(
  deps: RunContext,
  tx: Queryable,
  run: Run,
  { step, needed }: Approval,
  { actor, given, now }: { actor: string; given: number; now: Date },
): Promise<void> {
  const text = `approved ${nameStep(run, step)} (${given} of ${needed})`
  await tell(deps, tx, run, { kind: 'approval-given', actor, text, step, attempt: null }, now)
}

async function tell(deps: RunContext, tx: Queryable, run: Run, note: TimelineNote, now: Date): Promise<void> {
  await deps.timeline.append(tx, toEntries(deps, run, [note], now))
}

async function lockApproval(tx: Queryable, id: string): Promise<{ approval: Approval; run: Run }> {
  // First the run, then what belongs to it: everyone who writes locks in this order.
  const run = await lockRunOfApproval(tx, id)
  const approval = run === null ? null : await findApproval(tx, id)
  if (run === null || approval === null) {
    throw new AppError('no-such-approval', `there is no approval request ${id}`, 'reload the incident', { status: 404 })
  }
  return { approval, run: run.run }
}

function assertDecidable(approval: Approval, { digest }: { digest: string }): void {
  const { status } = approval
  if (status === 'void') {
    throw conflict('approval-void', `the request is void: ${approval.reason ?? 'it changed'}`, 'reload the incident')
  }
  if (status === 'expired')
    throw conflict('approval-expired', 'the request has expired', 'try the step again, then decide')
  if (status !== 'pending') {
    const hint = 'the first decision counts; reload the incident'
    throw conflict('approval-already-decided', `${approval.decidedBy} has ${status} it already`, hint)
  }
  if (digest !== approval.digest) {
    const hint = 'reload the incident, read the commands again, then decide'
    throw conflict('digest-differs', 'what you saw is not what would run', hint)
  }
}

/** @throws {AppError} 403 when this person's approval would not count. */
function assertSigner({ mayApprove, notRequester, effect, requestedBy }: Approval, actor: string): void {
  const isGrave = effect === 'destructive' || effect === 'unknown'
  const requirement = { by: mayApprove, notRequester: notRequester || isGrave }
  const why = whyNotSigner(requirement, { requester: requestedBy, signer: actor })
  if (why === 'requester') {
    const message = `${actor} asked for this step and may not approve it: its effect is ${effect}`
    const hint = 'have someone else read and approve it; you may reject or skip it'
    throw new AppError('requester-may-not-approve', message, hint, { status: 403 })
  }
  if (why === 'not-a-person') {
    throw new AppError('may-not-approve', `${actor} is no person`, 'a person must approve it', { status: 403 })
  }
  if (why === null) return
  const hint = `ask one of ${mayApprove?.join(', ')}`
  throw new AppError('may-not-approve', `${actor} may not approve this: the policy says who`, hint, { status: 403 })
}

const conflict = (code: string, message: string, hint: string) => new AppError(code, message, hint, { status: 409 })

type Settled = { status: 'approved' | 'rejected' | 'expired'; actor: string; at: Date; reason: string | null }

async function settle(deps: RunContext, tx: Queryable, run: Run, approval: Approval, settled: Settled): Promise<void> {
  const { status: decision, actor, reason } = settled
  await decide(tx, approval.id, settled)
  const { id: approvalId, digest } = approval
  await change(deps, tx, run, { kind: 'approval-decided', approvalId, digest, decision, actor, reason })
}

/** Ends one request whose time is up, unless somebody has decided it meanwhile. */
export async function expireOne(deps: RunContext, id: string): Promise<void> {
  await deps.transact(async (tx) => {
    const { approval, run } = await lockApproval(tx, id)
    if (approval.status !== 'pending') return
    await settle(deps, tx, run, approval, { status: 'expired', actor: 'standby', at: deps.clock.now(), reason: null })
  })
}
