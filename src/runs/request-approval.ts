import type { Approval } from '../approvals/approval.ts'
import { displayCommands, showAll } from '../approvals/signing.ts'
import type { Queryable } from '../db/queryable.ts'
import { whenDone } from '../plan/open-condition.ts'
import type { Script, Step, Target } from '../plan/plan.ts'
import { insertApproval } from './approval-store.ts'
import { decideStep, fillReason, fillTarget } from './decide-step.ts'
import { policyOf, type RunEngineDeps } from './deps.ts'
import type { Intent } from './draft.ts'
import { shapeOf } from './remedies.ts'
import { shownValues } from './resolve-values.ts'
import type { Run } from './run.ts'
import { effectAt, shellAt } from './shell-state.ts'
import { describeHolders, findHolders, targetsToHold } from './target-hold-store.ts'

/** The policy has changed between the question and its being written down: ask for more rather than less. */
const STRICTEST = { count: 1, by: null, validForMs: null, notRequester: true }

type Request = Extract<Intent, { kind: 'request-approval' }>

/** Writes down what a person is shown, and signs. */
export async function requestApproval(
  tx: Queryable,
  deps: RunEngineDeps,
  run: Run,
  request: Request,
  now: Date,
): Promise<void> {
  await insertApproval(tx, await whoIsThere(tx, run, toApproval(deps, run, request, now)))
}

/** The second responder is told before he signs that he is not alone. */
async function whoIsThere(tx: Queryable, run: Run, approval: Approval): Promise<Approval> {
  const targets = targetsToHold(approval.targets)
  const holders = await findHolders(tx, { runId: run.id, environment: run.environment, targets })
  return holders.length === 0 ? approval : { ...approval, why: `${approval.why}; ${describeHolders(holders)}` }
}

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
    whenDone(step),
    remedy?.cause ? `against: ${remedy.cause}` : null,
  ]
  return parts.filter((part) => part !== null).join('; ')
}
