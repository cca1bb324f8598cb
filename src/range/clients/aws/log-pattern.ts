import { Unanswerable } from '../client.ts'

/**
 * CloudWatch's filter patterns over whole lines: terms that must all be there, `?term` of which one must, `-term` that
 * must not, and phrases in quotes. Terms are case-sensitive; `OR` is a term like any other.
 *
 * @throws Unanswerable for patterns over the fields of JSON or of columns.
 */
export function matchLogPattern(pattern: string): (line: string) => boolean {
  const text = pattern.trim()
  if (/^[{[%]/.test(text)) throw new Unanswerable(`the log filter ${pattern}`)
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
