import type { FenceFact } from './facts.ts'

const MARK = /^[\s>]*(`{3,}|~{3,})\s*([^\s`{]*)/

/** Finds the fenced blocks of a file by their marks. A fence that never closes ends with the file. */
export function findFences(lines: readonly string[]): FenceFact[] {
  const fences: FenceFact[] = []
  let open: { fence: FenceFact; mark: string; lines: { line: number; text: string }[] } | null = null
  for (const [index, text] of lines.entries()) {
    const line = index + 1
    const mark = text.includes('```') || text.includes('~~~') ? MARK.exec(text) : null
    if (open === null) {
      if (mark === null) continue
      const within: { line: number; text: string }[] = []
      const fence = { line, endLine: lines.length, language: (mark[2] ?? '').toLowerCase(), lines: within, steps: [] }
      open = { fence, mark: mark[1] ?? '```', lines: within }
      fences.push(fence)
    } else if (mark !== null && mark[2] === '' && (mark[1] ?? '').startsWith(open.mark)) {
      open.fence.endLine = line
      open = null
    } else open.lines.push({ line, text })
  }
  return fences
}
