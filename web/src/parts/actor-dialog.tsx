import { useState } from 'react'
import { actor } from '../state/actor.ts'
import { useStore } from '../state/store.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

export function ActorDialog() {
  const asking = useStore(actor.asking)
  const known = useStore(actor.name)
  return (
    <Dialog title="Who are you?" open={asking} onClose={() => actor.cancel()}>
      <ActorForm known={known ?? ''} />
    </Dialog>
  )
}

function ActorForm({ known }: { known: string }) {
  const [name, setName] = useState(known)
  const given = name.trim()
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (given) actor.give(given)
      }}
    >
      <label className="block">
        <span className="text-muted">It is written next to every decision, and kept in this browser.</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog asks for this one thing
          autoFocus
          required
          maxLength={80}
          autoComplete="name"
          aria-label="Your name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          className="mt-2 block w-full rounded-md border border-line-strong bg-bg px-2 py-1.5 text-base max-md:text-lg"
        />
      </label>
      <div className="flex justify-end gap-2">
        <Button look="ghost" onClick={() => actor.cancel()}>
          Not now
        </Button>
        <Button look="primary" type="submit" disabled={!given}>
          That is me
        </Button>
      </div>
    </form>
  )
}
