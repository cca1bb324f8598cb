import { useEffect, useState } from 'react'
import { useIncidentStream } from '../../api/live.ts'
import { useIncident } from '../../api/queries.ts'
import type { IncidentDetail } from '../../contract.ts'
import { LoadFailure, Loading } from '../../parts/page-note.tsx'
import { useRowKeys } from '../../parts/use-shortcut.ts'
import { useTitle } from '../../parts/use-title.ts'
import { pageTitle, waitingWords } from '../../state/waiting.ts'
import { Alerts } from './alerts.tsx'
import { Announcer } from './announcer.tsx'
import { Dock } from './dock.tsx'
import { IncidentHeader } from './header.tsx'
import { ProcedureHead } from './procedure-head.tsx'
import { StepList } from './step-list.tsx'
import { Timeline } from './timeline.tsx'

export function IncidentPage({ number }: { number: number }) {
  const { data, error, refetch } = useIncident(number)
  useIncidentStream(number, data?.cursor)
  if (data) return <Incident detail={data} />
  if (error) return <LoadFailure what={`incident #${number}`} error={error} onRetry={() => void refetch()} />
  return <Loading what={`incident #${number}`} />
}

const TABS = ['Steps', 'Timeline', 'Alert'] as const
type Tab = (typeof TABS)[number]

function Incident({ detail }: { detail: IncidentDetail }) {
  const [tab, setTab] = useState<Tab>('Steps')
  useRowKeys('step')
  useTitle(pageTitle(detail), detail.incident.status !== 'resolved' && waitingWords(detail.run) !== null)
  useStepAnchor()
  const on = (name: Tab) => (tab === name ? '' : 'max-lg:hidden')
  return (
    <>
      <IncidentHeader detail={detail} />
      <Announcer run={detail.incident.status === 'resolved' ? null : detail.run} />
      <div className="flex border-b bg-surface lg:hidden">
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={tab === name}
            onClick={() => setTab(name)}
            className="min-h-10 grow border-b-2 border-transparent text-muted aria-pressed:border-accent aria-pressed:font-semibold aria-pressed:text-text"
          >
            {name}
          </button>
        ))}
      </div>
      <div className="grid w-full grow lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_25rem]">
        <div className="flex min-w-0 flex-col">
          <div className={on('Alert')}>
            <Alerts alerts={detail.alerts} inRange={detail.timeline.some((entry) => entry.worldAt !== null)} />
          </div>
          <div className={`${on('Steps')} grow`}>
            <ProcedureHead detail={detail} />
            <StepList detail={detail} />
          </div>
          <div className={`${on('Timeline')} lg:hidden`}>
            <Timeline entries={detail.timeline} />
          </div>
          <Dock detail={detail} />
        </div>
        <aside
          aria-label="Timeline"
          className="sticky top-[calc(var(--bar,2.75rem)+var(--head,3rem))] hidden h-[calc(100dvh-var(--bar,2.75rem)-var(--head,3rem))] border-l bg-surface lg:block"
        >
          <Timeline entries={detail.timeline} testId="timeline" />
        </aside>
      </div>
    </>
  )
}

/** Goes to `#step-N` once the steps are there: the browser looked for it before. */
function useStepAnchor(): void {
  useEffect(() => {
    const go = () => {
      if (!/^#step-\d+$/.test(location.hash)) return
      const row = document.getElementById(location.hash.slice(1))
      row?.scrollIntoView({ block: 'start' })
      row?.focus({ preventScroll: true })
    }
    go()
    window.addEventListener('hashchange', go)
    return () => window.removeEventListener('hashchange', go)
  }, [])
}
