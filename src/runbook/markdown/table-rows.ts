import { commandInCell } from '../shell/inline-commands.ts'
import type { Table } from './block.ts'
import { plainText } from './inline.ts'
import { SPACE, TAB } from './line.ts'

const PIPE = 124
const BACKSLASH = 92
const DELIMITERS = /^[>\s]*\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$/

/** Whether a `|` stands in it that no backslash takes away. */
export function hasPipe(text: string, from: number): boolean {
  if (!text.includes('|', from)) return false
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === PIPE) return true
    if (code === BACKSLASH) at += 1
  }
  return false
}

/**
 * Whether the second text is the row of dashes that makes a head of the first: `|---|:--:|`.
 *
 * @param from - Where the cells begin, in both.
 */
export function headsTable(head: string, dashes: string, from = 0): boolean {
  return DELIMITERS.test(dashes) && countCells(head, from) === countCells(dashes, from)
}

function countCells(row: string, from: number): number {
  let count = 0
  let first = true
  let filled = false
  let escaped = false
  for (let at = from; at < row.length; at++) {
    const code = row.charCodeAt(at)
    if (code === PIPE && !escaped) {
      if (!first || filled) count += 1
      first = false
      filled = false
    } else if (escaped || (code !== SPACE && code !== TAB)) filled = true
    escaped = !escaped && code === BACKSLASH
  }
  return filled ? count + 1 : count
}

export function readRow(line: number, row: string): Table['rows'][number] {
  const cells = splitRow(row)
  return { line, cells: cells.map(plainText), commands: cells.map(commandInCell) }
}

/** Cells of a table row: `|` in code or after a backslash does not divide. */
export function splitRow(row: string): string[] {
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
