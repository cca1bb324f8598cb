import type { CommentFact, FenceFact } from './facts.ts'
import { fenceAt } from './fences.ts'
import { sign } from './signs.ts'

/** What headings begin with, and a shell's comments. */
export const HASH = sign('#')

const COMMENT = /^\s*#+\s*(.*)$/

/**
 * Finds the lines of blocks that are nothing but a comment.
 *
 * @param hashed - The lines that may be one, counted from 1.
 */
export function findComments(hashed: readonly number[], fences: readonly FenceFact[]): CommentFact[] {
  const comments: CommentFact[] = []
  for (const line of hashed) {
    const fence = fenceAt(fences, line)
    if (fence === undefined) continue
    // Undefined for the marks.
    const index = line - fence.line - 1
    const text = COMMENT.exec(fence.lines[index] ?? '')?.[1]?.trim()
    if (text !== undefined) comments.push({ fence, line, index, text })
  }
  return comments
}
