import { Check, CircleDashed, CircleHelp, CircleX, type LucideIcon, Octagon, OctagonAlert } from 'lucide-react'
import type { Verdict } from '../contract.ts'

const LOOK: Record<Verdict, { icon: LucideIcon; tone: string }> = {
  recovers: { icon: Check, tone: 'text-accent' },
  'no effect': { icon: Octagon, tone: 'text-write' },
  stuck: { icon: CircleX, tone: 'text-fail' },
  unanswered: { icon: CircleHelp, tone: 'text-unknown' },
  harmful: { icon: OctagonAlert, tone: 'text-destructive' },
}

/** How a drill ended: a shape, a colour and a word. Null while it runs. */
export function VerdictMark({ verdict }: { verdict: Verdict | null }) {
  if (verdict === null) {
    return (
      <span className="inline-flex items-baseline gap-1 text-read">
        <CircleDashed size={13} aria-hidden="true" className="pulse self-center" /> running
      </span>
    )
  }
  const { icon: Icon, tone } = LOOK[verdict]
  return (
    <span className={`inline-flex items-baseline gap-1 font-semibold whitespace-nowrap ${tone}`}>
      <Icon size={13} aria-hidden="true" className="self-center" /> {verdict}
    </span>
  )
}

/** The last few, oldest first, as shapes alone. */
export function Trend({ verdicts }: { verdicts: readonly Verdict[] }) {
  return (
    <ol aria-label="How it went so far, oldest first" className="flex items-center gap-0.5">
      {verdicts.map((verdict, index) => {
        const { icon: Icon, tone } = LOOK[verdict]
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: what has happened does not move
          <li key={index} title={verdict} className={tone}>
            <Icon size={12} role="img" aria-label={verdict} />
          </li>
        )
      })}
    </ol>
  )
}
