import type { FenceFact, Heading } from './facts.ts'
import { fenceAt } from './fences.ts'

const HEADING = /^ {0,3}(#{1,6})\s+/

/** Finds the headings of a file, outside its fences. */
export function findHeadings(lines: readonly string[], fences: readonly FenceFact[]): Heading[] {
  const headings: Heading[] = []
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] ?? ''
    const found = text.includes('#') ? HEADING.exec(text) : null
    if (found === null || fenceAt(fences, at + 1) !== undefined) continue
    const title = text.slice(found[0].length).trimEnd().replace(/#+$/, '').trimEnd()
    if (title !== '') headings.push({ line: at + 1, level: found[1]?.length ?? 1, text: title })
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
