export const TAB = 9
export const SPACE = 32

/** What Markdown takes for blank within a line. */
export function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === 10 || code === 13
}

/** The first offset from `from` on that is no blank; the text's length without one. */
export function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1
  return at
}

/** Where in a line the marks of quotes and items end, and what stands there. Columns count a tab as up to four. */
export class Line {
  text = ''
  /** Column and offset where the innermost open container's content begins. */
  baseIndent = 0
  basePos = 0
  /** Open containers that go on in this line, the document among them. */
  depth = 1
  /** Offset and column of the first sign after them that is no blank. */
  pos = 0
  indent = 0
  /** That sign's code; -1 at the line's end. */
  next = -1
  /** Lines of the quote marks that belong to no block yet. */
  marks: number[] = []
  #column = 0
  #offset = 0

  reset(text: string): void {
    this.text = text
    this.baseIndent = 0
    this.basePos = 0
    this.pos = 0
    this.indent = 0
    this.depth = 1
    this.#column = 0
    this.#offset = 0
    if (this.marks.length > 0) this.marks = []
    this.#skip()
  }

  get isBlank(): boolean {
    return this.pos === this.text.length
  }

  /** With blanks for the marks of the containers around it. */
  get scrubbed(): string {
    return this.baseIndent === 0 ? this.text : ' '.repeat(this.basePos) + this.text.slice(this.basePos)
  }

  /** To what stands behind the marks that were read. */
  forward(): void {
    if (this.basePos > this.pos) this.#skip()
  }

  #skip(): void {
    const pos = skipSpace(this.text, this.basePos)
    this.indent = this.columnAt(pos)
    this.pos = pos
    this.next = pos === this.text.length ? -1 : this.text.charCodeAt(pos)
  }

  moveBase(offset: number): void {
    this.basePos = offset
    this.baseIndent = this.columnAt(offset)
  }

  moveBaseColumn(column: number): void {
    this.baseIndent = column
    this.basePos = this.offsetOf(column)
  }

  /** @param offset - At or after `from`, whose column is known. */
  columnAt(offset: number, from = this.pos, indent = this.indent): number {
    let column = indent
    for (let at = from; at < offset; at++) column += this.text.charCodeAt(at) === TAB ? 4 - (column % 4) : 1
    return column
  }

  /** The first offset at or after a column. Goes on from where it was asked last: items may open by the thousand. */
  offsetOf(column: number): number {
    if (column < this.#column) {
      this.#column = 0
      this.#offset = 0
    }
    while (this.#offset < this.text.length && this.#column < column) {
      this.#column += this.text.charCodeAt(this.#offset) === TAB ? 4 - (this.#column % 4) : 1
      this.#offset += 1
    }
    return this.#offset
  }
}
