import { ArrowDown } from 'lucide-react'
import { useMemo } from 'react'
import type { TimelineEntry, TimelineKind } from '../../contract.ts'
import { ClockTime, formatDay, fullTime } from '../../parts/times.tsx'
import { useFollow } from '../../parts/use-follow.ts'
import { type StoryLine, splitAtStep, storyOf } from '../../state/story.ts'
import { newDay } from '../../state/time.ts'

type Tone = 'quiet' | 'asks' | 'good' | 'bad'

const TONE: Partial<Record<TimelineKind, Tone>> = {
  'alert-firing': 'bad',
  'step-failed': 'bad',
  'outcome-unknown': 'bad',
  'node-lost': 'bad',
  'approval-requested': 'asks',
  'choice-offered': 'asks',
  'parameters-asked': 'asks',
  'step-manual': 'asks',
  'alert-resolved': 'good',
  'incident-resolved': 'good',
  'run-finished': 'good',
}

const MARK: Record<Tone, string> = {
  quiet: 'bg-line-strong',
  asks: 'bg-write',
  good: 'bg-accent',
  bad: 'bg-fail',
}

/** The incident's story, oldest first; it stays at its end unless the reader scrolls away. */
export function Timeline({ entries, testId }: { entries: readonly TimelineEntry[]; testId?: string }) {
  const story = useMemo(() => storyOf(entries), [entries])
  const { ref, away, jump, onScroll } = useFollow<HTMLDivElement>(story)
  return (
    <div className="relative flex h-full min-h-0 flex-col" data-testid={testId}>
      <h2 className="label border-b px-3 py-1.5 max-lg:hidden">
        Timeline
        {entries.some((entry) => entry.worldAt !== null) && (
          <span className="ml-2 font-normal normal-case">below each time, the range's own</span>
        )}
      </h2>
      {/* biome-ignore lint/a11y/useSemanticElements: a scrolling box must be reachable by keyboard */}
      <div
        ref={ref}
        onScroll={onScroll}
        role="region"
        aria-label="Timeline entries"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 grow overflow-y-auto py-1 focus-visible:-outline-offset-2"
      >
        <ol>
          {story.map((entry, index) => (
            <Entry key={entry.id} entry={entry} day={newDay(entry.at, story[index - 1]?.at ?? Date.now())} />
          ))}
        </ol>
      </div>
      {away && (
        <button
          type="button"
          onClick={jump}
          className="absolute right-4 bottom-2 inline-flex items-center gap-1 rounded-md border border-line-strong bg-raised px-2 py-0.5 text-xs shadow-sm max-lg:hidden"
        >
          <ArrowDown size={12} aria-hidden="true" /> latest
        </button>
      )}
    </div>
  )
}

function Entry({ entry, day }: { entry: StoryLine; day: Date | null }) {
  const [before, mention, after] = splitAtStep(entry.text, entry.step)
  const machine = entry.actor === 'standby' || entry.actor === 'alert'
  return (
    <li className="grid grid-cols-[4.25rem_0.5rem_minmax(0,1fr)] gap-x-2 px-3 py-1 text-xs">
      {day && <span className="label col-span-3 pb-1">{formatDay(day)}</span>}
      <span className="text-right text-faint">
        <ClockTime at={entry.at} />
        {entry.worldAt && (
          <span className="block text-2xs" title={`In the range it was ${fullTime(entry.worldAt)}`}>
            <span className="sr-only">in the range </span>
            <ClockTime at={entry.worldAt} />
          </span>
        )}
      </span>
      <span aria-hidden="true" className={`mt-1.25 size-2 rounded-full ${MARK[TONE[entry.kind] ?? 'quiet']}`} />
      <span className="min-w-0">
        <span className={machine ? 'text-faint' : 'font-semibold'}>{entry.actor}</span>{' '}
        <span className="break-words" title={entry.startedAt ? `begun ${fullTime(entry.startedAt)}` : undefined}>
          {before}
          {entry.step !== null && mention && <StepLink step={entry.step}>{mention}</StepLink>}
          {after}
        </span>
        {entry.step !== null && !mention && (
          <>
            {' '}
            <StepLink step={entry.step}>{`step ${entry.step + 1}`}</StepLink>
          </>
        )}
      </span>
    </li>
  )
}

function StepLink({ step, children }: { step: number; children: string }) {
  return (
    <a href={`#step-${step + 1}`} className="whitespace-nowrap text-accent hover:underline">
      {children}
    </a>
  )
}
