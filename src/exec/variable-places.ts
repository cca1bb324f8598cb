import { heredocAt, placeOf } from './shell-text.ts'

/**
 * Whether a value would begin a word with a dash where the text reads the variable: `sort $FILE` with `-o/etc/x` writes.
 * Without double quotes every blank in the value begins a word. Not looked at: assignments and here-documents, in which
 * nothing is split, and numbers.
 */
export function wouldBeOption(text: string, name: string, value: string): boolean {
  for (const match of text.matchAll(new RegExp(String.raw`\$(?:${name}(?!\w)|\{${name}\b[^}]*\})`, 'g'))) {
    const at = match.index
    const place = placeOf(text, at)
    if (place === 'single' || heredocAt(text, at) !== null) continue
    const isQuoted = place === 'double'
    const before = text.slice(0, isQuoted && text[at - 1] === '"' ? at - 1 : at)
    if (/(?:^|[\s;&|(])[A-Za-z_]\w*\+?=$/.test(before)) continue
    const begins = /(?:^|[\s;&|(`])$/.test(before)
    const words = isQuoted ? [value] : value.split(/[ \t\n]+/)
    if ((begins ? words : words.slice(1)).some(isOption)) return true
  }
  return false
}

const isOption = (word: string) => /^-[^\s]/.test(word) && !/^-\d+(\.\d+)?$/.test(word)
