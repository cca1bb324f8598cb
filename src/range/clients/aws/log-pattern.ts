import { Unanswerable } from '../client.ts'

/**
 * CloudWatch's filter patterns over whole lines: terms that must all be there, `?term` of which one must, `-term` that
 * must not, and phrases in quotes. Terms are case-sensitive; `OR` is a term like any other.
 *
 * Patterns in braces look at the fields of lines that are JSON: `{ $.level = "ERROR" && $.status >= 500 }`.
 *
 * @throws Unanswerable for patterns over columns, and for what it does not know of those over JSON.
 */
export function matchLogPattern(pattern: string): (line: string) => boolean {
  const text = pattern.trim()
  if (text.startsWith('{')) return jsonPattern(text, pattern)
  if (/^[[%]/.test(text)) throw new Unanswerable(`the log filter ${pattern}`)
  const must: string[] = []
  const any: string[] = []
  const never: string[] = []
  for (const [, sign, phrase, word] of text.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)) {
    const term = phrase?.replace(/\\(.)/g, '$1') ?? word ?? ''
    ;(sign === '?' ? any : sign === '-' ? never : must).push(term)
  }
  return (line) =>
    must.every((t) => line.includes(t)) &&
    (any.length === 0 || any.some((t) => line.includes(t))) &&
    !never.some((t) => line.includes(t))
}

const COMPARISON = /^\s*\$\.([\w.-]+)\s*(!?=|[<>]=?)\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[\w*.-]+)\s*$/

/** Comparisons of fields, joined by `&&` or by `||`. */
function jsonPattern(text: string, pattern: string): (line: string) => boolean {
  if (!text.endsWith('}')) throw new Unanswerable(`the log filter ${pattern}`)
  const inner = text.slice(1, -1)
  const isAny = inner.includes('||')
  if (/[()]/.test(inner) || (isAny && inner.includes('&&'))) throw new Unanswerable(`the log filter ${pattern}`)
  const tests = inner.split(isAny ? '||' : '&&').map((part) => {
    const [, path, operator, value] = COMPARISON.exec(part) ?? []
    if (path === undefined || operator === undefined || value === undefined)
      throw new Unanswerable(`the log filter ${pattern}`)
    return (line: unknown) => compare(fieldOf(line, path), operator, value)
  })
  return (line) => {
    const read = parsed(line)
    if (read === null) return false
    return isAny ? tests.some((test) => test(read)) : tests.every((test) => test(read))
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return null
  }
}

function fieldOf(line: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      line,
    )
}

/** A field that is not there is like nothing, and unlike anything. */
function compare(field: unknown, operator: string, value: string): boolean {
  if (value.startsWith('"') || !/^-?\d/.test(value)) {
    const wanted = value.replace(/^"|"$/g, '')
    const glob = new RegExp(
      `^${wanted
        .split('*')
        .map((s) => s.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
      's',
    )
    const same = field !== undefined && glob.test(String(field))
    if (operator === '=') return same
    return operator === '!=' && field !== undefined && !same
  }
  if (typeof field !== 'number') return false
  const number = Number(value)
  switch (operator) {
    case '=':
      return field === number
    case '!=':
      return field !== number
    case '<':
      return field < number
    case '<=':
      return field <= number
    case '>':
      return field > number
    default:
      return field >= number
  }
}
