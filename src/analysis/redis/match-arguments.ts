import { loadData } from '../data.ts'

type Argument = [type: string, token?: string, flags?: string, children?: Argument[]]

/** Beyond this many tries the words are taken for right: no text may make it take long. */
const MOST_TRIES = 5000

const INTEGER = /^(0|-?[1-9]\d{0,18})$/
// Ends of ranges may be left out: `(5`.
const FLOAT = /^\(?[+-]?(inf(inity)?|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)$/i

let table: Record<string, Argument[]> | null = null

/**
 * What a server minds about the words of a command after its name, in its words: an option that it does not have, no number where
 * one belongs. Null for nothing, and where nothing is known.
 *
 * @param name - As the server names it: `set`, `config|get`.
 */
export function argumentError(name: string, words: readonly string[]): string | null {
  table ??= loadData<{ commands: Record<string, Argument[]> }>('redis-arguments.json').commands
  const list = Object.hasOwn(table, name) ? table[name] : undefined
  if (list === undefined) return null
  if (new Match(words, true).whole(list)) return null
  return new Match(words, false).whole(list) ? 'ERR value is not an integer or out of range' : 'ERR syntax error'
}

/** Tries every way to read words as arguments: options may stand in any order, and some may be repeated. */
class Match {
  private readonly words: readonly string[]
  private readonly typed: boolean
  private tries = 0

  constructor(words: readonly string[], typed: boolean) {
    this.words = words
    this.typed = typed
  }

  whole(list: readonly Argument[]): boolean {
    return this.list(list, 0, (at) => at === this.words.length)
  }

  private list(list: readonly Argument[], at: number, then: (at: number) => boolean): boolean {
    if (++this.tries > MOST_TRIES) return true
    const [first, ...rest] = list
    if (first === undefined) return then(at)
    if (!isOptional(first)) return this.repeated(first, at, (next) => this.list(rest, next, then))
    // Of options side by side any may come first.
    const end = list.findIndex((each) => !isOptional(each))
    const options = end < 0 ? list : list.slice(0, end)
    const after = end < 0 ? [] : list.slice(end)
    return this.anyOrder(options, at, (next) => this.list(after, next, then))
  }

  private anyOrder(options: readonly Argument[], at: number, then: (at: number) => boolean): boolean {
    if (++this.tries > MOST_TRIES) return true
    for (const option of options) {
      const others = options.filter((each) => each !== option)
      if (this.repeated(option, at, (next) => next > at && this.anyOrder(others, next, then))) return true
    }
    return then(at)
  }

  private repeated(argument: Argument, at: number, then: (at: number) => boolean): boolean {
    const [, token = '', flags = ''] = argument
    const afterToken = token !== '' && argument[0] !== 't' ? this.token(token, at) : at
    if (afterToken < 0) return false
    const again = (next: number): boolean => {
      if (++this.tries > MOST_TRIES) return true
      if (then(next)) return true
      if (!flags.includes('*') || next >= this.words.length) return false
      const from = flags.includes('+') && token !== '' ? this.token(token, next) : next
      return from >= 0 && this.once(argument, from, again)
    }
    return this.once(argument, afterToken, again)
  }

  private token(token: string, at: number): number {
    const plain = token.replaceAll('"', '')
    return this.words[at]?.toLowerCase() === plain.toLowerCase() ? at + 1 : -1
  }

  private once([type, token = '', , children = []]: Argument, at: number, then: (at: number) => boolean): boolean {
    if (type === 'b') return this.list(children, at, then)
    if (type === 'o') return children.some((child) => this.repeated(child, at, then))
    const word = this.words[at]
    if (word === undefined) return false
    if (type === 't') {
      const next = this.token(token, at)
      return next >= 0 && then(next)
    }
    if (this.typed && type === 'i' && !INTEGER.test(word)) return false
    if (this.typed && type === 'd' && !FLOAT.test(word)) return false
    return then(at + 1)
  }
}

function isOptional([, , flags = '']: Argument): boolean {
  return flags.includes('?')
}
