import { longPattern } from '../../core/long-pattern.ts'
import { isSpace, type Line, SPACE, skipSpace } from './line.ts'

/** What a line may begin, by the signs it begins with. Each answers -1 when it does not. */

export const HASH = 35
export const PLUS = 43
export const MINUS = 45
export const STAR = 42
export const UNDERSCORE = 95
export const BACKTICK = 96
export const TILDE = 126
export const QUOTE = 62
export const LESS = 60
const EQUALS = 61
const DOT = 46
const CLOSING = 41
const ZERO = 48
const NINE = 57

/** Offset after the marks of a fence. */
export function fenceAt({ text, pos, next }: Line): number {
  if (next !== BACKTICK && next !== TILDE) return -1
  const end = skip(text, pos, next)
  if (end < pos + 3) return -1
  return next === BACKTICK && text.includes('`', end) ? -1 : end
}

/** Length of a quote's mark, with the blank that belongs to it. */
export function quoteAt({ text, pos, next }: Line): number {
  if (next !== QUOTE) return -1
  return text.charCodeAt(pos + 1) === SPACE ? 2 : 1
}

/** Three or more of `*`, `-` or `_`. */
export function ruleAt({ text, pos, next }: Line): number {
  if (next !== STAR && next !== MINUS && next !== UNDERSCORE) return -1
  let count = 1
  for (let at = pos + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === next) count += 1
    else if (!isSpace(code)) return -1
  }
  return count < 3 ? -1 : 1
}

/** Length of a bullet. */
export function bulletAt({ text, pos, next }: Line): number {
  if (next !== MINUS && next !== PLUS && next !== STAR) return -1
  return pos === text.length - 1 || isSpace(text.charCodeAt(pos + 1)) ? 1 : -1
}

/** Length of a number of up to nine digits, with its mark. */
export function numberAt({ text, pos, next }: Line): number {
  if (next < ZERO || next > NINE) return -1
  let at = pos
  let code = next
  while (code >= ZERO && code <= NINE) {
    at += 1
    if (at === text.length) return -1
    code = text.charCodeAt(at)
  }
  if (at > pos + 9 || (code !== DOT && code !== CLOSING)) return -1
  return at < text.length - 1 && !isSpace(text.charCodeAt(at + 1)) ? -1 : at + 1 - pos
}

/** Level of a heading. */
export function headingAt({ text, pos, next }: Line): number {
  if (next !== HASH) return -1
  const end = skip(text, pos, HASH)
  if (end < text.length && !isSpace(text.charCodeAt(end))) return -1
  return end - pos > 6 ? -1 : end - pos
}

/** Level of the heading that a line of `=` or `-` makes of the text above it. */
export function underlineAt({ text, pos, next, indent, baseIndent }: Line): number {
  if ((next !== MINUS && next !== EQUALS) || indent >= baseIndent + 4) return -1
  if (skipSpace(text, skip(text, pos, next)) !== text.length) return -1
  return next === EQUALS ? 1 : 2
}

export function beginsWith(text: string, sign: number): boolean {
  return text.charCodeAt(skipSpace(text, 0)) === sign
}

/** Offset after the run of one sign. */
function skip(text: string, from: number, code: number): number {
  let at = from + 1
  while (at < text.length && text.charCodeAt(at) === code) at += 1
  return at
}

const EMPTY = /^[ \t]*$/

/** What opens mark-up, and what closes it; the last kind does not break into a paragraph. */
const HTML: readonly [RegExp, RegExp][] = [
  [/^<(?:script|pre|style|textarea)(?:\s|>|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^\s*<!--/, /-->/],
  [/^\s*<\?/, /\?>/],
  [/^\s*<![A-Z]/, />/],
  [/^\s*<!\[CDATA\[/, /\]\]>/],
  [
    longPattern('i')`
      ^\s*</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details
        |dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h1|h2|h3|h4|h5|h6|head
        |header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|section
        |source|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|/?>|$)`,
    EMPTY,
  ],
  [
    /^\s*(?:<\/[a-z][\w-]*\s*>|<[a-z][\w-]*(\s+[a-z:_][\w-.]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*>)\s*$/i,
    EMPTY,
  ],
]

/** What closes the mark-up that the line opens, and whether that still belongs to it; null when it opens none. */
export function htmlAt({ text, pos, next }: Line, breaking: boolean): { closes: RegExp; inclusive: boolean } | null {
  if (next !== LESS) return null
  const rest = text.slice(pos)
  const end = HTML.length - (breaking ? 1 : 0)
  for (let at = 0; at < end; at++) {
    const [opens, closes] = HTML[at] as [RegExp, RegExp]
    if (opens.test(rest)) return { closes, inclusive: closes !== EMPTY }
  }
  return null
}
