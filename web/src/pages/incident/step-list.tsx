import { useMemo, useRef } from 'react'
import type { IncidentDetail, OutputChunk } from '../../contract.ts'
import { outputByAttempt } from '../../state/output.ts'
import { stepViews } from '../../state/steps.ts'
import { StepRow } from './step-row.tsx'

export function StepList({ detail }: { detail: IncidentDetail }) {
  const { run, attempts, output, approvals } = detail
  const drawn = useRef(new Map<string, OutputChunk[]>())
  const views = useMemo(() => {
    drawn.current = outputByAttempt(output, drawn.current)
    return stepViews({ run, attempts }, drawn.current)
  }, [run, attempts, output])
  if (run === null) return null
  return (
    <ol aria-label="Steps" className="pb-6">
      {views.map((view) => (
        <li key={view.index}>
          {view.opensSection && <h3 className="label border-b bg-sunken px-3 py-1 md:px-4">{view.step.section}</h3>}
          <StepRow view={view} run={run} number={detail.incident.number} approvals={approvals} />
        </li>
      ))}
    </ol>
  )
}
