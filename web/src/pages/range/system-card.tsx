import { BellRing, Check, Dices, Hourglass } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAbandonDrill, useStartDrill } from '../../api/queries.ts'
import type { Drill, IncidentSummary, SystemSummary } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { ClockTime, Elapsed } from '../../parts/times.tsx'

interface Props {
  system: SystemSummary
  drill: Drill | null
  incidents: readonly IncidentSummary[]
  onBegun: (drill: Drill) => void
}

export function SystemCard({ system, drill, incidents, onBegun }: Props) {
  const start = useStartDrill()
  return (
    <section
      aria-label={system.title}
      data-row=""
      data-testid={`system-${system.name}`}
      tabIndex={-1}
      className="flex h-full flex-col border bg-surface"
    >
      <div className="flex flex-wrap items-baseline gap-x-3 border-b px-3 py-2">
        <h2 className="text-base font-semibold">{system.title}</h2>
        <span className="text-xs text-muted">
          {system.name} · {system.platform}
        </span>
        <span className="ml-auto text-xs text-muted">
          its time <ClockTime at={system.worldAt} />
        </span>
      </div>
      <ul aria-label="Alarms" className="flex flex-wrap gap-x-4 gap-y-1 border-b px-3 py-2">
        {system.alarms.map((alarm) => (
          <Alarm key={alarm.name} alarm={alarm} />
        ))}
      </ul>
      {drill && drill.verdict === null && <CurrentDrill drill={drill} incidents={incidents} />}
      <RefusalNote error={start.error} />
      <ByChance
        system={system}
        busy={start.isPending}
        onBreak={(request) => start.mutate(request, { onSuccess: onBegun })}
      />
      <Faults
        system={system}
        busy={start.isPending}
        onBreak={(request) => start.mutate(request, { onSuccess: onBegun })}
      />
      {system.runbook && (
        <p className="mt-auto border-t px-3 py-1.5 text-xs text-muted">
          its runbook{' '}
          <Link
            href={`/runbooks/${system.runbook.digest}`}
            className="font-mono break-all text-accent underline underline-offset-2"
          >
            {system.runbook.file}
          </Link>
        </p>
      )}
    </section>
  )
}

const ALARM = {
  ok: { icon: Check, tone: 'text-accent', words: 'ok' },
  pending: { icon: Hourglass, tone: 'text-write', words: 'pending' },
  firing: { icon: BellRing, tone: 'text-fail font-semibold', words: 'firing' },
}

function Alarm({ alarm }: { alarm: SystemSummary['alarms'][number] }) {
  const { icon: Icon, tone, words } = ALARM[alarm.state]
  return (
    <li className="flex items-center gap-1.5 text-xs">
      <span className={`inline-flex items-center gap-1 ${tone}`}>
        <Icon size={12} aria-hidden="true" /> {words}
      </span>
      <code>{alarm.name}</code>
    </li>
  )
}

function CurrentDrill({ drill, incidents }: { drill: Drill; incidents: readonly IncidentSummary[] }) {
  const abandon = useAbandonDrill()
  const incident = incidents.find((one) => one.id === drill.incidentId || one.drillId === drill.id)
  return (
    <div className="space-y-1 border-b border-l-3 border-l-write bg-write-soft/50 px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p role="status" className="grow">
          <b>Something is broken.</b> <Revealed drill={drill} />{' '}
          {incident ? (
            <Link href={`/incidents/${incident.number}`} className="text-accent underline underline-offset-2">
              Incident #{incident.number}
            </Link>
          ) : (
            <span className="text-muted">Waiting for its alarm to fire…</span>
          )}{' '}
          <span className="text-muted">
            <Elapsed from={drill.startedAt} to={null} />
          </span>
        </p>
        <Button
          look="ghost"
          disabled={abandon.isPending}
          onClick={() => abandon.mutate({ id: drill.id, reason: 'given up from the console' })}
          className="border-line"
        >
          Give up the drill
        </Button>
      </div>
      <RefusalNote error={abandon.error} />
    </div>
  )
}

/** Whoever responds finds out by looking; whoever watches may know. */
function Revealed({ drill }: { drill: Drill }) {
  const [shown, setShown] = useState(false)
  if (drill.fault === null) return null
  if (shown) return <code>{drill.fault}</code>
  return (
    <button type="button" className="text-xs text-muted underline underline-offset-2" onClick={() => setShown(true)}>
      say what
    </button>
  )
}

interface FaultsProps {
  system: SystemSummary
  busy: boolean
  onBreak: (request: Parameters<ReturnType<typeof useStartDrill>['mutate']>[0]) => void
}

function Faults({ system, busy, onBreak }: FaultsProps) {
  const stale = useStale()
  const { runbook } = system
  return (
    <ul aria-label="Faults">
      {system.faults.map((fault) => {
        const { procedureId } = fault
        const why = hindrance(system, procedureId)
        return (
          <li
            key={fault.name}
            data-testid={`fault-${fault.name}`}
            className="flex items-center gap-3 px-3 py-2 not-last:border-b"
          >
            <div className="min-w-0 grow">
              <p className="font-semibold">{fault.title}</p>
              <p className="text-xs text-muted">
                <code>{fault.name}</code>
                {procedureId && (
                  <>
                    {' '}
                    answered by <code>{procedureId}</code>
                  </>
                )}
                {why && ` · ${why}`}
              </p>
            </div>
            <Button
              aria-label={`Break it: ${fault.title}`}
              disabled={busy || stale || why !== null}
              onClick={() => {
                if (!runbook || !procedureId) return
                onBreak({
                  runbook: { digest: runbook.digest },
                  procedureId,
                  fault: fault.name,
                  system: system.name,
                  scripted: false,
                })
              }}
            >
              Break it
            </Button>
          </li>
        )
      })}
    </ul>
  )
}

/** A game day: nobody knows what it will be, the one who presses included. */
function ByChance({ system, busy, onBreak }: FaultsProps) {
  const stale = useStale()
  const { runbook } = system
  const able = system.faults.filter(({ procedureId }) => hindrance(system, procedureId) === null)
  if (able.length < 2) return null
  return (
    <div className="flex items-center gap-3 border-b px-3 py-2">
      <div className="min-w-0 grow">
        <p className="font-semibold">Game day: something, by chance</p>
        <p className="text-xs text-muted">
          One of {able.length} faults. The alarm says what it says; the rest is yours.
        </p>
      </div>
      <Button
        look="primary"
        aria-label={`Break something by chance: ${system.title}`}
        disabled={busy || stale}
        onClick={() => {
          const fault = able[Math.floor(Math.random() * able.length)]
          if (!runbook || !fault?.procedureId) return
          const { name, procedureId } = fault
          onBreak({
            runbook: { digest: runbook.digest },
            procedureId,
            fault: name,
            system: system.name,
            scripted: false,
          })
        }}
      >
        <Dices size={14} aria-hidden="true" /> By chance
      </Button>
    </div>
  )
}

function hindrance(system: SystemSummary, procedureId: string | null): string | null {
  if (system.drillId !== null) return 'busy with a drill'
  if (system.runbook === null) return 'the system has no runbook'
  return procedureId === null ? 'no procedure of its runbook answers it' : null
}
