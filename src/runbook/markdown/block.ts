import type { FenceKind } from '../shell/language.ts'

/** Markdown as the blocks a runbook is made of. Lines count from 1 and are those of the file. */
export type Block = Heading | Fence | Paragraph | List | Table

export interface Heading {
  type: 'heading'
  level: number
  /** As written, without Markdown marks. */
  text: string
  line: number
  endLine: number
}

/** A fenced or indented code block. */
export interface Fence {
  type: 'fence'
  /** The first word after the fence, in lower case; empty without one. */
  language: string
  /** What it holds; null: nothing that anyone runs. */
  kind: FenceKind | null
  line: number
  endLine: number
  /** The line of `lines[0]`. */
  firstLine: number
  /** The lines, as one text. */
  code: string
  /** The code, without the indentation of the list item or the marks of the quote it stands in. */
  lines: string[]
  /** How many characters were taken off each line. */
  indents: number[]
  closed: boolean
}

export interface Paragraph {
  type: 'paragraph'
  /** Markdown, one entry per line, without the container's indentation. */
  lines: string[]
  line: number
  endLine: number
  /** Whether it stands in a quote: a remark, most often. */
  quoted?: true
}

export interface List {
  type: 'list'
  ordered: boolean
  /** Number of its first item, as written. */
  start: number
  items: ListItem[]
  /** How many of its items say what to do, of 1; null until asked. The chapter asks, the procedure and the steps. */
  share: number | null
  line: number
  endLine: number
}

export interface ListItem {
  task: boolean
  /** Of its first paragraph, without marks, on one line; empty without one. */
  text: string
  blocks: Block[]
  line: number
  endLine: number
}

export interface Table {
  type: 'table'
  header: string[]
  /** `commands`: what each cell says to type, where that is all it holds. */
  rows: { line: number; cells: string[]; commands: (string | null)[] }[]
  line: number
  endLine: number
}

/** All of one type, those in lists with them, in their order. */
export function blocksOfType<Type extends Block['type']>(
  blocks: readonly Block[],
  type: Type,
  into: Extract<Block, { type: Type }>[] = [],
): Extract<Block, { type: Type }>[] {
  for (const block of blocks) {
    if (block.type === type) into.push(block as Extract<Block, { type: Type }>)
    else if (block.type === 'list') for (const item of block.items) blocksOfType(item.blocks, type, into)
  }
  return into
}

export interface Document {
  /** Line-feed endings, no byte-order mark; line numbers are those of the file. */
  lines: string[]
  frontMatter: Record<string, unknown>
  blocks: Block[]
}
