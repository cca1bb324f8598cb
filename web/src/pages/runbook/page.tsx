import { useEffect, useMemo } from 'react'
import { useRunbook } from '../../api/queries.ts'
import type { RunbookDetail } from '../../contract.ts'
import { EffectCounts } from '../../parts/effect-badge.tsx'
import { Markdown } from '../../parts/markdown/markdown.tsx'
import { LoadFailure, Loading } from '../../parts/page-note.tsx'
import { useRowKeys } from '../../parts/use-shortcut.ts'
import { useTitle } from '../../parts/use-title.ts'
import { annotate } from '../../state/annotate.ts'
import { countCommands } from '../../state/count-effects.ts'
import { AnnotatedFence } from './annotated-fence.tsx'
import { Diagnostics } from './diagnostics.tsx'
import { Outline } from './outline.tsx'
import { ProcedureStrip } from './procedure-strip.tsx'

export default function RunbookPage({ digest }: { digest: string }) {
  const { data, error, refetch } = useRunbook(digest)
  if (error && !data) return <LoadFailure what="such runbook" error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="the runbook" />
  return <Runbook runbook={data} />
}

function Runbook({ runbook }: { runbook: RunbookDetail }) {
  const { plan, parts, text, file, digest } = runbook
  useTitle(`${plan.title ?? file} — Standby`)
  useRowKeys('procedure')
  const additions = useMemo(() => {
    const notes = annotate(plan)
    return {
      fence: (fence: { info: string; lines: { line: number; text: string }[] }) => (
        <AnnotatedFence fence={fence} notes={notes} />
      ),
      belowHeading: (line: number) => {
        const procedure = notes.procedures.get(line)
        if (!procedure) return null
        const part = parts.find(({ id }) => id === procedure.id)
        return <ProcedureStrip procedure={part ?? procedure} digest={digest} />
      },
    }
  }, [plan, parts, digest])
  useLineAnchor(runbook)
  return (
    <div className="mx-auto grid w-full max-w-[96rem] grow lg:grid-cols-[19rem_minmax(0,1fr)]">
      <aside className="top-(--bar,2.75rem) h-[calc(100dvh-var(--bar,2.75rem))] overflow-y-auto border-r py-3 max-lg:hidden lg:sticky">
        <Outline plan={plan} />
      </aside>
      <div className="min-w-0 px-3 py-3 md:px-6">
        <div className="mb-3 flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b pb-2">
          <code className="text-xs break-all text-muted">{file}</code>
          <code className="text-xs text-faint" title={digest}>
            {digest.slice(0, 12)}
          </code>
          <span className="ml-auto">
            <EffectCounts counts={countCommands(plan.procedures.flatMap((procedure) => procedure.steps))} />
          </span>
        </div>
        <details className="mb-3 border lg:hidden">
          <summary className="px-3 py-2 font-semibold">Procedures</summary>
          <Outline plan={plan} />
        </details>
        <Diagnostics diagnostics={plan.diagnostics} />
        <article className="max-w-4xl">
          <Markdown text={text} additions={additions} />
        </article>
      </div>
    </div>
  )
}

/** Goes to `#L131`, or to a procedure by its id: to the nearest block that begins at or above that line. */
function useLineAnchor({ plan }: RunbookDetail): void {
  useEffect(() => {
    let marked: Element | null = null
    const go = () => {
      marked?.classList.remove('bg-accent-soft')
      const hash = decodeURIComponent(location.hash.slice(1))
      const procedure = plan.procedures.find((one) => one.id === hash)
      const line = procedure?.line ?? Number(/^L(\d+)$/.exec(hash)?.[1] ?? 0)
      const slug = document.querySelector(`[data-slug="${CSS.escape(hash)}"]`)
      marked = line > 0 ? blockAt(line) : hash === '' ? null : slug
      marked?.scrollIntoView({ block: 'start' })
      marked?.classList.add('bg-accent-soft')
    }
    go()
    window.addEventListener('hashchange', go)
    return () => window.removeEventListener('hashchange', go)
  }, [plan])
}

function blockAt(line: number): Element | null {
  for (let at = line; at > 0; at--) {
    const found = document.getElementById(`L${at}`)
    if (found) return found
  }
  return null
}
