import { ArrowDown, ChevronDown, ChevronRight } from 'lucide-react'
import { memo, type ReactNode, useMemo, useState } from 'react'
import type { Attempt, OutputChunk } from '../../contract.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { useFollow } from '../../parts/use-follow.ts'
import { countLines, formatBytes, type OutputSegment, segmentsOf, widestLine } from '../../state/output.ts'

interface Props {
  index: number
  attempt: Attempt
  chunks: readonly OutputChunk[]
  /** What can be done with it. */
  children?: ReactNode
}

export const StepOutput = memo(function StepOutput({ index, attempt, chunks, children }: Props) {
  const [open, setOpen] = useState(true)
  const [whole, setWhole] = useState(false)
  const segments = useMemo(() => segmentsOf(chunks), [chunks])
  const lines = countLines(segments)
  const widest = useMemo(() => widestLine(segments), [segments])
  // Tables stay tables; one long line, as of JSON, is broken.
  const [wrap, setWrap] = useState<boolean | null>(null)
  const wraps = wrap ?? widest > 300
  const running = attempt.status === 'running'
  if (lines === 0 && attempt.droppedBytes === 0) {
    return (
      <div className="flex items-center gap-3 text-xs text-faint">
        {running ? 'No output yet.' : 'No output.'}
        {children}
      </div>
    )
  }
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <div data-testid={`step-output-${index}`}>
      <div className="flex flex-wrap items-center gap-x-3 text-xs text-muted">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="inline-flex items-center gap-0.5 hover:text-text max-md:min-h-8"
        >
          <Chevron size={13} aria-hidden="true" />
          output, {lines} {lines === 1 ? 'line' : 'lines'}
        </button>
        {attempt.droppedBytes > 0 && (
          <span className="text-fail">{formatBytes(attempt.droppedBytes)} dropped from its middle</span>
        )}
        {open && lines > 12 && (
          <button
            type="button"
            onClick={() => setWhole(!whole)}
            className="underline underline-offset-2 hover:text-text"
          >
            {whole ? 'show less' : 'show all'}
          </button>
        )}
        {open && widest > 40 && (
          <button
            type="button"
            aria-pressed={wraps}
            onClick={() => setWrap(!wraps)}
            className={`underline underline-offset-2 hover:text-text ${widest > 110 ? '' : 'md:hidden'}`}
          >
            {wraps ? 'do not wrap' : 'wrap'}
          </button>
        )}
        {children}
        <span className="ml-auto">
          <CopyButton
            text={segments.map((segment) => segment.text).join('')}
            what={`the output of step ${index + 1}`}
          />
        </span>
      </div>
      {open && <OutputBox segments={segments} whole={whole} wraps={wraps} name={`Output of step ${index + 1}`} />}
    </div>
  )
})

interface BoxProps {
  segments: readonly OutputSegment[]
  whole: boolean
  wraps: boolean
  name: string
}

function OutputBox({ segments, whole, wraps, name }: BoxProps) {
  const { ref, away, jump, onScroll } = useFollow<HTMLDivElement>(segments)
  return (
    <div className="relative">
      {/* biome-ignore lint/a11y/useSemanticElements: a scrolling box must be reachable by keyboard */}
      <div
        ref={ref}
        onScroll={onScroll}
        role="region"
        aria-label={name}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
        tabIndex={0}
        className={`overflow-auto border-l-2 border-line-strong pl-2 ${whole ? '' : 'max-h-60'}`}
      >
        {segments.map((segment) => (
          <pre
            key={segment.id}
            className={`text-xs ${wraps || segment.stream === 'stderr' ? 'exact' : 'whitespace-pre [tab-size:4]'} ${segment.stream === 'stderr' ? '-ml-2 border-l-2 border-fail pl-2' : 'text-text'}`}
          >
            {segment.stream === 'stderr' && (
              <span className="float-right pl-2 font-sans text-2xs text-fail select-none">stderr</span>
            )}
            {segment.text.replace(/\n$/, '')}
          </pre>
        ))}
      </div>
      {away && (
        <button
          type="button"
          onClick={jump}
          className="absolute right-3 bottom-1 inline-flex items-center gap-1 rounded-md border border-line-strong bg-raised px-2 py-0.5 text-xs shadow-sm"
        >
          <ArrowDown size={12} aria-hidden="true" /> jump to latest
        </button>
      )}
    </div>
  )
}
