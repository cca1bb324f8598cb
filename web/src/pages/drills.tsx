import { useState } from 'react'
import { Link } from 'wouter'
import { useDrills, useIncidents, useRehearsals, useSystems } from '../api/queries.ts'
import type { Drill, RehearsalSummary, SystemSummary } from '../contract.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { FilterField, matches } from '../parts/filter-field.tsx'
import { LoadFailure, Loading, PageNote } from '../parts/page-note.tsx'
import { useRowKeys } from '../parts/use-shortcut.ts'
import { useTitle } from '../parts/use-title.ts'
import { byFile, type RehearsedFile, standingOf } from '../state/rehearsals.ts'
import { RehearsedRow } from './drills/rehearsed-row.tsx'
import { DrillList } from './range/drill-list.tsx'
import { useOpenedIncident } from './range/use-opened-incident.ts'

export default function DrillsPage() {
  useTitle('Drills — Standby')
  useRowKeys('procedure')
  const [filter, setFilter] = useState('')
  const rehearsals = useRehearsals()
  const systems = useSystems()
  const drills = useDrills()
  const incidents = useIncidents()
  const [begun, setBegun] = useState<Drill | null>(null)
  useOpenedIncident(begun, drills.data, incidents.data)
  const { data, error, refetch } = rehearsals
  if (error && !data) return <LoadFailure what="rehearsals" error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="the rehearsals" />
  if (data.length === 0) return <NothingToRehearse />
  return (
    <div className="mx-auto w-full max-w-7xl px-3 py-4 md:px-4">
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-lg font-semibold">Drills</h1>
        <Tally rehearsals={data} />
        <div className="ml-auto max-md:w-full">
          <FilterField what="procedures" value={filter} onChange={setFilter} />
        </div>
      </div>
      <div className="space-y-4">
        {byFile(data).map((file) => (
          <File
            key={file.file}
            file={file}
            filter={filter}
            systems={systems.data ?? []}
            drills={drills.data ?? []}
            onBegun={setBegun}
          />
        ))}
      </div>
      <DrillList drills={drills.data ?? []} incidents={incidents.data ?? []} />
    </div>
  )
}

function Tally({ rehearsals }: { rehearsals: readonly RehearsalSummary[] }) {
  const standings = rehearsals.map(standingOf)
  const recovers = standings.filter((standing) => standing === 'recovers').length
  const never = standings.filter((standing) => standing === 'never rehearsed').length
  return (
    <p className="text-muted">
      {recovers} of {standings.length} {standings.length === 1 ? 'procedure recovers' : 'procedures recover'}
      {never > 0 && (
        <>
          {', '}
          <b className="font-semibold text-write">{never} never rehearsed</b>
        </>
      )}
    </p>
  )
}

interface FileProps {
  file: RehearsedFile
  filter: string
  systems: readonly SystemSummary[]
  drills: readonly Drill[]
  onBegun: (drill: Drill) => void
}

function File({ file, filter, systems, drills, onBegun }: FileProps) {
  const shown = file.procedures.filter((one) =>
    matches(filter, [one.file, one.heading, one.procedureId, one.kind, standingOf(one)]),
  )
  if (shown.length === 0) return null
  return (
    <section aria-label={file.file} className="border bg-surface">
      <h2 className="border-b px-3 py-2 text-base font-semibold">
        <Link href={`/runbooks/${file.digest}`} className="break-all hover:underline">
          {file.file}
        </Link>
      </h2>
      <ul>
        {shown.map((one) => (
          <li key={one.procedureId} className="not-last:border-b">
            <RehearsedRow
              one={one}
              drill={drills.find((drill) => drill.id === one.last?.drillId) ?? null}
              system={systems.find(({ name }) => name === one.scenarios[0]?.system) ?? null}
              onBegun={onBegun}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function NothingToRehearse() {
  return (
    <PageNote title="Nothing to rehearse yet">
      <p>
        A drill needs a runbook and a simulated system. Start with the examples, or make a system of your own runbook:
      </p>
      {['standby serve --examples', 'standby range init RUNBOOK.md'].map((command) => (
        <p key={command} className="mt-2 flex w-fit items-center gap-2 rounded-md border bg-sunken px-2 py-1">
          <code className="text-xs">{command}</code>
          <CopyButton text={command} what="the command" />
        </p>
      ))}
    </PageNote>
  )
}
