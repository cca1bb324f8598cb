import { Hand } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useAct } from '../../api/queries.ts'
import type { Approval, Run } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { EffectBadge } from '../../parts/effect-badge.tsx'
import { ReasonForm } from '../../parts/reason-form.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { Until } from '../../parts/times.tsx'
import { useShortcut } from '../../parts/use-shortcut.ts'
import { actor } from '../../state/actor.ts'
import { showInvisible } from '../../state/show-invisible.ts'
import { useStore } from '../../state/store.ts'
import { titleBeside } from '../../state/story.ts'

interface Props {
  approval: Approval
  run: Run
  number: number
  /** Who may sign alone, past the policy. */
  mayBreakGlass: readonly string[]
}

type Doing = 'reading' | 'confirming' | 'rejecting' | 'skipping' | 'breaking-glass'

/** A signature on exact bytes: what will run, where, why, and the digest of all that. */
export function ApprovalCard(props: Props) {
  const { approval, run } = props
  const step = run.procedure.steps[approval.step]
  return (
    <div data-testid="approval-card" className="space-y-2 px-3 pt-2 md:px-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 pr-8">
        <h2 className="text-base font-semibold">
          <Hand size={15} aria-hidden="true" className="mr-1.5 inline align-[-2px] text-write" />
          Approve{' '}
          <a href={`#step-${approval.step + 1}`} className="underline decoration-line-strong underline-offset-2">
            step {approval.step + 1}
          </a>
          {step && ` ${titleBeside(approval.step + 1, step.title)}`}
        </h2>
        <EffectBadge effect={approval.effect} />
        <span className="text-muted">
          in <b className="font-semibold text-text">{run.environment}</b>
        </span>
        <span className="text-xs text-muted">
          expires <Until at={approval.expiresAt} />
        </span>
      </div>
      {approval.why && <p className="text-muted">{approval.why}</p>}
      <div className="grid gap-x-4 gap-y-2 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <ExactBytes approval={approval} />
        <Facts approval={approval} />
      </div>
      <Decide {...props} />
    </div>
  )
}

function ExactBytes({ approval }: { approval: Approval }) {
  return (
    <div className="relative min-w-0">
      <pre className="exact max-h-56 overflow-y-auto rounded-md border border-line-strong bg-sunken p-2 pr-9 font-mono text-sm max-md:max-h-40">
        {showInvisible(approval.commands)}
      </pre>
      <div className="absolute top-1 right-1">
        <CopyButton text={approval.commands} what="the commands" />
      </div>
    </div>
  )
}

function Facts({ approval }: { approval: Approval }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-3 gap-y-0.5 text-xs">
      <dt className="text-faint">why {approval.effect}</dt>
      <dd>{approval.reasons.join(' · ') || '—'}</dd>
      {approval.targets.length > 0 && (
        <>
          <dt className="text-faint">touches</dt>
          <dd className="font-mono break-words">
            {approval.targets.map((target) => `${target.kind} ${target.name}`).join(', ')}
          </dd>
        </>
      )}
      {approval.needed > 1 && (
        <>
          <dt className="text-faint">approved</dt>
          <dd data-testid="approvals-given">
            {approval.approvedBy.length} of {approval.needed}
            {approval.approvedBy.length > 0 && `: ${approval.approvedBy.join(', ')}`}
          </dd>
        </>
      )}
      {approval.mayApprove !== null && (
        <>
          <dt className="text-faint">may approve</dt>
          <dd>{approval.mayApprove.join(', ')}</dd>
        </>
      )}
      <dt className="text-faint">asked by</dt>
      <dd>{approval.requestedBy}</dd>
      <dt className="text-faint">digest</dt>
      <dd className="flex items-center gap-1 font-mono">
        <span title={approval.digest}>{approval.digest.slice(0, 16)}</span>
        <CopyButton text={approval.digest} what="the digest" />
      </dd>
      <dd className="col-span-2">
        <details>
          <summary className="text-muted">the bytes that are signed</summary>
          <pre className="exact mt-1 max-h-40 overflow-y-auto rounded-md border bg-sunken p-1.5 text-2xs">
            {showInvisible(approval.signedBytes)}
          </pre>
        </details>
      </dd>
    </dl>
  )
}

function Decide({ approval, run, number, mayBreakGlass }: Props) {
  const act = useAct(number)
  const stale = useStale()
  const [doing, setDoing] = useState<Doing>('reading')
  const blocked = act.isPending || stale
  const decide = (decision: 'approve' | 'reject', reason?: string) =>
    act.mutate(
      { path: `/approvals/${approval.id}/decision`, body: { decision, digest: approval.digest, reason } },
      { onError: () => setDoing('reading') },
    )
  useShortcut('a', 'Approve: asks to confirm first', () => !blocked && setDoing('confirming'))
  useShortcut('x', 'Reject, with a reason', () => !blocked && setDoing('rejecting'))
  const back = () => setDoing('reading')
  return (
    <div className="sticky bottom-0 -mx-3 space-y-2 bg-raised px-3 pt-1 pb-2 md:-mx-4 md:px-4">
      <RefusalNote error={act.error} />
      {stale && (
        <p className="text-fail">Nothing can be signed until the connection is back: this may be out of date.</p>
      )}
      {doing === 'reading' && (
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            hotkey="a"
            data-testid="approve-button"
            disabled={blocked}
            onClick={() => setDoing('confirming')}
            className="max-md:grow"
          >
            Approve…
          </Button>
          <Button hotkey="x" disabled={blocked} onClick={() => setDoing('rejecting')} className="max-md:grow">
            Reject…
          </Button>
          <Button look="ghost" disabled={blocked} onClick={() => setDoing('skipping')} className="max-md:grow">
            Skip this step…
          </Button>
          {mayBreakGlass.length > 0 && (
            <Button look="ghost" disabled={blocked} onClick={() => setDoing('breaking-glass')} className="max-md:grow">
              Break the glass…
            </Button>
          )}
          <OwnRequest approval={approval} />
        </div>
      )}
      {doing === 'confirming' && (
        <Confirm approval={approval} run={run} busy={blocked} onYes={() => decide('approve')} onNo={back} />
      )}
      {doing === 'rejecting' && (
        <ReasonForm
          what="Why not? It is written to the timeline."
          action="Reject"
          busy={blocked}
          onReason={(reason) => decide('reject', reason)}
          onCancel={back}
        />
      )}
      {doing === 'skipping' && (
        <ReasonForm
          what="Why skip it? The run goes on with the next step."
          action="Skip the step"
          busy={blocked}
          onReason={(reason) =>
            act.mutate({ path: `/runs/${run.id}/steps/${approval.step}/skip`, body: { reason } }, { onError: back })
          }
          onCancel={back}
        />
      )}
      {doing === 'breaking-glass' && (
        <BreakGlass
          who={mayBreakGlass}
          busy={blocked}
          onReason={(reason) =>
            act.mutate(
              { path: `/approvals/${approval.id}/break-glass`, body: { digest: approval.digest, reason } },
              { onError: back },
            )
          }
          onCancel={back}
        />
      )}
    </div>
  )
}

/** For when nobody else can be reached: one signs alone, and everybody reads it. */
function BreakGlass(props: {
  who: readonly string[]
  busy: boolean
  onReason: (reason: string) => void
  onCancel: () => void
}) {
  const { who, ...form } = props
  return (
    <div className="border-l-3 border-fail bg-fail-soft px-3 py-2">
      <ReasonForm
        what={`You sign these bytes alone, past the policy and past whoever holds the target. It stands in the timeline and the audit log, loudly. Why can it not wait? Those who may: ${who.join(', ')}.`}
        action="Break the glass and run"
        {...form}
      />
    </div>
  )
}

/** A click that opened this must not also be the one that confirms. */
const DOUBLE_CLICK_MS = 350

function Confirm(props: { approval: Approval; run: Run; busy: boolean; onYes: () => void; onNo: () => void }) {
  const { approval, run, busy, onYes, onNo } = props
  const name = useStore(actor.name)
  const button = useRef<HTMLButtonElement>(null)
  const openedAt = useRef(performance.now())
  useEffect(() => button.current?.focus(), [])
  return (
    <div className="flex flex-wrap items-center gap-2 border-l-3 border-accent bg-accent-soft px-3 py-2">
      <p id="confirm-words" className="min-w-0 grow basis-72">
        Runs exactly these commands in <b>{run.environment}</b>, {name ? `signed by ${name}` : 'signed by you'}, digest{' '}
        <code>{approval.digest.slice(0, 8)}</code>.
      </p>
      <Button look="ghost" onClick={onNo} onKeyDown={(event) => event.key === 'Escape' && onNo()}>
        Cancel
      </Button>
      <Button
        ref={button}
        look="primary"
        data-testid="confirm-approve"
        aria-describedby="confirm-words"
        disabled={busy}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onNo()
          // A key held down is not a decision.
          if (event.repeat) event.preventDefault()
        }}
        onClick={(event) => {
          if (event.detail > 1 && performance.now() - openedAt.current < DOUBLE_CLICK_MS) return
          onYes()
        }}
        className="max-md:grow"
      >
        Approve and run <span aria-hidden="true">↵</span>
      </Button>
    </div>
  )
}

function OwnRequest({ approval }: { approval: Approval }) {
  const name = useStore(actor.name)
  const isGrave = approval.effect === 'destructive' || approval.effect === 'unknown'
  if (!(isGrave || approval.notRequester) || name !== approval.requestedBy) return null
  const what = isGrave ? `what is ${approval.effect}` : 'it, as the policy has it'
  return <p className="self-center text-muted">You asked for it: someone else must approve {what}.</p>
}
