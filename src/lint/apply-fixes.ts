import type { Diagnostic } from '../plan/plan.ts'

/**
 * Applies the edits that findings bring, from the end of the file to its beginning. Of two that overlap the first is
 * applied: the other one is found again, if it still holds.
 */
export function applyFixes(source: string, diagnostics: readonly Diagnostic[]): { text: string; applied: number } {
  const edits = diagnostics.flatMap(({ fix }) => (fix === null ? [] : [fix])).sort((a, b) => a.offset - b.offset)
  const parts: string[] = []
  let at = 0
  let applied = 0
  for (const { offset, length, text } of edits) {
    if (offset < at || (offset === at && applied > 0 && length === 0)) continue
    parts.push(source.slice(at, offset), text)
    at = offset + length
    applied++
  }
  parts.push(source.slice(at))
  return { text: parts.join(''), applied }
}
