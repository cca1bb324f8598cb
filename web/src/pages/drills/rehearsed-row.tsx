import { useStartDrill } from '../../api/queries.ts'
import type { Drill, Promised, RehearsalSummary, SystemSummary } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { Age } from '../../parts/times.tsx'
import { Trend, VerdictMark } from '../../parts/verdict.tsx'
import { formatClock } from '../../state/time.ts'

interface Props {
  one: RehearsalSummary
  /** The last rehearsal; null without one, or when the list of drills does not go back that far. */
  drill: Drill | null
  /** Where its scenario plays; null: none rehearses it. */
  system: SystemSummary | null
  onBegun: (drill: Drill) => void
}

export function RehearsedRow({ one, drill, system, onBegun }: Props) {
  const { last, procedureId, heading, digest, line, kind, stale, trend } = one
  return (
    <div
      data-row=""
      data-testid={`rehearsed-${procedureId}`}
      tabIndex={-1}
      className="grid gap-x-3 gap-y-1 px-3 py-1.5 focus-visible:-outline-offset-2 md:grid-cols-[minmax(0,1fr)_8rem_6rem_7rem_minmax(0,15rem)] md:items-baseline"
    >
      <div className="min-w-0">
        <p>
          <a href={`/runbooks/${digest}#L${line}`} className="hover:underline">
            {heading}
          </a>{' '}
          <span className="text-2xs text-faint">
            {kind} · <code>{procedureId}</code>
          </span>
        </p>
        {last?.reason && last.verdict !== 'recovers' && (
          <p className="text-xs text-muted">
            {last.line !== null && <code className="text-faint">L{last.line}</code>} {last.reason}
          </p>
        )}
        {drill && <Promises drill={drill} />}
      </div>
      {last ? (
        <VerdictMark verdict={last.verdict} />
      ) : (
        <span className="w-fit rounded-sm border border-write/60 bg-write-soft px-1 text-xs font-semibold whitespace-nowrap text-write">
          never rehearsed
        </span>
      )}
      <span className="text-xs text-muted">
        {last && <Age at={last.finishedAt} />}
        {stale && <b className="block font-semibold text-write">text changed since</b>}
      </span>
      <Trend verdicts={trend} />
      <Rehearse one={one} system={system} onBegun={onBegun} />
    </div>
  )
}

/** What the runbook promises of itself, held against the range's time. */
function Promises({ drill }: { drill: Drill }) {
  const promises = drill.score?.promises ?? []
  if (promises.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-x-3 text-xs text-muted">
      {promises.map((promise) => (
        <li key={promise.what} className={promise.kept ? '' : 'font-semibold text-fail'}>
          {promise.what} {words(promise)}
        </li>
      ))}
    </ul>
  )
}

function words({ promised, took, kept }: Promised): string {
  const within = `${formatClock(promised)} promised`
  if (took === null) return `${within}, not reached`
  return `${formatClock(took)} of ${within}${kept ? '' : ': too late'}`
}

function Rehearse({ one, system, onBegun }: Pick<Props, 'one' | 'system' | 'onBegun'>) {
  const start = useStartDrill()
  const stale = useStale()
  const { procedureId, digest, scenarios } = one
  const [scenario] = scenarios
  const why = !scenario || !system ? 'no scenario rehearses it' : system.drillId === null ? null : 'busy with a drill'
  const begin = (scripted: boolean) => {
    if (!scenario) return
    const request = { runbook: { digest }, procedureId, scenario: scenario.name, system: scenario.system, scripted }
    start.mutate(request, { onSuccess: (drill) => !scripted && onBegun(drill) })
  }
  return (
    <div className="min-w-0 space-y-1 md:justify-self-end">
      <div className="flex items-center gap-1.5">
        {why && <span className="text-xs text-faint">{why}</span>}
        {!why && (
          <>
            <Button
              title="A script answers for you"
              aria-label={`Rehearse ${procedureId}`}
              disabled={start.isPending || stale}
              onClick={() => begin(true)}
            >
              Rehearse
            </Button>
            <Button
              look="ghost"
              title="You answer: choose, give values and sign"
              aria-label={`Play ${procedureId} yourself`}
              disabled={start.isPending || stale}
              onClick={() => begin(false)}
            >
              Play it
            </Button>
          </>
        )}
      </div>
      <RefusalNote error={start.error} />
    </div>
  )
}
