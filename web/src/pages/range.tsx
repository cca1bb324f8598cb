import { useState } from 'react'
import { useDrills, useIncidents, useSystems } from '../api/queries.ts'
import type { Drill } from '../contract.ts'
import { LoadFailure, Loading, PageNote } from '../parts/page-note.tsx'
import { useRowKeys } from '../parts/use-shortcut.ts'
import { useTitle } from '../parts/use-title.ts'
import { DrillList } from './range/drill-list.tsx'
import { SystemCard } from './range/system-card.tsx'
import { useOpenedIncident } from './range/use-opened-incident.ts'

export default function RangePage() {
  useTitle('Range — Standby')
  useRowKeys('system')
  const systems = useSystems()
  const drills = useDrills()
  const incidents = useIncidents()
  const [begun, setBegun] = useState<Drill | null>(null)
  useOpenedIncident(begun, drills.data, incidents.data)
  if (systems.error && !systems.data) {
    return <LoadFailure what="simulated systems" error={systems.error} onRetry={() => void systems.refetch()} />
  }
  if (!systems.data) return <Loading what="the simulated systems" />
  if (systems.data.length === 0) {
    return (
      <PageNote title="No simulated system">
        Start the server with its examples: <code>standby serve --examples</code>.
      </PageNote>
    )
  }
  return (
    <div className="mx-auto w-full max-w-7xl px-3 py-4 md:px-4">
      <div className="mb-3 flex flex-wrap items-baseline gap-x-4">
        <h1 className="text-lg font-semibold">Range</h1>
        <p className="text-muted">Simulated productions to break and to practise on. Nothing here is real.</p>
      </div>
      <ul className="grid gap-3 lg:grid-cols-2">
        {systems.data.map((system) => (
          <li key={system.name}>
            <SystemCard
              system={system}
              drill={drills.data?.find((drill) => drill.id === system.drillId) ?? null}
              incidents={incidents.data ?? []}
              onBegun={setBegun}
            />
          </li>
        ))}
      </ul>
      <DrillList drills={drills.data ?? []} incidents={incidents.data ?? []} />
    </div>
  )
}
