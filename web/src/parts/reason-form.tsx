import { useState } from 'react'
import { Button } from './button.tsx'

interface Props {
  what: string
  action: string
  busy: boolean
  onReason: (reason: string) => void
  onCancel: () => void
}

/** Asks for one line of reason: it is written to the timeline. */
export function ReasonForm({ what, action, busy, onReason, onCancel }: Props) {
  const [reason, setReason] = useState('')
  const given = reason.trim()
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (given) onReason(given)
      }}
    >
      <label className="min-w-0 grow basis-64">
        <span className="block text-xs text-muted">{what}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: it opens because the person asked for it
          autoFocus
          value={reason}
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onCancel()}
          className="mt-0.5 h-8 w-full rounded-md border border-line-strong bg-bg px-2 text-sm max-md:h-10 max-md:text-lg"
        />
      </label>
      <Button type="submit" look="danger" disabled={busy || !given}>
        {action}
      </Button>
      <Button look="ghost" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  )
}
