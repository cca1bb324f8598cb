import { TriangleAlert } from 'lucide-react'
import { Refusal } from '../api/client.ts'

/** What was refused and what to do about it, next to the control that was refused. */
export function RefusalNote({ error }: { error: Error | null }) {
  if (error === null) return null
  return (
    <div role="alert" className="flex gap-2 border-l-2 border-fail bg-fail-soft px-2 py-1.5 text-sm">
      <TriangleAlert size={14} aria-hidden="true" className="mt-0.5 shrink-0 text-fail" />
      <div>
        <p className="font-semibold text-fail first-letter:uppercase">{error.message}</p>
        {error instanceof Refusal && error.hint && <p className="text-muted first-letter:uppercase">{error.hint}</p>}
      </div>
    </div>
  )
}
