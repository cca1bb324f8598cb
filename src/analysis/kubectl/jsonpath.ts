/**
 * What kubectl says of a JSONPath template that it cannot parse, without the "error parsing jsonpath" before it; null for one it
 * can. After k8s.io/client-go/util/jsonpath/parser.go: text with actions in braces.
 */
export function jsonPathError(template: string): string | null {
  try {
    parseText(template)
    return null
  } catch (error) {
    if (error instanceof Wrong) return error.message
    throw error
  }
}

/** What kubectl says of `-o custom-columns=…`; null for nothing. */
export function customColumnsError(spec: string): string | null {
  if (spec === '') return 'custom-columns format specified but no custom columns given'
  for (const column of spec.split(',')) {
    const colon = column.indexOf(':')
    if (colon < 0) return `unexpected custom-columns spec: ${column}, expected <header>:<json-path-expr>`
    const path = column.slice(colon + 1)
    const found = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path)
    if (path !== '' && found === null)
      return `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`
    const wrong = found ? jsonPathError(`{.${found[1] ?? found[2] ?? ''}}`) : null
    if (wrong !== null) return wrong
  }
  return null
}

class Wrong extends Error {}

const END = /[\s.,[\]$@{}]/

function parseText(text: string): void {
  let at = 0
  for (;;) {
    const open = text.indexOf('{', at)
    if (open < 0) return
    at = parseAction(text, open + 1)
  }
}

/** Reads one action, from after its `{`; answers the index after its `}`. */
function parseAction(text: string, start: number): number {
  let at = start
  let recursed = false
  for (;;) {
    if (text[at] === '}') return at + 1
    if (text.startsWith('[?(', at)) {
      at = parseFilter(text, at + 3)
      recursed = false
      continue
    }
    if (text.startsWith('..', at)) {
      if (recursed) throw new Wrong('invalid multiple recursive descent')
      recursed = true
      at += 2
      if (/[\w]/.test(text[at] ?? '')) {
        at = skipField(text, at)
        recursed = false
      }
      continue
    }
    const char = text[at] ?? ''
    if (char === '' || char === '\n' || char === '\r') throw new Wrong('unclosed action')
    at++
    if (char === ' ' || char === '@' || char === '$') continue
    recursed = false
    if (char === '[') at = parseArray(text, at)
    else if (char === '"' || char === "'") at = parseQuote(text, at, char)
    else if (char === '.') at = skipField(text, at)
    else if (/[+\-\d]/.test(char)) at = parseNumber(text, at - 1)
    else if (/[\p{L}\p{Nd}_]/u.test(char)) {
      while (at < text.length && !END.test(text[at] ?? '')) at++
    } else
      throw new Wrong(
        `unrecognized character in action: U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')} '${char}'`,
      )
  }
}

function skipField(text: string, start: number): number {
  let at = start
  while (at < text.length && !END.test(text[at] ?? '')) at += text[at] === '\\' ? 2 : 1
  return at
}

function parseNumber(text: string, start: number): number {
  let at = start
  if (/[+-]/.test(text[at] ?? '')) at++
  while (/[\d.]/.test(text[at] ?? '')) at++
  const number = text.slice(start, at)
  if (!/^[+-]?(\d+|\d*\.\d+|\d+\.)$/.test(number)) throw new Wrong(`cannot parse number ${number}`)
  return at
}

function parseQuote(text: string, start: number, quote: string): number {
  let at = start
  for (; text[at] !== quote || text[at - 1] === '\\'; at++)
    if (at >= text.length || text[at] === '\n') throw new Wrong('unterminated quoted string')
  return at + 1
}

/** `[0]`, `[1:3]`, `[*]`, `['key']`, `[0,2]`: everything up to the next `]`. */
function parseArray(text: string, start: number): number {
  const close = text.indexOf(']', start)
  const line = text.indexOf('\n', start)
  if (close < 0 || (line >= 0 && line < close)) throw new Wrong('unterminated array')
  const inner = text.slice(start, close)
  const parts = inner.split(',')
  for (const part of parts.length > 1 ? parts.map((each) => each.trim()) : [inner]) {
    const key = /^'([^']*)'$/.exec(part)
    if (key) parseText(`{.${key[1]}}`)
    else if (part !== '*' && !/^-?\d*(:-?\d*)?(:-?\d*)?$/.test(part)) throw new Wrong(`invalid array index ${part}`)
  }
  return close + 1
}

function parseFilter(text: string, start: number): number {
  let at = start
  let quote = ''
  let closed = false
  for (; ; at++) {
    const char = text[at] ?? ''
    if (char === '' || char === '\n') throw new Wrong('unterminated filter')
    if (char === '"' || char === "'") {
      // As kubectl does: it counts the first quote and its closing one only.
      if (quote === '') quote = char
      else if (char === quote && text[at - 1] !== '\\') closed = true
    } else if (char === ')' && (quote !== '') === closed) break
  }
  if (text[at + 1] !== ']') throw new Wrong('unclosed array expect ]')
  const inner = text.slice(start, at)
  const compared = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(inner)
  for (const side of compared ? [compared[1] ?? '', compared[3] ?? ''] : [inner]) parseText(`{${side}}`)
  return at + 2
}
