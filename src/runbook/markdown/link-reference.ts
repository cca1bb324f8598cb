import { isSpace, skipSpace } from './line.ts'

const OPENING = 40
const CLOSING = 41
const COLON = 58
const LESS = 60
const GREATER = 62
const BRACKET = 91
const BACKSLASH = 92
const BRACKET_CLOSING = 93

/** Offset where a part ends; `open` when the text ends before it; `no` when it is none. */
type Part = number | 'open' | 'no'

/**
 * `[name]: https://… "title"`, line by line: nothing that a runbook says, and its title may stand on a line of its own. Each
 * part is looked for from where the one before ended, so that a long paragraph is not read again with every line.
 */
export class LinkReference {
  #stage: 'label' | 'address' | 'title' | 'done' | 'no' = 'label'
  #pos = 0
  #content: string

  constructor(content: string) {
    this.#content = content
    this.#ends()
  }

  /** @returns whether the reference ended before this line. */
  takes(line: string): boolean {
    if (this.#stage === 'no') return false
    this.#content = `${this.#content}\n${line}`
    return this.#ends()
  }

  /** Whether all of the text is one. */
  isWhole(): boolean {
    return (
      (this.#stage === 'title' || this.#stage === 'done') &&
      skipSpace(this.#content, this.#pos) === this.#content.length
    )
  }

  #ends(): boolean {
    if (this.#stage === 'label') {
      if (!this.#moveTo(labelEnd(this.#content))) return false
      if (this.#content.charCodeAt(this.#pos) !== COLON) {
        this.#stage = 'no'
        return false
      }
      this.#pos += 1
      this.#stage = 'address'
    }
    if (this.#stage === 'address') {
      if (!this.#moveTo(addressEnd(this.#content, skipSpace(this.#content, this.#pos)))) return false
      this.#stage = 'title'
    }
    const end = this.#stage === 'title' ? this.#titled() : lineEnd(this.#content, this.#pos)
    return end > 0 && end < this.#content.length
  }

  #moveTo(part: Part): boolean {
    if (part === 'no') this.#stage = 'no'
    if (typeof part === 'string') return false
    this.#pos = part
    return true
  }

  #titled(): number {
    const start = skipSpace(this.#content, this.#pos)
    const title = start > this.#pos ? titleEnd(this.#content, start) : 'no'
    const end = typeof title === 'string' ? -1 : lineEnd(this.#content, title)
    if (end <= 0) return lineEnd(this.#content, this.#pos)
    this.#pos = title as number
    this.#stage = 'done'
    return end
  }
}

/** Where the line ends, when nothing but blanks stands before that; -1 otherwise. */
function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10) return at
    if (!isSpace(code)) return -1
  }
  return text.length
}

function labelEnd(text: string): Part {
  let escaped = false
  let empty = true
  for (let at = 1; at < Math.min(text.length, 1000); at++) {
    const code = text.charCodeAt(at)
    if (escaped) escaped = false
    else if (code === BRACKET_CLOSING) return empty ? 'no' : at + 1
    else {
      if (!isSpace(code)) empty = false
      if (code === BRACKET) return 'no'
      escaped = code === BACKSLASH
    }
  }
  return 'open'
}

function addressEnd(text: string, start: number): Part {
  if (text.charCodeAt(start) === LESS) {
    let escaped = false
    for (let at = start + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === GREATER && !escaped) return at + 1
      if ((code === LESS && !escaped) || code === 10) return 'no'
      escaped = code === BACKSLASH
    }
    return 'open'
  }
  let depth = 0
  let escaped = false
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isSpace(code)) break
    if (escaped) escaped = false
    else if (code === OPENING) depth += 1
    else if (code === CLOSING) {
      if (depth === 0) break
      depth -= 1
    } else if (code === BACKSLASH) escaped = true
  }
  if (at > start) return at
  return at === text.length ? 'open' : 'no'
}

function titleEnd(text: string, start: number): Part {
  const opens = text.charCodeAt(start)
  if (opens !== 39 && opens !== 34 && opens !== OPENING) return 'no'
  const closes = opens === OPENING ? CLOSING : opens
  let escaped = false
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (escaped) escaped = false
    else if (code === closes) return at + 1
    else if (code === BACKSLASH) escaped = true
  }
  return 'open'
}
