import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'

interface Props {
  title: string
  open: boolean
  onClose: () => void
  wide?: boolean
  children: ReactNode
}

/**
 * The browser's own modal: it keeps the focus, closes on Esc and makes the rest inert. Radix's would inject a style
 * element, which the content policy forbids.
 */
export function Dialog({ title, open, onClose, wide = false, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    if (!dialog || !open) return
    dialog.showModal()
    // The browser would take the first button, and that is the one that closes.
    const field = dialog.querySelector<HTMLElement>('input') ?? dialog
    field.focus()
    return () => dialog.close()
  }, [open])
  if (!open) return null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it; the click is for pointers on the backdrop
    <dialog
      ref={ref}
      aria-label={title}
      tabIndex={-1}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className={`m-auto max-h-[90dvh] w-full outline-none overflow-auto rounded-lg border border-line-strong bg-surface text-text shadow-xl shadow-[#000]/30 max-md:m-0 max-md:mt-auto max-md:max-w-full ${wide ? 'max-w-4xl' : 'max-w-lg'}`}
    >
      <div className="sticky top-0 z-10 flex items-center justify-between border-b bg-surface px-4 py-2">
        <h2 className="text-base font-semibold">{title}</h2>
        <button
          type="button"
          aria-label="Close"
          onClick={onClose}
          className="rounded-sm p-1 text-muted hover:text-text"
        >
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      <div className="p-4">{children}</div>
    </dialog>
  )
}
