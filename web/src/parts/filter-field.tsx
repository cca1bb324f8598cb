import { useRef } from 'react'
import { useShortcut } from './use-shortcut.ts'

/** Narrows a list by words; `/` goes there, Esc empties and leaves it. */
export function FilterField({
  what,
  value,
  onChange,
}: {
  what: string
  value: string
  onChange: (value: string) => void
}) {
  const ref = useRef<HTMLInputElement>(null)
  useShortcut('/', `Filter ${what}`, () => ref.current?.focus())
  return (
    <input
      ref={ref}
      type="search"
      aria-label={`Filter ${what}`}
      aria-keyshortcuts="/"
      placeholder={`Filter ${what}  /`}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        onChange('')
        event.currentTarget.blur()
      }}
      className="h-8 w-full rounded-md border border-line-strong bg-surface px-2 text-sm placeholder:text-faint max-md:h-10 max-md:text-lg md:w-56"
    />
  )
}

/** True when every word of the filter is found in one of the texts. */
export function matches(filter: string, texts: readonly (string | null)[]): boolean {
  const all = texts.join(' ').toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word))
}
