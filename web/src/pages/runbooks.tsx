import { useState } from 'react'
import { Link } from 'wouter'
import { useRunbooks } from '../api/queries.ts'
import type { RunbookSummary } from '../contract.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { EffectCounts } from '../parts/effect-badge.tsx'
import { FilterField, matches } from '../parts/filter-field.tsx'
import { LoadFailure, Loading, PageNote } from '../parts/page-note.tsx'
import { useRowKeys } from '../parts/use-shortcut.ts'
import { useTitle } from '../parts/use-title.ts'

export default function RunbooksPage() {
  useTitle('Runbooks — Standby')
  useRowKeys('runbook')
  const [filter, setFilter] = useState('')
  const { data, error, refetch } = useRunbooks()
  if (error && !data) return <LoadFailure what="runbooks" error={error} onRetry={() => void refetch()} />
  if (!data) return <Loading what="runbooks" />
  if (data.length === 0) return <NoRunbooks />
  const shown = data.filter((runbook) => matches(filter, textsOf(runbook)))
  return (
    <div className="mx-auto w-full max-w-7xl px-3 py-4 md:px-4">
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-lg font-semibold">Runbooks</h1>
        <p className="text-muted">What each of their commands does to the world.</p>
        <div className="ml-auto max-md:w-full">
          <FilterField what="runbooks" value={filter} onChange={setFilter} />
        </div>
      </div>
      <ul className="space-y-4">
        {shown.map((runbook) => (
          <li key={runbook.digest}>
            <Runbook runbook={runbook} filter={filter} />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="text-muted">No runbook has these words.</p>}
    </div>
  )
}

function textsOf({ file, title, procedures }: RunbookSummary): (string | null)[] {
  return [file, title, ...procedures.flatMap((procedure) => [procedure.heading, procedure.alert, procedure.kind])]
}

function Runbook({ runbook, filter }: { runbook: RunbookSummary; filter: string }) {
  const { digest, file, title, procedures, commands } = runbook
  const narrowed = procedures.filter((one) => matches(filter, [file, title, one.heading, one.alert, one.kind]))
  return (
    <section aria-label={title ?? file} className="border bg-surface">
      <Link
        href={`/runbooks/${digest}`}
        data-row=""
        className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-b px-3 py-2 hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <h2 className="text-base font-semibold">{title ?? file}</h2>
        <code className="text-xs break-all text-muted">{file}</code>
        <span className="ml-auto">
          <EffectCounts counts={commands} />
        </span>
      </Link>
      <ul>
        {(narrowed.length > 0 ? narrowed : procedures).map((procedure) => (
          <li key={procedure.id} className="not-last:border-b">
            <Link
              href={`/runbooks/${digest}#${procedure.id}`}
              className="grid gap-x-3 gap-y-0.5 px-3 py-1 hover:bg-sunken focus-visible:-outline-offset-2 md:grid-cols-[minmax(0,1fr)_6rem_12rem_5rem_minmax(0,22rem)] md:items-baseline"
            >
              <span className={procedure.parent === null ? '' : 'pl-4 text-muted'}>{procedure.heading}</span>
              <span className="text-xs text-muted">{procedure.kind}</span>
              <span className="font-mono text-xs break-words text-muted">{procedure.alert}</span>
              <span className="text-xs text-muted">{stepCount(procedure)}</span>
              <span className="md:justify-self-end">
                <EffectCounts counts={procedure.effects} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A part of another procedure may have no steps of its own: it is done by those of the whole. */
function stepCount({ steps, parent }: RunbookSummary['procedures'][number]): string {
  if (steps === 0 && parent !== null) return 'within'
  return `${steps} ${steps === 1 ? 'step' : 'steps'}`
}

function NoRunbooks() {
  const command = 'standby serve --examples'
  return (
    <PageNote title="No runbooks yet">
      <p>Give the server the Markdown files you have, unedited; or start it with its examples:</p>
      <p className="mt-2 inline-flex items-center gap-2 rounded-md border bg-sunken px-2 py-1">
        <code className="text-xs">{command}</code>
        <CopyButton text={command} what="the command" />
      </p>
    </PageNote>
  )
}
