import { useState } from 'react'
import { Link } from 'wouter'
import { useIncidents } from '../api/queries.ts'
import type { IncidentSummary } from '../contract.ts'
import { FilterField, matches } from '../parts/filter-field.tsx'
import { LoadFailure, Loading } from '../parts/page-note.tsx'
import { IncidentStatusMark, runWords, Severity } from '../parts/status.tsx'
import { Age, Elapsed } from '../parts/times.tsx'
import { useRowKeys } from '../parts/use-shortcut.ts'
import { useTitle } from '../parts/use-title.ts'
import { NoIncidents } from './no-incidents.tsx'

export function IncidentsPage() {
  useRowKeys('incident')
  const [filter, setFilter] = useState('')
  const { data, error, refetch } = useIncidents()
  const open = data?.filter((incident) => incident.status !== 'resolved') ?? []
  const waiting = open.filter((incident) => incident.waitingFor !== null).length
  useTitle(`${waiting ? `● ${waiting} waiting — ` : ''}Incidents — Standby`, waiting > 0)
  if (error && !data) return <LoadFailure what="incidents" error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="incidents" />
  if (data.length === 0) return <NoIncidents />
  const shown = data.filter((incident) => matches(filter, textsOf(incident)))
  return (
    <div className="mx-auto w-full max-w-7xl px-3 py-4 md:px-4">
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-lg font-semibold">Incidents</h1>
        <p className="text-muted">
          {open.length} open{waiting > 0 && `, ${waiting} waiting for a person`}
        </p>
        <div className="ml-auto max-md:w-full">
          <FilterField what="incidents" value={filter} onChange={setFilter} />
        </div>
      </div>
      <Group title="Open" none="Nothing is open." incidents={shown.filter((one) => one.status !== 'resolved')} />
      <Group title="Resolved" none={null} incidents={shown.filter((one) => one.status === 'resolved')} />
    </div>
  )
}

function textsOf(incident: IncidentSummary): (string | null)[] {
  const { number, title, severity, status, environment, waitingFor, procedure } = incident
  return [`#${number}`, title, severity, status, environment, waitingFor, procedure?.heading ?? null]
}

const COLUMNS =
  'md:grid md:grid-cols-[3.5rem_8rem_4rem_minmax(0,1fr)_minmax(0,1fr)_9rem_6rem] md:items-baseline md:gap-x-3'

function Group({ title, none, incidents }: { title: string; none: string | null; incidents: IncidentSummary[] }) {
  if (incidents.length === 0 && none === null) return null
  return (
    <section className="mb-6" aria-label={title}>
      <h2 className="label mb-1">
        {title} <span className="font-normal">{incidents.length}</span>
      </h2>
      {incidents.length === 0 ? (
        <p className="border-y py-3 text-muted">{none}</p>
      ) : (
        <ul className="border-y bg-surface">
          {incidents.map((incident) => (
            <li key={incident.id} className="not-last:border-b">
              <Row incident={incident} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Row({ incident }: { incident: IncidentSummary }) {
  const { number, title, status, severity, procedure, environment, openedAt, resolvedAt, waitingFor } = incident
  const asks = status !== 'resolved' && waitingFor !== null
  return (
    <Link
      href={`/incidents/${number}`}
      data-row=""
      className={`flex flex-wrap items-baseline gap-x-2 gap-y-1 border-l-3 px-3 py-2 hover:bg-sunken focus-visible:-outline-offset-2 ${asks ? 'border-l-write' : 'border-l-transparent'} ${COLUMNS}`}
    >
      <span className="text-muted">#{number}</span>
      <span>
        <IncidentStatusMark status={status} />
      </span>
      <span>
        <Severity severity={severity} />
      </span>
      <span className="min-w-0 max-md:order-first max-md:w-full">
        <span className="block truncate font-semibold">{title}</span>
        {procedure?.heading !== title && (
          <span className="block truncate text-xs text-muted">{procedure?.heading ?? 'no procedure bound'}</span>
        )}
      </span>
      <span className={`min-w-0 max-md:order-last max-md:w-full ${asks ? 'font-semibold text-write' : 'text-muted'}`}>
        {asks ? (
          <>
            <span className="font-normal">waits for </span>
            {waitingFor}
          </>
        ) : (
          stateWords(incident)
        )}
      </span>
      <span className="min-w-0 truncate text-muted max-md:flex-1 max-md:basis-0" title={environment}>
        {environment}
      </span>
      <span className="text-right text-muted max-md:ml-auto">
        {resolvedAt ? <Elapsed from={openedAt} to={resolvedAt} /> : <Age at={openedAt} />}
      </span>
    </Link>
  )
}

function stateWords({ runStatus, outcome }: IncidentSummary): string {
  return runStatus === null ? 'nothing runs' : runWords(runStatus, outcome)
}
