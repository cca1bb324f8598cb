import type { ShellWord } from '../shell/word.ts'
import { HOLE, REST } from './tokens.ts'

/** Where a placeholder stands; UTF-16 offsets into the source. */
interface Hole {
  from: number
  to: number
}

/**
 * A word as jq will get it, with a HOLE for each thing that the shell or a person puts in. Of a word whose source is not in sight,
 * only what stands before the first.
 *
 * @param source - What the word's offsets count in; null where they count in another text.
 */
export function filterText(word: ShellWord, source: string | null, holes: readonly Hole[]): string {
  const text = word.fixed ? word.value : source === null ? null : readSource(source, word, holes)
  return (text ?? word.lead + REST).replaceAll(LEFT_OPEN, HOLE)
}

/** A template's places, and what was left out: jq takes neither. */
const LEFT_OPEN = /\$?\{\{[^{}]*\}\}|\.{3,}|…/g

const VARIABLE = /\$(?:[A-Za-z_]\w*|[0-9@*#?$!-]|\{[^{}$`"'\\]*\})/y

/** As a shell reads one word; null for what it would have to run to know. */
function readSource(source: string, { from, to }: ShellWord, holes: readonly Hole[]): string | null {
  let [text, quote, at] = ['', '', from]
  const inside = holes.filter((hole) => hole.to > from && hole.from < to)
  let next = 0
  while (at < to) {
    const hole = inside[next]
    const char = source[at] ?? ''
    if (hole !== undefined && hole.from <= at) {
      text += HOLE
      at = Math.max(at, hole.to)
      next++
    } else if (char === quote || (quote === '' && (char === '"' || char === "'"))) {
      quote = quote === '' ? char : ''
      at++
    } else if (quote === "'") {
      text += char
      at++
    } else if (char === '\\') {
      const escaped = source[at + 1] ?? ''
      if (escaped !== '\n') text += quote === '' || /[$`"\\]/.test(escaped) ? escaped : char + escaped
      at += 2
    } else if (char === '$' || char === '`') {
      VARIABLE.lastIndex = at
      const found = VARIABLE.exec(source)?.[0]
      // `$"…"`, and `$.` or a `$` at the end, which is itself.
      if (found === undefined && char === '$' && !/["'({]/.test(source[at + 1] ?? '')) text += char
      else if (found === undefined) return null
      else text += HOLE
      at += found?.length ?? 1
    } else {
      text += char
      at++
    }
  }
  return quote === '' ? text : null
}
