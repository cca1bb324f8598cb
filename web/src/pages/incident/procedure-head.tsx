import { Check, Square } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAct } from '../../api/queries.ts'
import type { IncidentDetail, Run } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { ReasonForm } from '../../parts/reason-form.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { runWords } from '../../parts/status.tsx'
import { Elapsed } from '../../parts/times.tsx'

/** Which procedure is bound, where it is written, and where its run stands. */
export function ProcedureHead({ detail }: { detail: IncidentDetail }) {
  const { incident, run, noRunReason } = detail
  const bound = incident.procedure
  return (
    <section aria-label="Procedure" className="border-b px-3 py-2 md:px-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <h2 className="text-base font-semibold">{bound?.heading ?? 'No procedure is bound'}</h2>
        {bound && (
          <Link
            href={`/runbooks/${bound.runbookDigest}${run ? `#L${run.procedure.line}` : ''}`}
            className="font-mono text-xs break-all text-accent underline underline-offset-2"
          >
            {bound.file}
            {run && `:${run.procedure.line}`}
          </Link>
        )}
        {run && <RunState run={run} />}
        {run && run.status === 'running' && !run.stopping && <PauseRun run={run} number={incident.number} />}
        {run && run.status !== 'finished' && !run.stopping && <StopRun run={run} number={incident.number} />}
      </div>
      {noRunReason && <p className="mt-1 text-muted">{noRunReason}</p>}
      {run && <Values run={run} />}
    </section>
  )
}

function RunState({ run }: { run: Run }) {
  const now = run.steps.findIndex((step) => ['running', 'waiting', 'outcome-unknown'].includes(step.status))
  return (
    <span className="text-xs text-muted">
      <RunWords run={run} />
      {run.status !== 'finished' && now >= 0 && (
        <>
          {', at '}
          <a href={`#step-${now + 1}`} className="text-accent underline underline-offset-2">
            step {now + 1}
          </a>{' '}
          of {run.steps.length}
        </>
      )}
      {' · '}
      <Elapsed from={run.startedAt} to={run.finishedAt} />
    </span>
  )
}

/** Values and variables the steps get; secrets come masked from the server. */
function Values({ run }: { run: Run }) {
  const secret = new Set(run.procedure.parameters.filter((one) => one.secret).map((one) => one.name))
  const configured = run.configured.map((name) => [name, 'set in the environment’s configuration'] as const)
  const values = [...configured, ...Object.entries({ ...run.parameters, ...run.variables })]
  if (values.length === 0) return null
  return (
    <details className="mt-1 text-xs">
      <summary className="text-muted">
        {values.length} {values.length === 1 ? 'value' : 'values'} for its parameters
      </summary>
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 font-mono">
        {values.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-faint">{name}</dt>
            <dd className="break-all">{secret.has(name) ? '••••••' : value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** What runs is let end, and nothing more is begun; or, once that was said, it is taken back. */
function PauseRun({ run, number }: { run: Run; number: number }) {
  const act = useAct(number)
  return (
    <>
      <Button
        look="ghost"
        disabled={act.isPending}
        onClick={() => act.mutate({ path: `/runs/${run.id}/${run.pausing ? 'resume' : 'pause'}` })}
        className="ml-auto min-h-6! text-xs!"
      >
        {run.pausing ? 'Do not pause' : 'Pause after this step'}
      </Button>
      <RefusalNote error={act.error} />
    </>
  )
}

function StopRun({ run, number }: { run: Run; number: number }) {
  const act = useAct(number)
  const [open, setOpen] = useState(false)
  if (!open) {
    return (
      <Button
        look="ghost"
        onClick={() => setOpen(true)}
        className={run.status === 'running' ? 'min-h-6! text-xs!' : 'ml-auto min-h-6! text-xs!'}
      >
        Stop the run
      </Button>
    )
  }
  return (
    <div className="w-full space-y-1 pt-1">
      <ReasonForm
        what="Why stop here? Nothing more is run; what was done stays."
        action="Stop the run"
        busy={act.isPending}
        onCancel={() => setOpen(false)}
        onReason={(reason) =>
          act.mutate({ path: `/runs/${run.id}/stop`, body: { reason } }, { onSuccess: () => setOpen(false) })
        }
      />
      <RefusalNote error={act.error} />
    </div>
  )
}

function RunWords({ run }: { run: Run }) {
  if (run.stopping && run.status !== 'finished') return `${run.stopping.actor} stops it`
  const words = runWords(run.status, run.outcome)
  if (run.outcome === null) return words
  const good = run.outcome !== 'stopped'
  const Icon = good ? Check : Square
  return (
    <b className={`inline-flex items-baseline gap-1 font-semibold ${good ? 'text-accent' : 'text-fail'}`}>
      <Icon size={12} aria-hidden="true" className="self-center" />
      {words}
    </b>
  )
}
