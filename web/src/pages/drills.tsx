import { useState } from 'react'
import { Link } from 'wouter'
import { useDrills, useIncidents, useRunbooks, useScenarios, useSystems } from '../api/queries.ts'
import type { Drill } from '../contract.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { FilterField, matches } from '../parts/filter-field.tsx'
import { LoadFailure, Loading, PageNote } from '../parts/page-note.tsx'
import { useRowKeys } from '../parts/use-shortcut.ts'
import { useTitle } from '../parts/use-title.ts'
import { type RehearsedFile, rehearsals } from '../state/rehearsals.ts'
import { RehearsedRow } from './drills/rehearsed-row.tsx'
import { DrillList } from './range/drill-list.tsx'
import { useOpenedIncident } from './range/use-opened-incident.ts'

export default function DrillsPage() {
  useTitle('Drills — Standby')
  useRowKeys('procedure')
  const [filter, setFilter] = useState('')
  const systems = useSystems()
  const runbooks = useRunbooks()
  const scenarios = useScenarios()
  const drills = useDrills()
  const incidents = useIncidents()
  const [begun, setBegun] = useState<Drill | null>(null)
  useOpenedIncident(begun, drills.data, incidents.data)
  const error = systems.error ?? runbooks.error ?? scenarios.error ?? drills.error
  if (error && !systems.data) return <LoadFailure what="drills" error={error} onRetry={() => void systems.refetch()} />
  if (!systems.data || !runbooks.data || !scenarios.data || !drills.data) return <Loading what="the drills" />
  const files = rehearsals(systems.data, runbooks.data, scenarios.data, drills.data)
  if (files.length === 0) return <NothingToRehearse />
  return (
    <div className="mx-auto w-full max-w-7xl px-3 py-4 md:px-4">
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-lg font-semibold">Drills</h1>
        <Tally files={files} />
        <div className="ml-auto max-md:w-full">
          <FilterField what="procedures" value={filter} onChange={setFilter} />
        </div>
      </div>
      <div className="space-y-4">
        {files.map((file) => (
          <File key={`${file.system.name}-${file.file}`} file={file} filter={filter} onBegun={setBegun} />
        ))}
      </div>
      <DrillList drills={drills.data} incidents={incidents.data ?? []} />
    </div>
  )
}

function Tally({ files }: { files: readonly RehearsedFile[] }) {
  const all = files.flatMap(({ procedures }) => procedures)
  const never = all.filter(({ last }) => last === null).length
  const recovers = all.filter(({ last }) => last?.verdict === 'recovers').length
  return (
    <p className="text-muted">
      {recovers} of {all.length} {all.length === 1 ? 'procedure recovers' : 'procedures recover'}
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
  onBegun: (drill: Drill) => void
}

function File({ file, filter, onBegun }: FileProps) {
  const { system, procedures } = file
  const shown = procedures.filter((one) =>
    matches(filter, [file.file, system.name, one.heading, one.procedureId, one.last?.verdict ?? 'never rehearsed']),
  )
  if (shown.length === 0) return null
  return (
    <section aria-label={file.file} className="border bg-surface">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b px-3 py-2">
        <h2 className="text-base font-semibold">{system.title}</h2>
        {file.digest ? (
          <Link
            href={`/runbooks/${file.digest}`}
            className="font-mono text-xs break-all text-accent underline underline-offset-2"
          >
            {file.file}
          </Link>
        ) : (
          <code className="text-xs break-all text-muted">{file.file}</code>
        )}
      </div>
      <ul>
        {shown.map((one) => (
          <li key={one.procedureId} className="not-last:border-b">
            <RehearsedRow one={one} system={system} digest={file.digest} onBegun={onBegun} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function NothingToRehearse() {
  const command = 'standby serve --examples'
  return (
    <PageNote title="Nothing to rehearse on">
      <p>A drill needs a simulated system. Start the server with its examples, or make one of your own runbook:</p>
      {[command, 'standby range init RUNBOOK.md'].map((each) => (
        <p key={each} className="mt-2 flex w-fit items-center gap-2 rounded-md border bg-sunken px-2 py-1">
          <code className="text-xs">{each}</code>
          <CopyButton text={each} what="the command" />
        </p>
      ))}
    </PageNote>
  )
}
