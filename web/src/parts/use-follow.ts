import { useCallback, useEffect, useRef, useState } from 'react'

/**
 * Keeps a scrolling box at its end while `content` grows, until the reader scrolls away; `jump` goes back to the end.
 */
export function useFollow<T extends HTMLElement>(content: unknown) {
  const ref = useRef<T>(null)
  const [away, setAway] = useState(false)
  const jump = useCallback(() => {
    const box = ref.current
    if (box) box.scrollTop = box.scrollHeight
    setAway(false)
  }, [])
  const onScroll = useCallback(() => {
    const box = ref.current
    if (box) setAway(box.scrollHeight - box.scrollTop - box.clientHeight > 24)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: growing content is what moves it
  useEffect(() => {
    const box = ref.current
    if (box && !away) box.scrollTop = box.scrollHeight
  }, [content, away])
  return { ref, away, jump, onScroll }
}
