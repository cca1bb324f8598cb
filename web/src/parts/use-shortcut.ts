import { useEffect, useRef } from 'react'
import { register } from '../state/shortcuts.ts'

/** Binds keys while the part is shown. Null keys bind nothing. */
export function useShortcut(keys: string | null, what: string, run: (event: KeyboardEvent) => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    if (keys === null) return
    return register({ keys, what, run: (event) => latest.current(event) })
  }, [keys, what])
}

/** `j` and `k` move through the elements marked `data-row`. */
export function useRowKeys(what: string): void {
  useShortcut('j', `Next ${what}`, () => moveRow(1))
  useShortcut('k', `Previous ${what}`, () => moveRow(-1))
}

function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.offsetParent !== null)
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const target = at < 0 ? rows[by > 0 ? 0 : rows.length - 1] : rows[Math.min(rows.length - 1, Math.max(0, at + by))]
  target?.focus({ preventScroll: true })
  target?.scrollIntoView({ block: 'nearest' })
}
