import { Link } from 'wouter'
import type { Drill, IncidentSummary } from '../../contract.ts'
import { Age } from '../../parts/times.tsx'
import { VerdictMark } from '../../parts/verdict.tsx'
import { formatClock } from '../../state/time.ts'

/** Drills so far: did the runbook recover the system, and after how long. */
export function DrillList({ drills, incidents }: { drills: readonly Drill[]; incidents: readonly IncidentSummary[] }) {
  return (
    <section aria-label="Drills" className="mt-6">
      <h2 className="label mb-1">
        Drills <span className="font-normal">{drills.length}</span>
      </h2>
      {drills.length === 0 && <p className="border-y py-3 text-muted">None yet. Break a system above to begin one.</p>}
      <ul className={drills.length ? 'border-y bg-surface' : ''}>
        {drills.map((drill) => (
          <li key={drill.id} className="not-last:border-b">
            <Row drill={drill} incident={incidents.find((one) => one.id === drill.incidentId)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Row({ drill, incident }: { drill: Drill; incident: IncidentSummary | undefined }) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-1.5 md:grid md:grid-cols-[7rem_minmax(0,1fr)_minmax(0,24rem)_5rem_6rem] md:items-baseline">
      <VerdictMark verdict={drill.verdict} />
      <div className="min-w-0 max-md:order-last max-md:w-full">
        <p>
          <b className="font-semibold">{drill.system}</b>{' '}
          {drill.verdict === null ? 'something' : (drill.scenario ?? drill.fault)}{' '}
          <code className="text-xs break-all text-muted">
            {drill.file}#{drill.procedureId}
          </code>
        </p>
        {drill.reason && <p className="text-xs text-muted">{drill.reason}</p>}
      </div>
      <Times drill={drill} />
      <span>
        {incident && (
          <Link href={`/incidents/${incident.number}`} className="text-accent underline underline-offset-2">
            #{incident.number}
          </Link>
        )}
      </span>
      <span className="text-muted max-md:ml-auto md:text-right">
        <Age at={drill.startedAt} />
      </span>
    </div>
  )
}

/** In the range's own time, since the fault. */
function Times({ drill }: { drill: Drill }) {
  const times = [
    ['detected', drill.detectedAfter],
    ['diagnosed', drill.firstDiagnosisAfter],
    ['mitigated', drill.mitigatedAfter],
    ['recovered', drill.recoveredAfter],
  ] as const
  return (
    <dl
      className="flex flex-wrap gap-x-3 text-xs max-md:order-last max-md:w-full"
      title="Since the fault, in the range's own time"
    >
      {times.map(([name, seconds]) =>
        seconds === null ? null : (
          <div key={name} className="flex gap-1">
            <dt className="text-faint">{name}</dt>
            <dd>{formatClock(seconds)}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
