import type { Block, Heading, List, Paragraph, Table } from './block.ts'
import { type Container, containerAt, quoted } from './container.ts'
import { itemText, plainText } from './inline.ts'
import { gatherLettered } from './lettered.ts'
import { isSpace, Line, skipSpace } from './line.ts'
import { LinkReference } from './link-reference.ts'
import { makeFence } from './make-fence.ts'
import * as starts from './starts.ts'
import { hasPipe, headsTable, readRow, splitRow } from './table-rows.ts'

/** Deeper than this nobody reads: what stands there is left out. */
const DEEPEST = 60

/**
 * Divides Markdown, as GitHub reads it, into blocks. Linear, and never throws. What nobody runs or reads as a step is left
 * out: HTML, rules, link references. A quote is transparent: what it holds counts as standing where it stands.
 *
 * Written for this alone (docs/adr/0017): a parser that keeps a tree, with what stands inside of each block, takes four times as long. The
 * one that draws runbooks in the console must find the same blocks, and a test holds the two together.
 */
export function parseBlocks(file: readonly string[]): Block[] {
  return new BlockParser(file).parse()
}

class BlockParser {
  readonly #file: readonly string[]
  /** The line being read; lines count from 0. */
  #at = 0
  #ended = false
  readonly #line = new Line()
  readonly #stack: Container[]

  constructor(file: readonly string[]) {
    this.#file = file
    this.#stack = [containerAt('document', 0, 0, 0)]
    this.#read(file[0] ?? '')
  }

  parse(): Block[] {
    while (this.#leaf());
    while (this.#stack.length > 1) this.#close()
    return gatherLettered(this.#top.blocks)
  }

  get #top(): Container {
    return this.#stack[this.#stack.length - 1] as Container
  }

  /** @returns false at the end of the file; then an empty line is being read. */
  #next(): boolean {
    if (this.#at >= this.#file.length - 1) {
      this.#ended = true
      this.#read('')
      return false
    }
    this.#at += 1
    this.#read(this.#file[this.#at] as string)
    return true
  }

  get #before(): number {
    return this.#ended ? this.#at : this.#at - 1
  }

  #read(text: string): void {
    const line = this.#line
    line.reset(text)
    for (; line.depth < this.#stack.length; line.depth++) {
      const goesOn = this.#goesOn(this.#stack[line.depth] as Container)
      line.forward()
      if (!goesOn) break
    }
  }

  /** Whether an open container goes on in this line; reads its marks. */
  #goesOn(container: Container): boolean {
    const line = this.#line
    switch (container.type) {
      case 'quote':
        if (line.next !== starts.QUOTE) return false
        line.marks.push(this.#at)
        line.moveBase(line.pos + (isSpace(line.text.charCodeAt(line.pos + 1)) ? 2 : 1))
        container.end = this.#at
        return true
      case 'item':
        if (
          line.next < 0
            ? container.blankFirst && container.children === 1
            : line.indent < line.baseIndent + container.value
        )
          return false
        line.moveBaseColumn(line.baseIndent + container.value)
        return true
      default:
        return this.#listGoesOn(container)
    }
  }

  #listGoesOn(list: Container): boolean {
    const line = this.#line
    if (line.isBlank) return true
    const item = this.#stack[line.depth + 1]
    if (item !== undefined && line.indent >= item.value + line.baseIndent) return true
    if (line.indent >= line.baseIndent + 4) return false
    const size = list.type === 'numbers' ? starts.numberAt(line) : starts.bulletAt(line)
    if (size < 0 || (list.type === 'bullets' && starts.ruleAt(line) > 0)) return false
    return line.text.charCodeAt(line.pos + size - 1) === list.value
  }

  /** Reads one block that holds no others, with the containers that begin or end before it. */
  #leaf(): boolean {
    const line = this.#line
    this.#closeEnded()
    while (line.isBlank) {
      if (!this.#next()) return false
      this.#closeEnded()
    }
    for (;;) {
      if (this.#code() || this.#fence()) return true
      if (this.#quote()) line.forward()
      else if (this.#rule()) return true
      else if (this.#item('bullets', starts.bulletAt(line)) || this.#item('numbers', starts.numberAt(line)))
        line.forward()
      else break
    }
    if (this.#heading() || this.#html()) return true
    if (line.isBlank) return this.#next()
    this.#paragraph()
    return true
  }

  /** Closes what does not go on in this line. A quote's marks belong to the innermost container they stand in. */
  #closeEnded(): void {
    const { marks } = this.#line
    let at = 0
    for (;;) {
      const open = this.#line.depth >= this.#stack.length
      for (; at < marks.length && (open || (marks[at] as number) <= this.#top.end); at++)
        this.#hold(marks[at] as number)
      if (open) return
      this.#close()
    }
  }

  #open(type: Container['type'], value: number): Container {
    const container = containerAt(
      type,
      value,
      this.#at,
      this.#top.level + (type === 'quote' || type === 'item' ? 1 : 0),
    )
    this.#stack.push(container)
    return container
  }

  #close(): void {
    const closed = this.#stack.pop() as Container
    const end = closed.children === 0 ? closed.end : Math.max(closed.end, closed.last)
    const into = this.#top
    const span = { line: closed.line + 1, endLine: this.#filled(end) + 1 }
    const blocks = closed.level > DEEPEST ? [] : gatherLettered(closed.blocks)
    if (closed.type === 'quote') for (const block of blocks) into.blocks.push(quoted(block))
    else if (closed.type === 'item') into.items.push({ task: closed.task, text: itemText(blocks), blocks, ...span })
    else {
      const { start, items } = closed
      const list: List = { type: 'list', ordered: closed.type === 'numbers', start, items, share: null, ...span }
      into.blocks.push(list)
    }
    this.#hold(end)
  }

  /** Notes that the innermost container holds something up to that line. */
  #hold(last: number): void {
    this.#top.last = last
    this.#top.children += 1
  }

  #add(block: Block | null, last: number): void {
    if (block !== null) this.#top.blocks.push(block)
    this.#hold(last)
  }

  /** The last line of what ends there: not the empty one. */
  #filled(end: number): number {
    return end > 0 && this.#file[end] === '' ? end - 1 : end
  }

  #code(): boolean {
    const line = this.#line
    if (line.indent < line.baseIndent + 4) return false
    const from = this.#at
    const column = line.offsetOf(line.baseIndent + 4)
    let to = from
    let pending: number[] = []
    const base = line.baseIndent + 4
    while (this.#next() && line.depth >= this.#stack.length) {
      if (line.isBlank) for (const mark of line.marks) pending.push(mark)
      else if (line.indent < base) break
      else {
        pending = []
        to = this.#at
      }
    }
    if (pending.length > 0) line.marks = pending.concat(line.marks)
    this.#add(
      makeFence(this.#file, { fenced: false, closed: true, line: from, column, to: this.#filled(to), info: '' }),
      to,
    )
    return true
  }

  #fence(): boolean {
    const line = this.#line
    const marked = starts.fenceAt(line)
    if (marked < 0) return false
    const { next: sign, pos: column } = line
    const from = this.#at
    const length = marked - column
    const info = line.text.slice(marked).trim()
    let closed = false
    this.#passTo(sign)
    while (!closed && this.#next() && line.depth >= this.#stack.length) {
      let at = line.pos
      if (line.indent - line.baseIndent < 4) while (line.text.charCodeAt(at) === sign) at += 1
      closed = at - line.pos >= length && skipSpace(line.text, at) === line.text.length
    }
    if (closed) this.#next()
    const to = this.#before
    this.#add(makeFence(this.#file, { fenced: true, closed, line: from, column, to: this.#filled(to), info }), to)
    return true
  }

  /** Passes over the lines that do not begin with a sign, where no container can end among them. */
  #passTo(sign: number): void {
    if (this.#stack.length > 1) return
    const file = this.#file
    while (this.#at < file.length - 1 && !starts.beginsWith(file[this.#at + 1] as string, sign)) this.#at += 1
  }

  #quote(): boolean {
    const size = starts.quoteAt(this.#line)
    if (size < 0) return false
    this.#open('quote', 0)
    this.#hold(this.#at)
    this.#line.moveBase(this.#line.pos + size)
    return true
  }

  #rule(): boolean {
    if (starts.ruleAt(this.#line) < 0) return false
    this.#next()
    this.#hold(this.#before)
    return true
  }

  #item(type: 'bullets' | 'numbers', size: number): boolean {
    if (size < 0) return false
    const line = this.#line
    if (this.#top.type !== type) {
      const list = this.#open(type, line.text.charCodeAt(line.pos + size - 1))
      const start = Number.parseInt(line.text.slice(line.basePos, line.basePos + 10), 10)
      if (!Number.isNaN(start)) list.start = start
    }
    const content = contentColumn(line, line.pos + size)
    const item = this.#open('item', content - line.baseIndent)
    this.#hold(this.#at)
    line.moveBaseColumn(content)
    item.blankFirst = type === 'bullets' ? content >= line.text.length : content === line.text.length
    return true
  }

  #heading(): boolean {
    const level = starts.headingAt(this.#line)
    if (level < 0) return false
    const written = this.#line.text.slice(this.#line.pos).replace(/^#+|\s#+\s*$/g, '')
    const from = this.#at
    this.#next()
    this.#add(headingAt(level, written, from, from), from)
    return true
  }

  #html(): boolean {
    const line = this.#line
    const html = starts.htmlAt(line, false)
    if (html === null) return false
    let inclusive = html.inclusive
    while (!html.closes.test(line.text) && this.#next()) {
      if (line.depth < this.#stack.length) {
        inclusive = false
        break
      }
    }
    if (inclusive) this.#next()
    this.#hold(this.#before)
    return true
  }

  #paragraph(): void {
    const line = this.#line
    const from = this.#at
    const column = line.pos
    const text = line.text.slice(column)
    const reference = text.startsWith('[') ? new LinkReference(text) : null
    const task = /^\[[ xX]\][ \t]/.test(text) && this.#top.type === 'item'
    const mayHead = hasPipe(text, 0)
    let rows: Table['rows'] | null = null
    let last = from
    while (this.#next() && !line.isBlank) {
      if (line.indent < line.baseIndent + 4 && this.#breaks(mayHead)) break
      if (reference?.takes(line.scrubbed) === true) {
        this.#hold(last)
        return
      }
      if (rows !== null) rows.push(readRow(this.#at + 1, line.text.slice(line.pos)))
      else if (mayHead && last === from && '-:|'.includes(line.text[line.pos] as string))
        rows = headsTable(text, line.text.slice(line.pos)) ? [] : null
      const level = line.depth < this.#stack.length ? -1 : starts.underlineAt(line)
      if (level > 0) {
        const lines = [text, ...this.#file.slice(from + 1, this.#at + 1)]
        const to = this.#at
        this.#next()
        this.#add(headingAt(level, lines.join('\n').replace(/\n[ \t>]*[=-]+\s*$/, ''), from, to), to)
        return
      }
      last = this.#at
    }
    if (reference?.isWhole() === true) this.#hold(last)
    else if (rows !== null) {
      const header = splitRow(text).map(plainText)
      this.#add({ type: 'table', header, rows, line: from + 1, endLine: last + 1 }, last)
    } else {
      if (task) this.#top.task = true
      this.#add(this.#paragraphOf(task ? text.slice(3) : text, from, last), last)
    }
  }

  #paragraphOf(first: string, from: number, last: number): Paragraph {
    const lines = [first.trim()]
    for (let at = from + 1; at <= last; at++) lines.push((this.#file[at] as string).replace(/^[\s>]+/, '').trimEnd())
    return { type: 'paragraph', lines, line: from + 1, endLine: last + 1 }
  }

  /** Whether a line ends the paragraph before it, without a blank line between them. */
  #breaks(inTable: boolean): boolean {
    const line = this.#line
    switch (line.next) {
      case starts.HASH:
        if (starts.headingAt(line) > 0) return true
        break
      case starts.BACKTICK:
      case starts.TILDE:
        if (starts.fenceAt(line) > 0) return true
        break
      case starts.QUOTE:
        return true
      case starts.LESS:
        if (starts.htmlAt(line, true) !== null) return true
        break
      default:
        if (this.#breaksAsItem() || this.#breaksAsRule()) return true
    }
    if (inTable || !hasPipe(line.text, line.basePos)) return false
    const below = this.#file[this.#at + 1] ?? ''
    return headsTable(line.text, below, line.basePos)
  }

  /** An item that says nothing, or a list that begins in the middle, does not break into a paragraph. */
  #breaksAsItem(): boolean {
    const line = this.#line
    if (starts.bulletAt(line) > 0)
      return this.#within('bullets') || skipSpace(line.text, line.pos + 2) < line.text.length
    const size = starts.numberAt(line)
    if (size < 0) return false
    if (this.#within('numbers')) return true
    return size === 2 && line.text[line.pos] === '1' && skipSpace(line.text, line.pos + size) < line.text.length
  }

  /** A line of dashes right under text makes a heading of it. */
  #breaksAsRule(): boolean {
    const line = this.#line
    if (starts.ruleAt(line) < 0) return false
    return line.next !== starts.MINUS || line.depth !== this.#stack.length || starts.underlineAt(line) < 0
  }

  #within(type: Container['type']): boolean {
    return this.#stack.some((container) => container.type === type)
  }
}

/** The column where an item's text begins; code that is indented further within it keeps its indentation. */
function contentColumn(line: Line, offset: number): number {
  const after = line.columnAt(offset)
  const skipped = skipSpace(line.text, offset)
  const column = line.columnAt(skipped, offset, after)
  return column >= after + 5 || skipped === line.text.length ? after + 1 : column
}

function headingAt(level: number, written: string, from: number, to: number): Heading {
  return { type: 'heading', level, text: plainText(written), line: from + 1, endLine: to + 1 }
}
