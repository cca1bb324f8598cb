import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

/** Copies exact bytes. `what` says which, for those who do not see where it stands. */
export function CopyButton({ text, what, words }: { text: string; what: string; words?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_500)
    return () => clearTimeout(timer)
  }, [copied])
  const Icon = copied ? Check : Copy
  return (
    <button
      type="button"
      aria-label={copied ? `Copied ${what}` : `Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => void copy(text).then(setCopied)}
      className="inline-flex items-center gap-1 rounded-sm p-1 text-xs text-faint hover:bg-sunken hover:text-text"
    >
      <Icon size={13} aria-hidden="true" />
      {words && (copied ? 'copied' : words)}
    </button>
  )
}

/** The clipboard is there only on https and localhost; elsewhere a selection is copied the old way. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}
