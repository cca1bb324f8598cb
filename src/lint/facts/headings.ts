import type { FenceFact, Heading } from './facts.ts'
import { fenceAt } from './fences.ts'

const HEADING = /^ {0,3}(#{1,6})\s+/

/**
 * Finds the headings of a file, outside its fences.
 *
 * @param hashed - The lines that may be headings, counted from 1.
 */
export function findHeadings(
  lines: readonly string[],
  hashed: readonly number[],
  fences: readonly FenceFact[],
): Heading[] {
  const headings: Heading[] = []
  for (const line of hashed) {
    const text = lines[line - 1] ?? ''
    const found = HEADING.exec(text)
    if (found === null || fenceAt(fences, line) !== undefined) continue
    const title = text.slice(found[0].length).trimEnd().replace(/#+$/, '').trimEnd()
    if (title !== '') headings.push({ line, level: found[1]?.length ?? 1, text: title })
  }
  return headings
}

/** The nearest heading on a line or above it; by binary search, since a file may have thousands. */
export function headingAbove(headings: readonly Heading[], line: number): Heading | undefined {
  let [low, high] = [0, headings.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((headings[middle]?.line ?? 0) <= line) low = middle + 1
    else high = middle
  }
  return headings[low - 1]
}
