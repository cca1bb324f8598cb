import { CirclePause } from 'lucide-react'
import { useAct } from '../../api/queries.ts'
import type { Run, Waiting } from '../../contract.ts'
import { Button } from '../../parts/button.tsx'
import { useStale } from '../../parts/connection-state.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'

interface Props {
  waiting: Extract<Waiting, { for: 'pause' }>
  run: Run
  number: number
}

/** Somebody has paused the run: nothing more is begun until somebody says so. */
export function PausedCard({ waiting, run, number }: Props) {
  const act = useAct(number)
  const stale = useStale()
  return (
    <div className="flex flex-wrap items-center gap-3 px-3 py-2 md:px-4" data-testid="paused-card">
      <h2 className="flex grow items-center gap-1.5 text-base font-semibold">
        <CirclePause size={15} aria-hidden="true" />
        Paused by {waiting.actor} <span className="font-normal text-muted">Nothing more is begun.</span>
      </h2>
      <RefusalNote error={act.error} />
      <Button
        look="primary"
        disabled={act.isPending || stale}
        onClick={() => act.mutate({ path: `/runs/${run.id}/resume` })}
        className="mr-8"
      >
        Go on
      </Button>
    </div>
  )
}
