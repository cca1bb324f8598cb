import { useEffect } from 'react'

/** Sets the tab's title, and its icon's mark when a person is waited for. */
export function useTitle(title: string, waiting = false): void {
  useEffect(() => {
    document.title = title
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]')
    if (icon) icon.href = waiting ? '/favicon-waiting.svg' : '/favicon.svg'
  }, [title, waiting])
}
