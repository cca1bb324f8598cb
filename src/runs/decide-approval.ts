import type { Approval } from '../approvals/approval.ts'
import { AppError } from '../core/errors.ts'
import { maskSecrets } from '../core/mask-secrets.ts'
import type { Queryable } from '../db/queryable.ts'
import { mayBreakGlass, whyNotSigner } from '../policy/policy.ts'
import { decide, findApproval, insertSignature } from './approval-store.ts'
import { assertActor, changeRun, secretsOfRun } from './change-run.ts'
import { toEntries } from './commit.ts'
import type { RunContext } from './context.ts'
import { policyOf } from './deps.ts'
import { nameStep, type TimelineNote } from './draft.ts'
import type { Run } from './run.ts'
import { lockRunOfApproval } from './store.ts'
import { describeHolders, findHolders, holdTargets, targetsToHold } from './target-hold-store.ts'

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
    const because = isGrave ? `its effect is ${effect}` : 'the policy wants somebody else'
    const message = `${actor} asked for this step and may not approve it: ${because}`
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
  await changeRun(deps, tx, run, { kind: 'approval-decided', approvalId, digest, decision, actor, reason })
}

/** Ends one request whose time is up, unless somebody has decided it meanwhile. */
export async function expireOne(deps: RunContext, id: string): Promise<void> {
  await deps.transact(async (tx) => {
    const { approval, run } = await lockApproval(tx, id)
    if (approval.status !== 'pending') return
    await settle(deps, tx, run, approval, { status: 'expired', actor: 'standby', at: deps.clock.now(), reason: null })
  })
}
