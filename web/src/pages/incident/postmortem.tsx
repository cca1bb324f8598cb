import { Download } from 'lucide-react'
import { usePostmortem } from '../../api/queries.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Markdown } from '../../parts/markdown/markdown.tsx'
import { Loading } from '../../parts/page-note.tsx'
import { RefusalNote } from '../../parts/refusal.tsx'

export default function Postmortem({ number }: { number: number }) {
  const { data, error } = usePostmortem(number, true)
  if (error) return <RefusalNote error={error} />
  if (data === undefined) return <Loading what="the draft" />
  return (
    <div>
      <div className="mb-3 flex items-center gap-3 border-b pb-2">
        <p className="grow text-muted">Written from the timeline. Yours to finish.</p>
        <CopyButton text={data} what="the draft's Markdown" words="copy Markdown" />
        <a
          href={`/api/v1/incidents/${number}/postmortem`}
          download={`postmortem-${number}.md`}
          className="inline-flex items-center gap-1 p-1 text-xs text-muted hover:text-text"
        >
          <Download size={13} aria-hidden="true" /> download
        </a>
      </div>
      <Markdown text={data} />
    </div>
  )
}
