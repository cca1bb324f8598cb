import type { Approval, Run, Waiting } from '../http/contract.ts'
import { type Ask, type Asking, type Decision, type Person, skipStep, stopRun } from './asking.ts'
import { badge } from './story.ts'
import { plainText, type Terminal } from './terminal.ts'

/** @returns null where the request is over, or is to wait for others. */
export async function askApproval(
  waiting: Waiting & { for: 'approval' },
  { run, story, terminal, person, ask }: Asking,
): Promise<Decision | null> {
  const approval = story.approvals.get(waiting.approvalId)
  if (approval === undefined || approval.status !== 'pending') return null
  showApproval(approval, run, terminal)
  const why = whyNotTheirs(approval, person)
  if (why !== null) {
    terminal.err(`  ${terminal.paint.yellow(why)}: ${person.url}/incidents/${story.incident ?? ''}\n`)
    return askOthers(approval, run, waiting.step, ask)
  }
  switch ((await ask('  Approve?  y yes · N no · s skip this step · q stop the run  [N] ')).toLowerCase()) {
    case 'y':
    case 'yes':
      return decision(approval.id, { decision: 'approve', digest: approval.digest })
    case 's':
    case 'skip':
      return skipStep(run, waiting.step, await askReason(ask))
    case 'q':
    case 'stop':
      return stopRun(run)
    default:
      return reject(approval, await askReason(ask))
  }
}

/** Why the approval of who is asked would not count; null if it would. */
function whyNotTheirs(approval: Approval, { name }: Person): string | null {
  const { notRequester, requestedBy, mayApprove, approvedBy } = approval
  if (notRequester && requestedBy === name) return `You asked for it, so somebody else has to approve it`
  if (mayApprove !== null && !mayApprove.includes(name))
    return `${mayApprove.join(', ')} may approve it, and you may not`
  return approvedBy.includes(name) ? 'You have approved it; somebody else has to as well' : null
}

/** What is left to somebody whose approval does not count. */
async function askOthers(approval: Approval, run: Run, step: number, ask: Ask): Promise<Decision | null> {
  const question =
    '  W wait for them · n reject it · b break the glass: sign alone, on record · s skip this step · q stop the run  [W] '
  switch ((await ask(question)).toLowerCase()) {
    case 'n':
    case 'no':
      return reject(approval, await askReason(ask))
    case 'b': {
      const reason = await ask('  Why can it not wait? ')
      if (reason === '') return askOthers(approval, run, step, ask)
      return { path: `/approvals/${approval.id}/break-glass`, body: { digest: approval.digest, reason } }
    }
    case 's':
    case 'skip':
      return skipStep(run, step, await askReason(ask))
    case 'q':
    case 'stop':
      return stopRun(run)
    default:
      return null
  }
}

const askReason = (ask: Ask) => ask('  Why? (kept on record; enter for no reason) ')

function showApproval(approval: Approval, run: Run, { err, paint }: Terminal): void {
  err(`\n  ${badge(approval.effect, paint)} ${paint.bold('This waits for a signature, on exactly these bytes:')}\n\n`)
  for (const line of plainText(approval.commands).trimEnd().split('\n')) err(`    ${paint.bold(line)}\n`)
  err('\n')
  for (const reason of approval.reasons) err(`  ${paint.dim('because')} ${plainText(reason)}\n`)
  if (approval.targets.length > 0) {
    err(`  ${paint.dim('touches')} ${plainText(approval.targets.map((t) => `${t.kind} ${t.name}`).join(', '))}\n`)
  }
  if (approval.needed > 1)
    err(`  ${paint.dim('signed')}  ${approval.approvedBy.length} of ${approval.needed} approved\n`)
  err(`  ${paint.dim('why')}     ${plainText(approval.why)}\n`)
  err(
    `  ${paint.dim('in')}      ${plainText(run.environment)}  ${paint.dim(`digest ${approval.digest.slice(0, 12)}`)}\n\n`,
  )
}

const decision = (approvalId: string, body: Record<string, unknown>): Decision => ({
  path: `/approvals/${approvalId}/decision`,
  body,
})
const reject = (approval: Approval, reason: string): Decision =>
  decision(approval.id, {
    decision: 'reject',
    digest: approval.digest,
    reason: reason || 'rejected in the terminal',
  })
