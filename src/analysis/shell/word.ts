import type { Word, WordPart } from 'unbash'
import { firstMaskIn, hasMask, type Source } from './source.ts'

/** One argument, as the shell would hand it over, as far as that can be known without running anything. */
export interface ShellWord {
  /** Without quotes; placeholders and what only the shell can know stay as written: `$VERSION`, `<TASK_ARN>`. */
  text: string
  /** The same with placeholders masked by underscores: for parsers that would trip over `<`. */
  value: string
  /** Every character is known. */
  fixed: boolean
  /** It may become several words, or none: an unquoted variable, a pattern. */
  spread: boolean
  /** Variables that hold options or commands by their name, `"$@"`: anything may hide in it. */
  opaque: boolean
  /** The known text before the first unknown. */
  lead: string
  /** UTF-16 offsets into the source, quotes included. */
  from: number
  to: number
}

/** A word that is known to the letter, for commands made up on the way. */
export function fixedWord(text: string, at: { from: number; to: number }): ShellWord {
  return { text, value: text, fixed: true, spread: false, opaque: false, lead: text, from: at.from, to: at.to }
}

/** Arguments that arrive when the command runs: what `xargs` appends. */
export function arrivingWord(at: { from: number; to: number }): ShellWord {
  return { text: '…', value: '…', fixed: false, spread: true, opaque: false, lead: '', from: at.from, to: at.to }
}

const OPAQUE_NAME =
  /^\$\{?(?:[@*]|!|\w+\[[@*]\]|\w*(?:OPT|OPTS|OPTIONS|ARG|ARGS|FLAG|FLAGS|PARAMS|CMD|COMMAND|EXTRA)S?\b(?!_))/i

/** @param base - Where the parsed text begins in the source. */
export function readWord(word: Word, source: Source, base: number): ShellWord {
  const at = { from: base + word.pos, to: base + word.end }
  const { parts } = word
  // Most words are plain.
  if (parts === undefined && !hasMask(source, at.from, at.from + word.text.length)) return fixedWord(word.value, at)
  const draft = fixedWord('', at)
  if (parts === undefined) addText(draft, word.value, word.text, at.from, source)
  else for (const part of parts) addPart(draft, part, false, source, base)
  return draft
}

function addPart(draft: ShellWord, part: WordPart, quoted: boolean, source: Source, base: number): void {
  switch (part.type) {
    case 'Literal':
      addText(draft, part.value, part.text, base + part.pos, source)
      return
    case 'SingleQuoted':
      addText(draft, part.value, part.text.slice(1, 1 + part.value.length), base + part.pos + 1, source)
      return
    case 'AnsiCQuoted':
      addText(draft, part.value, part.value, base + part.pos, source)
      return
    case 'DoubleQuoted':
    case 'LocaleString':
      for (const child of part.parts) addPart(draft, child, true, source, base)
      return
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      addText(draft, part.text, part.text, base + part.pos, source)
      draft.fixed = false
      draft.spread = true
      return
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      addUnknown(draft, part.text, base + part.pos, source)
      return
    default:
      addUnknown(draft, part.text, base + part.pos, source)
      if (!quoted) draft.spread = true
      if (OPAQUE_NAME.test(part.text) && draft.lead === '') draft.opaque = true
  }
}

function addText(draft: ShellWord, value: string, written: string, from: number, source: Source): void {
  const to = from + written.length
  const masked = hasMask(source, from, to)
  draft.value += value
  if (!masked) {
    draft.text += value
    if (draft.fixed) draft.lead += value
    return
  }
  const original = source.text.slice(from, to)
  // Where escapes were taken out, offsets no longer fit: take them out of the original in the same way.
  draft.text += value === written ? original : original.replaceAll(/\\(\n|.)/g, '$1')
  if (draft.fixed) {
    draft.lead += value === written ? value.slice(0, Math.max(0, (firstMaskIn(source, from, to) ?? from) - from)) : ''
  }
  draft.fixed = false
}

function addUnknown(draft: ShellWord, written: string, from: number, source: Source): void {
  draft.text += hasMask(source, from, from + written.length) ? source.text.slice(from, from + written.length) : written
  draft.value += written
  draft.fixed = false
}
