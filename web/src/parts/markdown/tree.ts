import type { SyntaxNode } from '@lezer/common'
import { GFM, parser } from '@lezer/markdown'

const markdown = parser.configure(GFM)

/** A Markdown text with its tree and the places of its lines. */
export interface MarkdownSource {
  text: string
  root: SyntaxNode
  /** Line of an offset, counting from 1. */
  lineAt(offset: number): number
}

export function parseMarkdown(text: string): MarkdownSource {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return {
    text,
    root: markdown.parse(text).topNode,
    lineAt(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      return low + 1
    },
  }
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

/** A fence's language and its lines, each with its number in the file. Marks of quotes and indentation are left out. */
export function fenceOf(
  source: MarkdownSource,
  node: SyntaxNode,
): { info: string; lines: { line: number; text: string }[] } {
  const parts = childrenOf(node)
  const info = parts.find((part) => part.name === 'CodeInfo')
  const code = parts.filter((part) => part.name === 'CodeText')
  const byLine = new Map<number, string>()
  for (const part of code) {
    const pieces = source.text.slice(part.from, part.to).split('\n')
    const first = source.lineAt(part.from)
    for (const [index, piece] of pieces.entries()) {
      byLine.set(first + index, (byLine.get(first + index) ?? '') + piece.replace(/\r$/, ''))
    }
  }
  const numbers = [...byLine.keys()]
  // An indented or quoted fence gives one piece a line, and its line ends as pieces of their own.
  const last =
    numbers.length > 0 && byLine.get(Math.max(...numbers)) === '' ? Math.max(...numbers) - 1 : Math.max(...numbers)
  const lines = []
  for (let line = Math.min(...numbers); line <= last; line++) lines.push({ line, text: byLine.get(line) ?? '' })
  return { info: info ? source.text.slice(info.from, info.to).trim() : '', lines: numbers.length ? lines : [] }
}

/** Where a link may lead: the web, mail, or a place in this page. Anything else stays text. */
export function safeHref(url: string): string | null {
  return /^(?:https?:\/\/|mailto:|#)/i.test(url) ? url : null
}

/** GitHub's slug of a heading, for links within the file. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}
