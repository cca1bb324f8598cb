import { Unanswerable } from '../client.ts'
import { CurlError } from './curl-error.ts'

/** More addresses than a runbook would ask for. */
const MOST = 100

/**
 * The addresses that one of curl's patterns stands for, in its order: `{a,b}` and `[1-3]`.
 *
 * @throws {CurlError} 3, as curl refuses what it takes for a pattern and is none: the `[5m]` of a query.
 */
export function expandAddress(address: string): string[] {
  let found = ['']
  const append = (parts: readonly string[]) => {
    found = found.flatMap((before) => parts.map((part) => before + part))
    if (found.length > MOST) throw new Unanswerable(`curl ${address}`)
  }
  for (let at = 0; at < address.length; ) {
    const rest = address.slice(at)
    const [plain] = /^(?:[^[\]{}\\]|\\(?![[\]{}]))+|^\\[[\]{}]|^\[\]/.exec(rest) ?? []
    const [host] = /(?:\/\/|@)$/.test(address.slice(0, at)) ? (/^\[[\da-f:.]*:[\da-f:.%]*\]/i.exec(rest) ?? []) : []
    const taken = plain ?? host ?? rest.slice(0, /^\{[^{}]*\}|^\[[^\]]*\]/.exec(rest)?.[0].length ?? 1)
    if (plain !== undefined || host !== undefined) append([taken.replace(/^\\(?=[[\]{}])/, '')])
    else if (taken.startsWith('[')) append(rangeOf(taken, address, at))
    else append(setOf(taken, address, at))
    at += taken.length
  }
  return found
}

/** `[1-3]`, `[01-10]`, `[a-c:2]`. */
function rangeOf(text: string, address: string, at: number): string[] {
  const [, from = '', to = '', step = '1'] = /^\[(\d+|[a-z]|[A-Z])-(\d+|[a-z]|[A-Z])(?::(\d+))?\]$/.exec(text) ?? []
  const isNumber = /^\d/.test(from)
  const code = (end: string) => (isNumber ? Number(end) : end.charCodeAt(0))
  if (from === '' || isNumber !== /^\d/.test(to) || code(from) > code(to) || Number(step) < 1)
    throw refused('bad range', address, at + 2)
  const values: string[] = []
  for (let value = code(from); value <= code(to) && values.length <= MOST; value += Number(step))
    values.push(isNumber ? String(value).padStart(from.length, '0') : String.fromCharCode(value))
  return values
}

/** `{a,b}`; braces do not stand within braces, and something stands between them. */
function setOf(text: string, address: string, at: number): string[] {
  if (!text.startsWith('{')) throw refused('unmatched close brace/bracket', address, at + 1)
  if (text === '{}') throw refused('empty string within braces', address, at + 2)
  if (text.length > 1) return text.slice(1, -1).split(',')
  const inner = address.indexOf('{', at + 1)
  const close = address.indexOf('}', at + 1)
  if (inner >= 0 && (close < 0 || inner < close)) throw refused('nested brace', address, inner + 1)
  throw refused('unmatched brace', address, at + 1)
}

function refused(what: string, address: string, position: number): CurlError {
  return new CurlError(3, `curl: (3) ${what} in URL position ${position}:\n${address}\n${' '.repeat(position - 1)}^`)
}
