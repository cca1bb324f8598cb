import { useStartDrill } from '../../api/queries.ts'
import type { Drill, Promised, ScenarioSummary, SystemSummary } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { Age } from '../../parts/times.tsx'
import { Trend, VerdictMark } from '../../parts/verdict.tsx'
import type { Rehearsed } from '../../state/rehearsals.ts'
import { formatClock } from '../../state/time.ts'

interface Props {
  one: Rehearsed
  system: SystemSummary
  /** Of the runbook; null when the server does not know its text. */
  digest: string | null
  onBegun: (drill: Drill) => void
}

/** As many as are seen at a glance. */
const TREND = 8

export function RehearsedRow({ one, system, digest, onBegun }: Props) {
  const { last, drills, procedureId, heading, part, scenarios } = one
  const ended = drills.flatMap(({ verdict }) => verdict ?? [])
  return (
    <div
      data-row=""
      data-testid={`rehearsed-${procedureId}`}
      tabIndex={-1}
      className="grid gap-x-3 gap-y-1 px-3 py-1.5 focus-visible:-outline-offset-2 md:grid-cols-[minmax(0,1fr)_8rem_5rem_7rem_minmax(0,15rem)] md:items-baseline"
    >
      <div className={`min-w-0 ${part ? 'pl-4' : ''}`}>
        <p>
          {heading} {heading !== procedureId && <code className="text-2xs text-faint">{procedureId}</code>}
        </p>
        {last?.reason && last.verdict !== 'recovers' && (
          <p className="text-xs text-muted">
            {last.line !== null && digest && (
              <a href={`/runbooks/${digest}#L${last.line}`} className="font-mono text-accent hover:underline">
                L{last.line}
              </a>
            )}{' '}
            {last.reason}
          </p>
        )}
        {last && <Promises drill={last} />}
      </div>
      {last ? (
        <VerdictMark verdict={last.verdict} />
      ) : (
        <span className="w-fit rounded-sm border border-write/60 bg-write-soft px-1 text-xs font-semibold whitespace-nowrap text-write">
          never rehearsed
        </span>
      )}
      <span className="text-xs text-muted">{last && <Age at={last.startedAt} />}</span>
      <Trend verdicts={ended.slice(0, TREND).reverse()} />
      <Rehearse procedureId={procedureId} scenarios={scenarios} system={system} digest={digest} onBegun={onBegun} />
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

interface RehearseProps {
  procedureId: string
  scenarios: readonly ScenarioSummary[]
  system: SystemSummary
  digest: string | null
  onBegun: (drill: Drill) => void
}

function Rehearse({ procedureId, scenarios, system, digest, onBegun }: RehearseProps) {
  const start = useStartDrill()
  const stale = useStale()
  const [scenario] = scenarios
  const why = hindrance(scenario, system, digest)
  const begin = (scripted: boolean) => {
    if (!scenario || !digest) return
    const request = { runbook: { digest }, procedureId, scenario: scenario.name, system: system.name, scripted }
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

function hindrance(scenario: ScenarioSummary | undefined, system: SystemSummary, digest: string | null): string | null {
  if (digest === null) return 'rehearsed from a terminal'
  if (!scenario) return 'no scenario rehearses it'
  return system.drillId === null ? null : 'busy with a drill'
}
