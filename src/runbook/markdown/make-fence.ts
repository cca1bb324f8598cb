import { fenceKind } from '../shell/language.ts'
import type { Fence } from './block.ts'

/** Where a fence stands: lines count from 0, and are indices into the file's lines. */
export interface FenceSite {
  /** Whether it has marks; an indented block has none. */
  fenced: boolean
  closed: boolean
  /** First line, with the marks if it has any, and the column they or the code begin at. */
  line: number
  column: number
  /** Last line. */
  to: number
  /** What stands after the opening marks. */
  info: string
}

const FENCE_MARK = /^(\s*)(`{3,}|~{3,})([\w+#.-]*)\s*$/

export function makeFence(file: readonly string[], { fenced, closed, line, column, to, info }: FenceSite): Fence {
  const first = fenced ? line + 1 : line
  const last = fenced && closed ? to - 1 : to
  const lead = (file[line] as string).slice(0, column)
  const lines = file.slice(first, last + 1)
  const indents = lead === '' ? lines.map(() => 0) : lines.map((text) => outdent(text, lead))
  if (lead !== '') for (const [at, taken] of indents.entries()) lines[at] = (lines[at] as string).slice(taken)
  if (!closed) while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
  const place = { line: line + 1, endLine: to + 1, firstLine: first + 1 }
  const marked = fenced ? null : FENCE_MARK.exec(lines[0] ?? '')
  // Indented too far to be a fence: its marks are part of the code.
  if (marked !== null && lines.length > 2 && lines.at(-1)?.trim() === marked[2]) {
    const indent = (marked[1] as string).length
    const inner = lines.slice(1, -1)
    const taken = inner.map((text) => Math.min(indent, text.length - text.trimStart().length))
    const language = (marked[3] as string).toLowerCase()
    const code = inner.map((text, at) => text.slice(taken[at]))
    return {
      type: 'fence',
      language,
      kind: fenceKind(language, code),
      ...place,
      firstLine: place.firstLine + 1,
      lines: code,
      code: code.join('\n'),
      indents: taken.map((count, at) => count + (indents[at + 1] ?? 0)),
      closed: true,
    }
  }
  const language = info === '' ? '' : (/^\{?\.?([\w+#.-]*)/.exec(info)?.[1]?.toLowerCase() ?? '')
  return {
    type: 'fence',
    language,
    kind: fenceKind(language, lines),
    ...place,
    lines,
    code: lines.join('\n'),
    indents,
    closed,
  }
}

/** How much to take off: what the fence's own first line had before the fence, quote marks and as many blanks. */
function outdent(line: string, lead: string): number {
  let taken = 0
  for (let at = 0; at < lead.length; at++) {
    const next = line[taken]
    if ((lead[at] === '>' && next === '>') || next === ' ' || next === '\t') taken += 1
    else break
  }
  return taken
}
