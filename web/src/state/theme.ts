import { createStore } from './store.ts'

export type Theme = 'system' | 'dark' | 'light'

const KEY = 'standby.theme'

function remembered(): Theme {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY)
  return kept === 'dark' || kept === 'light' ? kept : 'system'
}

export const theme = createStore<Theme>(remembered())

/** From what the system says to its opposite, then to the other, then back to the system's. */
export function nextTheme(current: Theme, systemIsDark: boolean): Theme {
  const opposite: Theme = systemIsDark ? 'light' : 'dark'
  if (current === 'system') return opposite
  return current === opposite ? (systemIsDark ? 'dark' : 'light') : 'system'
}

export function toggleTheme(): void {
  const next = nextTheme(theme.get(), matchMedia('(prefers-color-scheme: dark)').matches)
  if (next === 'system') {
    localStorage.removeItem(KEY)
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem(KEY, next)
    document.documentElement.dataset.theme = next
  }
  theme.set(next)
}
