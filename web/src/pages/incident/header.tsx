import { FileText } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useAct } from '../../api/queries.ts'
import type { IncidentDetail } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Loading } from '../../parts/page-note.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'
import { IncidentStatusMark, Severity } from '../../parts/status.tsx'
import { Elapsed } from '../../parts/times.tsx'
import { useShortcut } from '../../parts/use-shortcut.ts'

const Postmortem = lazy(() => import('./postmortem.tsx'))

export function IncidentHeader({ detail }: { detail: IncidentDetail }) {
  const { incident } = detail
  const [postmortem, setPostmortem] = useState(false)
  useShortcut('p', 'Postmortem draft', () => setPostmortem(true))
  return (
    <div ref={useMeasured()} className="z-20 border-b bg-surface px-3 py-2 md:px-4 lg:sticky lg:top-(--bar,2.75rem)">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 whitespace-nowrap lg:flex-nowrap">
        <IncidentStatusMark status={incident.status} testId="incident-status" />
        <h1
          title={incident.title}
          className="min-w-0 text-lg leading-6 font-semibold whitespace-normal max-md:order-first max-md:w-full lg:truncate"
        >
          <span className="font-normal text-muted">#{incident.number}</span> {incident.title}
        </h1>
        <Severity severity={incident.severity} />
        <span className="min-w-0 truncate text-muted max-md:max-w-40">
          in <b className="font-semibold text-text">{incident.environment}</b>
        </span>
        <span className="text-muted">
          {incident.resolvedAt ? 'took ' : 'for '}
          <b className="font-semibold text-text">
            <Elapsed from={incident.openedAt} to={incident.resolvedAt} />
          </b>
        </span>
        {incident.acknowledgedBy && (
          <span className="text-muted max-md:sr-only">acknowledged by {incident.acknowledgedBy}</span>
        )}
        <div
          className={`ml-auto flex shrink-0 flex-wrap items-center justify-end gap-2 ${incident.status === 'resolved' ? '' : 'max-md:w-full'}`}
        >
          <StatusButtons detail={detail} />
          <Button look="ghost" onClick={() => setPostmortem(true)} className="border-line">
            <FileText size={14} aria-hidden="true" /> <span className="max-md:sr-only">Postmortem</span>
          </Button>
        </div>
      </div>
      <Dialog
        title={`Postmortem draft of #${incident.number}`}
        open={postmortem}
        onClose={() => setPostmortem(false)}
        wide
      >
        <Suspense fallback={<Loading what="the draft" />}>
          <Postmortem number={incident.number} />
        </Suspense>
      </Dialog>
    </div>
  )
}

function StatusButtons({ detail: { incident } }: { detail: IncidentDetail }) {
  const act = useAct(incident.number)
  const stale = useStale()
  const [sure, setSure] = useState(false)
  const post = (verb: string) => act.mutate({ path: `/incidents/${incident.number}/${verb}` })
  if (incident.status === 'resolved') return null
  return (
    <>
      {incident.status === 'triggered' && (
        <Button disabled={act.isPending || stale} onClick={() => post('acknowledge')} className="max-md:grow">
          Acknowledge
        </Button>
      )}
      {sure ? (
        <>
          <Button
            look="danger"
            disabled={act.isPending || stale}
            onClick={() => post('resolve')}
            className="max-md:grow"
          >
            Yes, it is over
          </Button>
          <Button look="ghost" onClick={() => setSure(false)}>
            No
          </Button>
        </>
      ) : (
        <Button disabled={act.isPending || stale} onClick={() => setSure(true)} className="max-md:grow">
          Resolve
        </Button>
      )}
      {act.error && (
        <div className="w-full whitespace-normal">
          <RefusalNote error={act.error} />
        </div>
      )}
    </>
  )
}

/** Tells the style sheet how tall this is, for what sticks below it. */
function useMeasured() {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      document.documentElement.style.setProperty('--head', `${element.offsetHeight}px`)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return ref
}
