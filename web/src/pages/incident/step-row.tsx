import { GitBranch, RotateCw } from 'lucide-react'
import { memo, useState } from 'react'
import { useAct } from '../../api/queries.ts'
import type { Approval, Attempt, Run } from '../../contract.ts'
import { useStale } from '../../parts/connection-state.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { StepStatusMark, Warning } from '../../parts/status.tsx'
import { ClockTime, Elapsed } from '../../parts/times.tsx'
import { effectOf } from '../../state/statements.ts'
import type { StepView } from '../../state/steps.ts'
import { titleBeside } from '../../state/story.ts'
import { formatTook } from '../../state/time.ts'
import { StepOutput } from './step-output.tsx'
import { StepText } from './step-text.tsx'

interface Props {
  view: StepView
  run: Run
  number: number
  approvals: readonly Approval[]
}

const EDGE: Partial<Record<StepView['state']['status'], string>> = {
  running: 'border-l-read',
  waiting: 'border-l-write',
  failed: 'border-l-fail',
  rejected: 'border-l-fail',
  'outcome-unknown': 'border-l-fail',
}

export const StepRow = memo(function StepRow({ view, run, number, approvals }: Props) {
  const { index, step, state, attempts, waited } = view
  const [chosen, setChosen] = useState<number | null>(null)
  const shown = attempts[chosen ?? attempts.length - 1]
  const quiet = state.status === 'skipped' || (state.status === 'pending' && run.status === 'finished')
  const edge = waited ? 'border-l-write bg-write-soft/40' : (EDGE[state.status] ?? 'border-l-transparent')
  return (
    <article
      id={`step-${index + 1}`}
      data-testid={`step-${index}`}
      data-row=""
      tabIndex={-1}
      aria-label={`Step ${index + 1}: ${step.title}`}
      className={`scroll-mt-[calc(var(--bar,2.75rem)+var(--head,3rem))] border-b border-l-3 py-1.5 pr-3 pl-2 focus-visible:-outline-offset-2 md:pr-4 ${edge}`}
    >
      <div className="flex gap-2">
        <a
          href={`#step-${index + 1}`}
          aria-label={`Link to step ${index + 1}`}
          className="w-6 shrink-0 text-right text-faint hover:text-text"
        >
          {index + 1}
        </a>
        <div className="min-w-0 grow space-y-1">
          <div className="flex flex-wrap items-baseline gap-x-2">
            <h4 className={`font-semibold ${quiet ? 'text-muted' : ''}`}>{titleBeside(index + 1, step.title)}</h4>
            <span className="text-xs text-faint">
              {step.phase}
              {step.kind !== 'shell' && ` · ${step.kind}`}
              {step.optional && step.condition !== 'optional' && ' · optional'}
            </span>
            {step.condition && (
              <span className="inline-flex items-center gap-1 text-xs text-muted">
                <GitBranch size={11} aria-hidden="true" />
                {step.condition}
              </span>
            )}
            <span className="ml-auto flex items-baseline gap-2">
              {attempts.length > 1 && (
                <Tries attempts={attempts.map((one) => one.attempt)} shown={shown?.attempt} onChoose={setChosen} />
              )}
              {shown && <Took attempt={shown.attempt} />}
              <StepStatusMark status={state.status} over={run.status === 'finished'} />
            </span>
          </div>
          <StepText step={step} attempt={shown?.attempt ?? null} values={{ ...run.variables, ...run.parameters }} />
          {state.note && <p className="text-xs text-muted">{state.note}</p>}
          <Signatures approvals={approvals.filter((one) => one.step === index && one.runId === run.id)} />
          {shown && (
            <StepOutput index={index} attempt={shown.attempt} chunks={shown.output}>
              <RunAgain view={view} run={run} number={number} />
            </StepOutput>
          )}
        </div>
      </div>
    </article>
  )
})

function Took({ attempt }: { attempt: Attempt }) {
  const { startedAt, finishedAt, exitCode } = attempt
  return (
    <span className="text-xs text-muted">
      {exitCode !== null && exitCode !== 0 && <b className="mr-2 font-semibold text-fail">exit {exitCode}</b>}
      {finishedAt ? formatTook(Date.parse(finishedAt) - Date.parse(startedAt)) : <Elapsed from={startedAt} to={null} />}
    </span>
  )
}

function Tries(props: { attempts: Attempt[]; shown: Attempt | undefined; onChoose: (index: number) => void }) {
  return (
    <span className="flex gap-1 text-xs">
      {props.attempts.map((attempt, index) => (
        <button
          key={attempt.id}
          type="button"
          aria-pressed={attempt === props.shown}
          onClick={() => props.onChoose(index)}
          className="rounded-sm border px-1 text-muted aria-pressed:border-line-strong aria-pressed:bg-sunken aria-pressed:text-text"
        >
          try {attempt.attempt}
        </button>
      ))}
    </span>
  )
}

const DECIDED: Record<Exclude<Approval['status'], 'pending'>, string> = {
  approved: 'approved',
  rejected: 'rejected',
  expired: 'expired unanswered',
  void: 'void: what was asked for no longer holds',
}

function Signatures({ approvals }: { approvals: readonly Approval[] }) {
  return approvals.map((approval) => {
    if (approval.status === 'pending') return null
    const words = `${DECIDED[approval.status]}${approval.decidedBy ? ` by ${approval.decidedBy}` : ''}`
    return (
      <p key={approval.id} className="text-xs text-muted">
        {approval.status === 'approved' ? words : <Warning>{words}</Warning>}
        {approval.decidedAt && (
          <>
            {' at '}
            <ClockTime at={approval.decidedAt} />
          </>
        )}
        {' · '}
        <code title={approval.digest}>{approval.digest.slice(0, 12)}</code>
        {approval.reason && ` · “${approval.reason}”`}
      </p>
    )
  })
}

/** While the run pauses, a step that was done can be done again: to look once more, or to ask anew. */
function RunAgain({ view, run, number }: { view: StepView; run: Run; number: number }) {
  const act = useAct(number)
  const stale = useStale()
  const pauses = run.status === 'observing' || run.waiting?.for === 'choice'
  if (!pauses || view.step.script === null || !['succeeded', 'failed'].includes(view.state.status)) return null
  const looks = effectOf(view.step) === 'read'
  return (
    <>
      <button
        type="button"
        disabled={act.isPending || stale}
        onClick={() => act.mutate({ path: `/runs/${run.id}/steps/${view.index}/retry` })}
        className="inline-flex items-center gap-1 rounded-sm text-xs text-muted underline-offset-2 hover:text-text hover:underline disabled:opacity-50 max-md:min-h-8"
      >
        <RotateCw size={12} aria-hidden="true" /> {looks ? 'look again' : 'ask to run it again'}
      </button>
      <RefusalNote error={act.error} />
    </>
  )
}
