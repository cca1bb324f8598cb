import { nearest } from '../nearest.ts'
import { readTokens, type Token } from './tokens.ts'

/** What jq takes without a word although it does something else than was meant. Offsets are UTF-16, into the filter. */
export interface Assignment {
  /** `select`, `any`, `all`, `if`: what asks whether something is so. */
  asks: string
  from: number
  to: number
}

/** What an opening bracket, or `if`, began. */
interface Frame {
  asks: string | null
  found: Token | null
}

const ASKS = new Set(['select', 'any', 'all'])

/** Each `=` where a condition is asked for: it sets a value and gives the whole input, which counts as true. */
export function findAssignments(text: string): Assignment[] {
  const assignments: Assignment[] = []
  // Most filters have none.
  if (!/[^=!<>|+\-*/%]=(?!=)/.test(text)) return assignments
  const frames: Frame[] = [{ asks: null, found: null }]
  const leave = () => {
    const { asks, found } = frames.length > 1 ? (frames.pop() as Frame) : (frames[0] as Frame)
    if (asks !== null && found !== null) assignments.push({ asks, from: found.from, to: found.to })
  }
  const { list } = readTokens(text, '1.8')
  for (const [at, token] of list.entries()) {
    const before = list[at - 1]
    const frame = frames.at(-1) as Frame
    switch (token.type) {
      case '(':
        frames.push({ asks: before?.type === 'IDENT' && ASKS.has(before.text) ? before.text : null, found: null })
        break
      case '[':
      case '{':
      case 'QQSTRING_INTERP_START':
        frames.push({ asks: null, found: null })
        break
      case 'if':
      case 'elif':
        if (before?.type !== '.' && list[at + 1]?.type !== ':') frames.push({ asks: 'if', found: null })
        break
      case ')':
      case ']':
      case '}':
      case 'QQSTRING_INTERP_END':
        leave()
        break
      case 'then':
        if (frame.asks === 'if') leave()
        break
      case '=':
        frame.found ??= token
        break
      case '|':
        // What was set is asked for something else.
        frame.found = null
        break
      default:
    }
  }
  return assignments
}

const FORMATS = 'text json csv tsv html uri urid sh base64 base64d base32 base32d'.split(' ')

/** The first `@name` that no release has, which stops jq only where it comes to it. */
export function unknownFormat(text: string): { name: string; near: string | null; from: number; to: number } | null {
  if (!text.includes('@')) return null
  const found = readTokens(text, '1.8').list.find(
    ({ type, text: name }) => type === 'FORMAT' && !FORMATS.includes(name.slice(1)),
  )
  if (found === undefined) return null
  const name = found.text.slice(1)
  return { name, near: nearest(name, FORMATS), from: found.from, to: found.to }
}
