import { forEachChild, type SyntaxNode } from 'unbash'
import type { Chunk } from './parse-shell.ts'

/** A top-level statement's range, with its here-documents and its closing `;` or `&`. */
export interface StatementRange {
  from: number
  to: number
  /** The shell could not parse it. */
  garbled: boolean
}

/** The top-level statements, in order, not overlapping; a chunk that does not parse is one, whatever is in it. */
export function findStatements(chunks: readonly Chunk[], masked: string): StatementRange[] {
  const ranges: StatementRange[] = []
  for (const chunk of chunks) {
    if (chunk.error !== null) {
      const text = masked.slice(chunk.base, chunk.end)
      const from = chunk.base + (/^(?:[ \t\r\n]|#[^\n]*(?:\n|$))*/.exec(text)?.[0].length ?? 0)
      const to = chunk.base + text.trimEnd().length
      if (from < to) ranges.push({ from, to, garbled: true })
      continue
    }
    for (const statement of chunk.script.commands) {
      const from = chunk.base + statement.pos
      let to = chunk.base + statement.end
      // Here-documents follow the line, beyond the statement's own end.
      const end = masked.slice(from, to).includes('<<') ? chunk.base + endOfDocuments(statement) : to
      to = Math.max(end, to + (/^[ \t]*(?:;(?!;)|&(?!&))/.exec(masked.slice(to, to + 80))?.[0].length ?? 0))
      const last = ranges.at(-1)
      // Of a text that breaks off the parser may place the end beyond it.
      to = Math.min(to, masked.length)
      // `cat <<A; cat <<B` share lines: one cannot run without the other's document.
      if (last !== undefined && from < last.to) last.to = Math.max(last.to, to)
      else ranges.push({ from, to, garbled: false })
    }
  }
  return ranges
}

function endOfDocuments(node: SyntaxNode): number {
  let end = node.end
  if (node.type === 'HereDoc') end = Math.max(node.body.end, node.closing?.end ?? 0)
  forEachChild(node, (child) => {
    end = Math.max(end, child.type === 'Script' ? 0 : endOfDocuments(child))
  })
  return end
}
