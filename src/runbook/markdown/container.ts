import type { Block, ListItem } from './block.ts'

/** What holds blocks and is not at its end yet. Lines count from 0. */
export interface Container {
  type: 'document' | 'quote' | 'bullets' | 'numbers' | 'item'
  /** An item's indentation, or the sign that a list's items begin with. */
  value: number
  line: number
  /** Last line it is known to reach, and the last line of what it holds. */
  end: number
  last: number
  /** How much it holds, its own marks included. */
  children: number
  /** An item that begins with a blank line. */
  blankFirst: boolean
  /** Quotes and items around it, itself included. */
  level: number
  task: boolean
  start: number
  blocks: Block[]
  items: ListItem[]
}

export function containerAt(type: Container['type'], value: number, line: number, level: number): Container {
  return {
    type,
    value,
    line,
    end: line,
    last: line,
    children: 0,
    blankFirst: false,
    level,
    task: false,
    start: 1,
    blocks: [],
    items: [],
  }
}

/** Marks a paragraph as standing in a quote. */
export function quoted(block: Block): Block {
  return block.type === 'paragraph' ? { ...block, quoted: true } : block
}
