import type { ShellWord } from '../shell/word.ts'
import { HOLE } from './tokens.ts'

/** Where a placeholder stands; UTF-16 offsets into the source. */
interface Hole {
  from: number
  to: number
}

/**
 * A word as jq will get it, with a HOLE for each thing that the shell or a person puts in. Of a word that may become several, or
 * whose source is not in sight, only what stands before the first.
 *
 * @param source - What the word's offsets count in; null where they count in another text.
 */
export function filterText(word: ShellWord, source: string | null, holes: readonly Hole[]): string {
  if (word.fixed) return word.value
  return (source === null ? null : readSource(source, word, holes)) ?? word.lead + HOLE
}

const VARIABLE = /\$(?:[A-Za-z_]\w*|[0-9@*#?$!-]|\{[^{}$`"'\\]*\})/y

/** As a shell reads one word; null for what it would have to run to know, and for what it splits. */
function readSource(source: string, { from, to }: ShellWord, holes: readonly Hole[]): string | null {
  let [text, quote, at] = ['', '', from]
  const before = holes.filter((hole) => hole.to > from && hole.from < to)
  while (at < to) {
    const hole = before.find((each) => each.from <= at && at < each.to)
    const char = source[at] ?? ''
    if (hole !== undefined) {
      text += HOLE
      at = hole.to
    } else if (char === quote || (quote === '' && (char === '"' || char === "'"))) {
      quote = quote === '' ? char : ''
      at++
    } else if (quote === "'") {
      text += char
      at++
    } else if (char === '\\') {
      const next = source[at + 1] ?? ''
      if (next !== '\n') text += quote === '' || /[$`"\\]/.test(next) ? next : char + next
      at += 2
    } else if (char === '$' || char === '`') {
      VARIABLE.lastIndex = at
      const found = VARIABLE.exec(source)?.[0]
      // `$"…"`, and `$.` or a `$` at the end, which is itself.
      if (found === undefined && char === '$' && !/["'({]/.test(source[at + 1] ?? '')) text += char
      else if (found === undefined || quote === '') return null
      else text += HOLE
      at += found?.length ?? 1
    } else {
      text += char
      at++
    }
  }
  return quote === '' ? text : null
}
