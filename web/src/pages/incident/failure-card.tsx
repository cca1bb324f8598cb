import { CircleX } from 'lucide-react'
import { useState } from 'react'
import { useAct } from '../../api/queries.ts'
import type { IncidentDetail, Run, Waiting } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { ReasonForm } from '../../parts/reason-form.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { segmentsOf } from '../../state/output.ts'
import { effectOf } from '../../state/statements.ts'

interface Props {
  waiting: Extract<Waiting, { for: 'failure' }>
  run: Run
  detail: IncidentDetail
}

/** A step failed after which it is not safe to go on unasked. */
export function FailureCard({ waiting, run, detail }: Props) {
  const act = useAct(detail.incident.number)
  const stale = useStale()
  const [asking, setAsking] = useState<'skip' | 'stop' | null>(null)
  const step = run.procedure.steps[waiting.step]
  const state = run.steps[waiting.step]
  const attempt = detail.attempts.find(
    (one) => one.runId === run.id && one.step === waiting.step && one.attempt === waiting.attempt,
  )
  const reads = step !== undefined && effectOf(step) === 'read'
  const at = `/runs/${run.id}/steps/${waiting.step}`
  const busy = act.isPending || stale
  return (
    <div className="space-y-2 px-3 py-2 md:px-4" data-testid="failure-card">
      <h2 className="flex flex-wrap items-center gap-1.5 pr-8 text-base font-semibold">
        <CircleX size={15} aria-hidden="true" className="text-fail" />
        <a href={`#step-${waiting.step + 1}`} className="underline decoration-line-strong underline-offset-2">
          Step {waiting.step + 1}
        </a>{' '}
        failed{state?.exitCode != null && `, exit ${state.exitCode}`}:{' '}
        <span className="font-normal">{step?.title}</span>
      </h2>
      {state?.note && <p className="text-muted">{state.note}</p>}
      {attempt && <LastLines detail={detail} attemptId={attempt.id} />}
      <RefusalNote error={act.error} />
      {asking === null ? (
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            disabled={busy}
            onClick={() => act.mutate({ path: `${at}/retry` })}
            className="max-md:grow"
          >
            {reads ? 'Try again' : 'Ask to run it again'}
          </Button>
          <Button disabled={busy} onClick={() => setAsking('skip')} className="max-md:grow">
            Go on without it…
          </Button>
          <Button look="ghost" disabled={busy} onClick={() => setAsking('stop')} className="max-md:grow">
            Stop the run…
          </Button>
        </div>
      ) : (
        <ReasonForm
          what={asking === 'skip' ? 'Why go on without it?' : 'Why stop here? Nothing more is run.'}
          action={asking === 'skip' ? 'Skip the step' : 'Stop the run'}
          busy={busy}
          onCancel={() => setAsking(null)}
          onReason={(reason) =>
            act.mutate({ path: asking === 'skip' ? `${at}/skip` : `/runs/${run.id}/stop`, body: { reason } })
          }
        />
      )}
    </div>
  )
}

function LastLines({ detail, attemptId }: { detail: IncidentDetail; attemptId: string }) {
  const text = segmentsOf(detail.output.filter((chunk) => chunk.attemptId === attemptId))
    .map((segment) => segment.text)
    .join('')
  const last = text.trimEnd().split('\n').slice(-6).join('\n')
  if (last === '') return null
  return <pre className="exact max-h-32 overflow-y-auto border-l-2 border-fail pl-2 text-xs">{last}</pre>
}
