import { CircleHelp } from 'lucide-react'
import { useAct } from '../../api/queries.ts'
import type { Attempt, IncidentDetail, Run, Step, Waiting } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { ClockTime } from '../../parts/times.tsx'
import { countLines, segmentsOf } from '../../state/output.ts'
import { withoutTitle } from '../../state/without-title.ts'

interface Props {
  waiting: Extract<Waiting, { for: 'outcome' }>
  run: Run
  detail: IncidentDetail
}

/** A write was interrupted. Only someone who looks at the world can say whether it happened. */
export function OutcomeCard({ waiting, run, detail }: Props) {
  const act = useAct(detail.incident.number)
  const stale = useStale()
  const step = run.procedure.steps[waiting.step]
  const attempt = detail.attempts.find(
    (one) => one.runId === run.id && one.step === waiting.step && one.attempt === waiting.attempt,
  )
  const decide = (outcome: 'happened' | 'did-not-happen') =>
    act.mutate({ path: `/runs/${run.id}/steps/${waiting.step}/outcome`, body: { outcome } })
  const busy = act.isPending || stale
  return (
    <div className="space-y-2 px-3 py-2 md:px-4" data-testid="outcome-card">
      <h2 className="flex flex-wrap items-center gap-1.5 pr-8 text-base font-semibold">
        <CircleHelp size={15} aria-hidden="true" className="text-fail" />
        Did{' '}
        <a href={`#step-${waiting.step + 1}`} className="underline decoration-line-strong underline-offset-2">
          step {waiting.step + 1}
        </a>{' '}
        happen? <span className="font-normal">{step?.title}</span>
      </h2>
      <p className="max-w-prose">
        It was started, and Standby lost sight of it before it ended. It changes something, so it is not run again by
        itself. Look at the system, then say what you found.
      </p>
      <Known detail={detail} attempt={attempt} note={run.steps[waiting.step]?.note ?? null} />
      <Checks steps={run.procedure.steps} />
      <RefusalNote error={act.error} />
      <div className="grid gap-2 md:grid-cols-2">
        <Option
          name="It happened"
          effect="The step counts as done, and the run goes on."
          busy={busy}
          onClick={() => decide('happened')}
        />
        <Option
          name="It did not happen"
          effect="It is asked for anew: a fresh approval, then it runs."
          busy={busy}
          onClick={() => decide('did-not-happen')}
        />
      </div>
    </div>
  )
}

function Known({
  detail,
  attempt,
  note,
}: {
  detail: IncidentDetail
  attempt: Attempt | undefined
  note: string | null
}) {
  const lines = attempt ? countLines(segmentsOf(detail.output.filter((chunk) => chunk.attemptId === attempt.id))) : 0
  return (
    <ul className="list-disc pl-5 text-muted">
      {attempt && (
        <li>
          Started at <ClockTime at={attempt.startedAt} />, try {attempt.attempt}.
        </li>
      )}
      <li>{lines === 0 ? 'It had written no output.' : `It had written ${lines} lines of output: see the step.`}</li>
      {note && <li>{note}</li>}
    </ul>
  )
}

/** The runbook's own way to look, to be run by hand. */
function Checks({ steps }: { steps: readonly Step[] }) {
  const checks = steps.filter((step) => step.phase === 'verify' && step.script !== null).slice(0, 2)
  return checks.map((step) => (
    <div key={step.line} className="flex items-start gap-2 rounded-md border bg-sunken py-1 pr-1 pl-2">
      <div className="min-w-0 grow">
        <p className="text-xs text-faint">the runbook checks with: {step.title}</p>
        <pre className="exact max-h-24 overflow-y-auto text-xs">
          {withoutTitle(step.script?.text ?? '', step.title).trim()}
        </pre>
      </div>
      <CopyButton text={step.script?.text ?? ''} what="the check" />
    </div>
  ))
}

function Option(props: { name: string; effect: string; busy: boolean; onClick: () => void }) {
  return (
    <div className="flex items-center gap-3 rounded-md border border-line-strong p-2">
      <p className="grow text-muted">{props.effect}</p>
      <Button disabled={props.busy} onClick={props.onClick}>
        {props.name}
      </Button>
    </div>
  )
}
