import { filterText } from '../../analysis/jq/filter-text.ts'
import { type JqCall, type JqWord, readJqCall } from '../../analysis/jq/read-call.ts'
import type { ShellWord } from '../../analysis/shell/word.ts'
import type { CommandFact } from './facts.ts'

/** A call of jq, as far as it is written out. */
export interface JqFact {
  /** Those after `jq`. */
  words: readonly ShellWord[]
  call: JqCall
  /** Null where it is in a file, is not given, or cannot be told. */
  filter: { word: ShellWord; text: string } | null
}

/** Reads a call of jq; null for other programs, and for one that a blank after `\` breaks off. */
export function jqOf(command: CommandFact): JqFact | null {
  if (command.program !== 'jq' || command.words.some(({ value }) => /^\s*#?$/.test(value))) return null
  const words = command.words.slice(1)
  const call = readJqCall(words.map(asJqWord))
  const word = call.filter === null ? undefined : words[call.filter]
  if (word === undefined || word.opaque || isFilledIn(command)) return { words, call, filter: null }
  const { step, carrier } = command
  return {
    words,
    call,
    filter: { word, text: filterText(asWritten(word), carrier === null ? step.code : null, step.holes) },
  }
}

/** An unquoted `[0]` or `?` is a pattern to the shell, which leaves it alone where no file is called so. */
function asJqWord({ fixed, value, lead, text, spread, opaque }: ShellWord): JqWord {
  const open = !fixed && (/[$`<]/.test(text) || value !== text)
  return { text: value, open, lead, several: open && (spread || opaque) }
}

/** A pattern that no file matches is the text it is written as. */
function asWritten(word: ShellWord): ShellWord {
  return asJqWord(word).open || word.fixed ? word : { ...word, fixed: true }
}

/** What finds or is handed names puts them wherever `{}`, or what it was told, stands. */
function isFilledIn(command: CommandFact): boolean {
  for (let { carrier } = command; carrier !== null; { carrier } = carrier)
    if (
      /^(?:xargs|parallel|find|fd)$/.test(carrier.program) &&
      (command.args.some((arg) => arg.includes('{}')) || carrier.args.some((arg) => /^(?:-[Ii]|--replace)/.test(arg)))
    )
      return true
  return false
}
