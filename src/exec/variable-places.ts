import { heredocAt, placeOf } from './shell-text.ts'

/**
 * Whether a value would begin a word with a dash where the text reads the variable: `sort $FILE` with `-o/etc/x` writes.
 * Without double quotes every blank in the value begins a word. Not looked at: assignments and here-documents, in which
 * nothing is split, and numbers.
 */
export function wouldBeOption(text: string, name: string, value: string): boolean {
  for (const { before, isQuoted } of readsOf(text, name)) {
    const begins = /(?:^|[\s;&|(`])$/.test(before)
    const words = isQuoted ? [value] : value.split(/[ \t\n]+/)
    if ((begins ? words : words.slice(1)).some(isOption)) return true
  }
  return false
}

/**
 * Whether the shell would make several words of a value, or names of files: where the text reads the variable without
 * quotes, and that is no list to go through.
 */
export function wouldSplit(text: string, name: string, value: string): boolean {
  if (!/[ \t\n*?[\]]/.test(value)) return false
  return readsOf(text, name).some(
    ({ before, isQuoted }) =>
      !isQuoted &&
      !/\b(?:for|select)[ \t]+\w+[ \t]+in[ \t]+(?:[^;\n]*[ \t])?$|\bcase[ \t]+$|\[\[[^\]\n]*$/.test(before),
  )
}

/** Where the shell puts the variable's value into words: not in single quotes, here-documents and assignments. */
function readsOf(text: string, name: string): { before: string; isQuoted: boolean }[] {
  const found: { before: string; isQuoted: boolean }[] = []
  for (const match of text.matchAll(new RegExp(String.raw`\$(?:${name}(?!\w)|\{${name}\b[^}]*\})`, 'g'))) {
    const at = match.index
    const place = placeOf(text, at)
    if (place === 'single' || heredocAt(text, at) !== null) continue
    const isQuoted = place === 'double'
    const before = text.slice(0, isQuoted && text[at - 1] === '"' ? at - 1 : at)
    if (ASSIGNS.test(before.replaceAll('\\\n', '  '))) continue
    found.push({ before, isQuoted })
  }
  return found
}

/** Nothing is split in an assignment; `name=$X` after a program's name is an argument like others. */
const ASSIGNS =
  /(?:^|[\n;&|(){}]|\b(?:then|do|else)\s)\s*(?:(?:export|local|declare|typeset|readonly)\s+(?:-\w+\s+)*)?(?:[A-Za-z_]\w*\+?=(?:"[^"]*"|'[^']*'|[^\s"';&|()])*\s+)*[A-Za-z_]\w*\+?=[^\s"'`;&|()]*$/

const isOption = (word: string) => /^-[^\s]/.test(word) && !/^-\d+(\.\d+)?$/.test(word)
