import type { FenceFact } from './facts.ts'
import { sign } from './signs.ts'

const MARK = /^[\s>]*(`{3,}|~{3,})\s*([^\s`{]*)/

/** What every mark holds. */
export const MARKS = sign('```', '~~~')

/**
 * Finds the fenced blocks of a file by their marks, in order. A fence that never closes ends with the file.
 *
 * @param marked - The lines that may be marks, counted from 1.
 */
export function findFences(lines: readonly string[], marked: readonly number[]): FenceFact[] {
  const fences: FenceFact[] = []
  let open: { line: number; language: string; mark: string } | null = null
  const close = (endLine: number, end: number) => {
    if (open === null) return
    const { line, language } = open
    fences.push({ line, endLine, language, lines: lines.slice(line, end), steps: [], commands: [] })
    open = null
  }
  for (const line of marked) {
    const mark = MARK.exec(lines[line - 1] ?? '')
    if (mark === null) continue
    if (open === null) open = { line, language: (mark[2] ?? '').toLowerCase(), mark: mark[1] ?? '```' }
    else if (mark[2] === '' && (mark[1] ?? '').startsWith(open.mark)) close(line, line - 1)
  }
  close(lines.length, lines.length)
  return fences
}

/** The fence a line stands in, its marks included; undefined outside. By binary search: fences are in order. */
export function fenceAt(fences: readonly FenceFact[], line: number): FenceFact | undefined {
  let low = 0
  let high = fences.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((fences[middle]?.endLine ?? 0) < line) low = middle + 1
    else high = middle
  }
  const fence = fences[low]
  return fence !== undefined && fence.line <= line ? fence : undefined
}

/** Whether a line stands between the marks of a fence. */
export function isBetweenMarks(fences: readonly FenceFact[], line: number): boolean {
  const fence = fenceAt(fences, line)
  return fence !== undefined && line > fence.line && line <= fence.line + fence.lines.length
}

/** The next line of a fence that is not blank; null if none is left. */
export function nextWritten({ lines }: FenceFact, index: number): string | null {
  for (let at = index + 1; at < lines.length; at++) {
    const text = lines[at] ?? ''
    if (text.trim() !== '') return text
  }
  return null
}
