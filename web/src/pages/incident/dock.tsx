import { ChevronDown, ChevronUp } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { IncidentDetail, Run, Waiting } from '../../contract.ts'
import { ApprovalCard } from './approval-card.tsx'
import { FailureCard } from './failure-card.tsx'
import { OutcomeCard } from './outcome-card.tsx'
import { ParametersForm } from './parameters-form.tsx'
import { PausedCard } from './paused-card.tsx'
import { RemedyChoice } from './remedy-choice.tsx'

/** What a person is asked, always in sight at the foot of the page while they read what led to it. */
export function Dock({ detail }: { detail: IncidentDetail }) {
  const { run } = detail
  if (run === null) return null
  if (run.status === 'observing') {
    return (
      <Frame edge="border-t-read">
        <p className="px-3 py-2 md:px-4">
          <b>Observing.</b> <span className="text-muted">The remedy has run; it is over when the alert resolves.</span>
        </p>
        {detail.remedies.length > 0 && (
          <details className="border-t border-line">
            <summary className="cursor-pointer px-3 py-2 text-muted hover:text-text md:px-4">
              It does not help: choose another remedy
            </summary>
            <div className="max-h-[50dvh] overflow-y-auto">
              <RemedyChoice options={detail.remedies} run={run} number={detail.incident.number} />
            </div>
          </details>
        )}
      </Frame>
    )
  }
  if (run.status !== 'waiting' || run.waiting === null) return null
  return <Question key={keyOf(run, run.waiting)} detail={detail} run={run} waiting={run.waiting} />
}

function Question({ detail, run, waiting }: { detail: IncidentDetail; run: Run; waiting: Waiting }) {
  const [small, setSmall] = useState(false)
  const content = contentOf(detail, run, waiting)
  const Chevron = small ? ChevronUp : ChevronDown
  return (
    <Frame edge={waiting.for === 'outcome' || waiting.for === 'failure' ? 'border-t-fail' : 'border-t-write'}>
      <button
        type="button"
        aria-expanded={!small}
        aria-label={small ? 'Show what is asked' : 'Make it small'}
        title={small ? 'Show what is asked' : 'Make it small, to read what is behind it'}
        onClick={() => setSmall(!small)}
        className="absolute top-1 right-1 z-10 rounded-sm p-2 text-muted hover:bg-sunken hover:text-text"
      >
        <Chevron size={16} aria-hidden="true" />
      </button>
      <div
        className={small ? 'max-h-10 overflow-hidden' : 'max-h-[56dvh] overflow-y-auto md:max-h-[62dvh]'}
        inert={small}
      >
        {content}
      </div>
    </Frame>
  )
}

function contentOf(detail: IncidentDetail, run: Run, waiting: Waiting): ReactNode {
  const number = detail.incident.number
  switch (waiting.for) {
    case 'approval': {
      const approval = detail.approvals.find((one) => one.id === waiting.approvalId)
      if (!approval) return <p className="px-4 py-2">Fetching what is to be approved…</p>
      return <ApprovalCard approval={approval} run={run} number={number} mayBreakGlass={detail.mayBreakGlass} />
    }
    case 'choice':
      return <RemedyChoice options={waiting.options} run={run} number={number} />
    case 'parameters':
      return <ParametersForm waiting={waiting} run={run} suggestions={detail.suggestions} number={number} />
    case 'outcome':
      return <OutcomeCard waiting={waiting} run={run} detail={detail} />
    case 'pause':
      return <PausedCard waiting={waiting} run={run} number={number} />
    case 'failure':
      return <FailureCard waiting={waiting} run={run} detail={detail} />
  }
}

/** A new question is a new card: nothing half done in the old one carries over. */
function keyOf(run: Run, waiting: Waiting): string {
  const about = waiting.for === 'approval' ? waiting.approvalId : 'step' in waiting ? waiting.step : ''
  return `${run.id}-${waiting.for}-${about}`
}

function Frame({ edge, children }: { edge: string; children: ReactNode }) {
  return (
    <section
      aria-label="What is asked of you"
      className={`sticky bottom-0 z-20 border-t-3 bg-raised shadow-[0_-6px_16px_rgb(0_0_0/0.12)] ${edge}`}
    >
      {children}
    </section>
  )
}
