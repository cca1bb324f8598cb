import type { SyntaxNode } from '@lezer/common'
import { GFM, parser } from '@lezer/markdown'
import { parse as parseYaml } from 'yaml'
import type { Block, Document, Fence, List, ListItem, Paragraph, Table } from './block.ts'
import { itemText, plainText } from './inline.ts'
import { commandInCell } from './inline-commands.ts'
import { fenceKind } from './language.ts'
import { gatherLettered } from './lettered.ts'
import { readComponents, readTabs } from './tabs.ts'

const markdown = parser.configure(GFM)
// Blocks are all we take from the parser; what stands inside them we read ourselves. A third of its time goes into that.
markdown.parseInline = () => []

/** Parses a whole file. Never throws: whatever is not understood is a paragraph. */
export function parseDocument(source: string): Document {
  const lines = source.replace(/^\uFEFF/, '').split('\n')
  if (source.includes('\r')) for (const [at, line] of lines.entries()) lines[at] = line.replace(/\r$/, '')
  const { data, length } = readFrontMatter(lines)
  const readable = readComponents(readTabs(lines)).map((line, index) => {
    if (index < length) return ''
    // The parser does not take a table whose delimiter row ends in blanks.
    return isDelimiterRow(line) ? line.trimEnd() : line
  })
  const text = readable.join('\n')
  const reader = new Reader(text, readable)
  return { lines, frontMatter: data, blocks: reader.children(markdown.parse(text).topNode) }
}

function isDelimiterRow(line: string): boolean {
  return line.includes('|') && line.includes('-') && /^[\s|:-]+$/.test(line)
}

function readFrontMatter(lines: string[]): { data: Record<string, unknown>; length: number } {
  if (lines[0]?.trimEnd() !== '---') return { data: {}, length: 0 }
  const end = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line))
  if (end < 0 || end > 200) return { data: {}, length: 0 }
  try {
    const data: unknown = parseYaml(lines.slice(1, end).join('\n'), { maxAliasCount: 20, logLevel: 'silent' })
    if (data === null) return { data: {}, length: end + 1 }
    if (typeof data !== 'object' || Array.isArray(data)) return { data: {}, length: 0 }
    return { data: data as Record<string, unknown>, length: end + 1 }
  } catch {
    // Two rules with text between them, or YAML of some generator: not shown, not fatal.
    return {
      data: {},
      length: lines.slice(1, end).every((line) => /^[\w-]+\s*:|^\s|^$|^#|^-/.test(line)) ? end + 1 : 0,
    }
  }
}

const FENCE_MARK = /^(\s*)(`{3,}|~{3,})([\w+#.-]*)\s*$/

/** Turns syntax nodes into blocks. */
class Reader {
  readonly #text: string
  readonly #lines: string[]
  readonly #starts: number[] = []

  constructor(text: string, lines: string[]) {
    this.#text = text
    this.#lines = lines
    let at = 0
    for (const line of lines) {
      this.#starts.push(at)
      at += line.length + 1
    }
  }

  /** Quotes are transparent: what they hold counts as standing where the quote stands. */
  children(node: SyntaxNode, depth = 0): Block[] {
    return gatherLettered(this.#blocksOf(node, depth))
  }

  #blocksOf(node: SyntaxNode, depth: number): Block[] {
    if (depth > 60) return []
    const blocks: Block[] = []
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (child.name === 'Blockquote') blocks.push(...this.children(child, depth + 1).map(quoted))
      else {
        const block = this.#block(child, depth)
        if (block !== null) blocks.push(block)
      }
    }
    return blocks
  }

  #block(node: SyntaxNode, depth: number): Block | null {
    const heading = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)
    if (heading !== null) {
      const written = this.#text.slice(node.from, node.to)
      const text = heading[0].startsWith('A')
        ? written.replace(/^#+|\s#+\s*$/g, '')
        : written.replace(/\n[ \t>]*[=-]+\s*$/, '')
      return { type: 'heading', level: Number(heading[1]), text: plainText(text), ...this.#span(node) }
    }
    switch (node.name) {
      case 'FencedCode':
      case 'CodeBlock':
        return this.#fence(node)
      case 'Paragraph':
      case 'Task':
        return this.#paragraph(node)
      case 'BulletList':
      case 'OrderedList':
        return this.#list(node, depth)
      case 'Table':
        return this.#table(node)
      default:
        return null
    }
  }

  #fence(node: SyntaxNode): Fence {
    const { line, endLine } = this.#span(node)
    const fenced = node.name === 'FencedCode'
    const marks = fenced ? node.getChildren('CodeMark') : []
    const info = node.getChild('CodeInfo')
    const closed = !fenced || marks.length > 1
    const firstLine = fenced ? line + 1 : line
    const lastLine = fenced && closed ? endLine - 1 : endLine
    const column = node.from - (this.#starts[line - 1] as number)
    const lead = (this.#lines[line - 1] as string).slice(0, column)
    const lines: string[] = []
    const indents: number[] = []
    for (let at = firstLine; at <= lastLine; at++) {
      const { text, taken } = outdent(this.#lines[at - 1] as string, lead)
      lines.push(text)
      indents.push(taken)
    }
    if (!closed) while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
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
        line,
        endLine,
        firstLine: firstLine + 1,
        lines: code,
        indents: taken.map((count, at) => count + (indents[at + 1] ?? 0)),
        closed: true,
      }
    }
    const said = info === null ? '' : this.#text.slice(info.from, info.to)
    const language = /^\{?\.?([\w+#.-]*)/.exec(said.trim())?.[1]?.toLowerCase() ?? ''
    return {
      type: 'fence',
      language,
      kind: fenceKind(language, lines),
      line,
      endLine,
      firstLine,
      lines,
      indents,
      closed,
    }
  }

  #paragraph(node: SyntaxNode): Paragraph {
    const { line, endLine } = this.#span(node)
    const from = node.getChild('TaskMarker')?.to ?? node.from
    const first = this.#text.slice(from, Math.min(node.to, this.#endOf(line))).trim()
    const rest = this.#lines.slice(line, endLine).map((text) => text.replace(/^[\s>]+/, '').trimEnd())
    return { type: 'paragraph', lines: [first, ...rest], line, endLine }
  }

  #list(node: SyntaxNode, depth: number): List {
    const items: ListItem[] = []
    for (const item of node.getChildren('ListItem')) {
      const blocks = this.children(item, depth + 1)
      items.push({ task: item.getChild('Task') !== null, text: itemText(blocks), blocks, ...this.#span(item) })
    }
    const start = Number.parseInt(this.#text.slice(node.from, node.from + 10), 10)
    return {
      type: 'list',
      ordered: node.name === 'OrderedList',
      start: Number.isNaN(start) ? 1 : start,
      items,
      ...this.#span(node),
    }
  }

  #table(node: SyntaxNode): Table {
    const split = (row: SyntaxNode) => splitRow(this.#text.slice(row.from, row.to))
    const header = node.getChild('TableHeader')
    const rows = node.getChildren('TableRow').map((row) => {
      const cells = split(row)
      return { line: this.#span(row).line, cells: cells.map(plainText), commands: cells.map(commandInCell) }
    })
    return { type: 'table', header: header === null ? [] : split(header).map(plainText), rows, ...this.#span(node) }
  }

  #span({ from, to }: { from: number; to: number }): { line: number; endLine: number } {
    return {
      line: this.#lineAt(from),
      endLine: this.#lineAt(Math.max(from, to > from && this.#text[to - 1] === '\n' ? to - 1 : to)),
    }
  }

  #endOf(line: number): number {
    return (this.#starts[line - 1] as number) + (this.#lines[line - 1] as string).length
  }

  #lineAt(offset: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}

/** Marks a paragraph as standing in a quote. */
function quoted(block: Block): Block {
  return block.type === 'paragraph' ? { ...block, quoted: true } : block
}

/** Takes off what the fence's own first line had before the fence: quote marks, and as many blanks as there were. */
function outdent(line: string, lead: string): { text: string; taken: number } {
  let taken = 0
  for (const char of lead) {
    const next = line[taken]
    if (char === '>' && next === '>') taken += 1
    else if (next === ' ' || next === '\t') taken += 1
    else break
  }
  return { text: line.slice(taken), taken }
}

/** Cells of a table row: `|` in code or after a backslash does not divide. */
function splitRow(row: string): string[] {
  const cells = row.includes('\\|') ? splitEscaped(row) : row.split('|')
  if (cells[0]?.trim() === '') cells.shift()
  if (cells.at(-1)?.trim() === '') cells.pop()
  return cells.map((text) => text.trim())
}

function splitEscaped(row: string): string[] {
  const cells: string[] = []
  let cell = ''
  for (let i = 0; i < row.length; i++) {
    if (row[i] === '\\' && row[i + 1] === '|') {
      cell += '|'
      i += 1
    } else if (row[i] === '|') {
      cells.push(cell)
      cell = ''
    } else cell += row[i]
  }
  cells.push(cell)
  return cells
}
