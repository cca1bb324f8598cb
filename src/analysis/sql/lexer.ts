import { remember } from '../../runbook/remember.ts'

/** One token of SQL. Comments and blanks are no tokens. */
export interface Token {
  kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol'
  /** Words in lower case; quoted identifiers without their quotes; strings and symbols as written. */
  text: string
  from: number
  to: number
}

/**
 * Cuts SQL into tokens by PostgreSQL's rules: nested comments, `E'…'` escapes, dollar quotes. Whatever does not close ends
 * with the text. Linear in its length. The analysis and the rules ask about the same statements: tokens are kept for as
 * long as one file is compiled, and shared.
 */
export const readTokens: (text: string) => readonly Token[] = remember(cutIntoTokens, { most: 256, longest: 10_000 })

function cutIntoTokens(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const push = (kind: Token['kind'], to: number, shown = text.slice(at, to)) => {
    tokens.push({ kind, text: shown, from: at, to })
    at = to
  }
  while (at < text.length) {
    const char = text[at] as string
    if (char === ' ' || char === '\n' || /\s/.test(char)) at++
    else if (text.startsWith('--', at)) at = endOfLine(text, at)
    else if (text.startsWith('/*', at)) at = endOfComment(text, at)
    else if (char === "'") push('string', endOfString(text, at, false))
    else if (text[at + 1] === "'" && 'eEbBxXnN'.includes(char))
      push('string', endOfString(text, at + 1, char === 'e' || char === 'E'))
    else if (char === '"') {
      const end = endOfString(text, at, false)
      push('quoted', end, text.slice(at + 1, end - 1))
    } else if (char === '$') push('string', endOfDollar(text, at))
    else if (/[\p{L}_]/u.test(char)) {
      const end = endOfWord(text, at)
      push('word', end, text.slice(at, end).toLowerCase())
    } else if (/\d/.test(char)) push('number', endOfNumber(text, at))
    else push('symbol', at + 1)
  }
  return tokens
}

/** A carriage return by itself ends a line, and so a comment, to PostgreSQL. */
function endOfLine(text: string, from: number): number {
  LINE.lastIndex = from
  return from + (LINE.exec(text)?.[0].length ?? 0)
}

const LINE = /[^\r\n]*/y
const WORD = /[\p{L}\w$]+/uy
const NUMBER = /[\d.]+(?:[eE][+-]?\d+)?/y

function endOfComment(text: string, from: number): number {
  let depth = 0
  const marks = /\/\*|\*\//g
  marks.lastIndex = from
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.index + 2
  }
  return text.length
}

/** The end of a quoted text that begins at `from`; a doubled quote does not end it. */
function endOfString(text: string, from: number, escapes: boolean): number {
  const quote = text[from]
  for (let at = from + 1; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1
      at++
    }
  }
  return text.length
}

/** `$$…$$`, `$tag$…$tag$`; a `$1` or `$VERSION` is one token. */
function endOfDollar(text: string, from: number): number {
  const sticky = /\$([A-Za-z_]\w*)?\$/y
  sticky.lastIndex = from
  const open = sticky.exec(text)?.[0]
  if (open === undefined) {
    const other = /\$(\{[^}\n]*\}|\([^)\n]*\)|\w*)/y
    other.lastIndex = from
    return from + Math.max(1, other.exec(text)?.[0].length ?? 1)
  }
  const close = text.indexOf(open, from + open.length)
  return close < 0 ? text.length : close + open.length
}

function endOfWord(text: string, from: number): number {
  WORD.lastIndex = from
  return from + (WORD.exec(text)?.[0].length ?? 1)
}

function endOfNumber(text: string, from: number): number {
  NUMBER.lastIndex = from
  return from + (NUMBER.exec(text)?.[0].length ?? 1)
}

/** The tokens of each statement, without the semicolons. Empty statements are left out. */
export function splitStatements(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]]
  for (const token of tokens)
    if (token.kind === 'symbol' && token.text === ';') statements.push([])
    else statements.at(-1)?.push(token)
  return statements.filter((statement) => statement.length > 0)
}
