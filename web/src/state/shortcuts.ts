/** A key, or two keys one after the other: `a`, `?`, `g i`. */
export interface Shortcut {
  keys: string
  what: string
  run: (event: KeyboardEvent) => void
}

const SEQUENCE_MS = 1_200

/** Those of the page that is shown; the latest registered wins over an earlier one of the same keys. */
export const shortcuts: Shortcut[] = []

export function register(shortcut: Shortcut): () => void {
  shortcuts.push(shortcut)
  return () => {
    const at = shortcuts.indexOf(shortcut)
    if (at >= 0) shortcuts.splice(at, 1)
  }
}

/** Finds the shortcut for the keys pressed so far; `more` when they are the beginning of one. */
export function matchKeys(known: readonly Shortcut[], pressed: string): Shortcut | 'more' | null {
  const exact = known.findLast((shortcut) => shortcut.keys === pressed)
  if (exact) return exact
  return known.some((shortcut) => shortcut.keys.startsWith(`${pressed} `)) ? 'more' : null
}

/** Keys typed into a field are text, and keys with a modifier belong to the browser. */
function isForUs(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return false
  const target = event.target
  if (!(target instanceof HTMLElement)) return true
  if (document.querySelector('dialog[open]')) return false
  return !target.isContentEditable && !['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

export function listenForShortcuts(): () => void {
  let before = ''
  let beforeAt = 0
  const onKey = (event: KeyboardEvent) => {
    if (!isForUs(event) || event.key === 'Shift') return
    const chained = before !== '' && event.timeStamp - beforeAt < SEQUENCE_MS ? `${before} ${event.key}` : event.key
    const found = matchKeys(shortcuts, chained) ?? (chained === event.key ? null : matchKeys(shortcuts, event.key))
    before = found === 'more' ? event.key : ''
    beforeAt = event.timeStamp
    if (found === null || found === 'more') return
    event.preventDefault()
    found.run(event)
  }
  window.addEventListener('keydown', onKey)
  return () => window.removeEventListener('keydown', onKey)
}
