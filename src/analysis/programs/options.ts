import type { ShellWord } from '../shell/word.ts'

/** A program's arguments, sorted by the usual rules: `-abc`, `-o value`, `-ovalue`, `--long=value`, `--`. */
export interface Options {
  /** By name with dashes (`-o`, `--output`); the value, or null for a flag. In order, repeated as given. */
  list: { name: string; value: ShellWord | null }[]
  positionals: ShellWord[]
}

/**
 * Sorts arguments into options and positionals.
 *
 * @param valued - Options that take a value: letters in the first word (`'hpn'`), long names after it (`'host port'`).
 * @param stop - Stop at the first positional, as `sudo` and `xargs` do; the rest are all positionals.
 */
export function readOptions(args: readonly ShellWord[], valued: string, stop = false): Options {
  const { letters, names } = readValued(valued)
  const found: Options = { list: [], positionals: [] }
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as ShellWord
    const { value } = word
    if (value === '--' && word.fixed) {
      found.positionals.push(...args.slice(at + 1))
      break
    }
    if (!word.lead.startsWith('-') || value === '-') {
      if (stop) {
        found.positionals.push(...args.slice(at))
        break
      }
      found.positionals.push(word)
    } else if (value.startsWith('--')) {
      const equals = value.indexOf('=')
      const name = equals < 0 ? value : value.slice(0, equals)
      const takes = equals < 0 && names.has(name.slice(2))
      found.list.push({ name, value: equals >= 0 ? after(word, equals + 1) : takes ? (args[++at] ?? null) : null })
    } else if (names.has(value.slice(1)) || names.has(value.slice(1).split('=')[0] ?? '')) {
      // Long names with one dash: `find -name`, `java -version`, `openssl x509 -in`.
      const equals = value.indexOf('=')
      if (equals >= 0) found.list.push({ name: value.slice(0, equals), value: after(word, equals + 1) })
      else found.list.push({ name: value, value: args[++at] ?? null })
    } else {
      for (let i = 1; i < value.length; i++) {
        const letter = value[i] ?? ''
        if (!letters.includes(letter)) {
          found.list.push({ name: `-${letter}`, value: null })
          continue
        }
        const joined = i + 1 < value.length
        found.list.push({ name: `-${letter}`, value: joined ? after(word, i + 1) : (args[++at] ?? null) })
        break
      }
    }
  }
  return found
}

interface Valued {
  letters: string
  names: ReadonlySet<string>
}

/** By the text as it stands in the code of a resolver: there are as many as resolvers. */
const knownValued = new Map<string, Valued>()

function readValued(valued: string): Valued {
  let known = knownValued.get(valued)
  if (known === undefined) {
    const [letters = '', ...long] = valued.split(/\s+/)
    known = { letters, names: new Set(long) }
    knownValued.set(valued, known)
  }
  return known
}

/** The part of a word from an index of its value on. */
function after(word: ShellWord, index: number): ShellWord {
  const rest = word.value.slice(index)
  return {
    ...word,
    value: rest,
    text: word.text.endsWith(rest) ? rest : word.text.slice(index),
    lead: word.lead.slice(index),
  }
}

/**
 * The first option given that may stand for one of these long ones: GNU, curl, git and psql take any unambiguous
 * beginning, so that `--expr` is `--expression`. Names that are options in full by themselves are none.
 */
export function mayMean(options: Options, long: string, exact = ''): string | null {
  if (!options.list.some(({ name }) => name.startsWith('--'))) return null
  const dangerous = long.split(' ')
  const known = new Set(exact.split(' '))
  const found = options.list.find(({ name }) => {
    const given = name.startsWith('--') ? name.slice(2) : ''
    return given !== '' && !known.has(given) && dangerous.some((each) => each.startsWith(given))
  })
  return found?.name ?? null
}

/** The first option given that is neither of these; both are written as `readOptions` takes those with a value. */
export function unknownOption(options: Options, valued: string, flags: string): string | null {
  const [with_, without] = [readValued(valued), readValued(flags)]
  const isKnown = (name: string) =>
    name.startsWith('--')
      ? with_.names.has(name.slice(2)) || without.names.has(name.slice(2))
      : with_.letters.includes(name.slice(1)) ||
        without.letters.includes(name.slice(1)) ||
        with_.names.has(name.slice(1))
  return options.list.find(({ name }) => !isKnown(name))?.name ?? null
}

/** Whether any of the options is given. */
export function has(options: Options, ...names: string[]): boolean {
  return options.list.some(({ name }) => names.includes(name))
}

/** The last value given to any of the options; null if none is given, or none has a value. */
export function lastValue(options: Options, ...names: string[]): ShellWord | null {
  return options.list.findLast(({ name, value }) => names.includes(name) && value !== null)?.value ?? null
}
