import { useMemo } from 'react'
import type { IncidentDetail } from '../../contract.ts'
import { stepViews } from '../../state/steps.ts'
import { StepRow } from './step-row.tsx'

export function StepList({ detail }: { detail: IncidentDetail }) {
  const { run, attempts, output, approvals } = detail
  const views = useMemo(() => stepViews({ run, attempts, output }), [run, attempts, output])
  if (run === null) return null
  return (
    <ol aria-label="Steps" className="pb-6">
      {views.map((view) => (
        <li key={view.index}>
          {view.opensSection && <h3 className="label border-b bg-sunken px-3 py-1 md:px-4">{view.step.section}</h3>}
          <StepRow view={view} run={run} approvals={approvals} />
        </li>
      ))}
    </ol>
  )
}
