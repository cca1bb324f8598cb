/** The releases of jq that hosts have and that differ in what they take; 1.5 is on none that is still maintained. */
export const VERSIONS = ['1.6', '1.7', '1.8'] as const
export type JqVersion = (typeof VERSIONS)[number]

/** One token of a filter. Its type is what jq's own messages call it; offsets are UTF-16, into the filter. */
export interface Token {
  type: string
  text: string
  from: number
  to: number
}

/** Stands in a filter for what only the shell, or the person, will put there: a variable, a placeholder. */
export const HOLE = '\ue000'

/** Stands where nothing more is known of a filter, within a text or not. */
export const REST = '\ue001'

/** Type of the token at which nothing more is known. */
export const UNKNOWN = 'unknown'
/** Type of the token after the last. */
export const END = 'end of file'

const KEYWORDS: ReadonlySet<string> = new Set(
  'as def module import include if then else elif reduce foreach end and or try catch label break'.split(' '),
)

/** Whether a word may be a key and, but for jq 1.6, the name of a variable although it is none of its own. */
export function isKeyword(type: string): boolean {
  return KEYWORDS.has(type) || type === '__loc__'
}

const NAME = '(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*'

/** As flex reads them: the longest wins, of two as long the first. 1.6 takes any dots for a number. */
function patternsOf(version: JqVersion): RegExp {
  const is16 = version === '1.6'
  const groups = {
    blank: version === '1.8' ? '[ \\n\\t\\r]+' : '[ \\n\\t]+',
    comment: is16 ? '#[^\\r\\n]*' : version === '1.7' ? '#[^\\n]*' : '#(?:\\\\(?:\\r\\n|[^]|$)|[^\\\\\\n])*',
    operator: '\\?\\/\\/|\\/\\/=|!=|==|\\/\\/|\\|=|\\+=|-=|\\*=|\\/=|%=|<=|>=',
    number: is16 ? '[0-9.]{3,}|[0-9.]*[0-9][0-9.]*' : '[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+',
    dots: '\\.\\.',
    field: '\\.[a-zA-Z_][a-zA-Z_0-9]*',
    format: '@[a-zA-Z0-9_]+',
    binding: is16 ? '\\$' : `\\$${NAME}|\\$`,
    name: NAME,
    quote: '"',
    sign: '[.?=;,:|+\\-*/%<>]',
    bracket: '[[\\](){}]',
  }
  return new RegExp(
    Object.values(groups)
      .map((source) => `(${source})`)
      .join('|'),
    'y',
  )
}

const PATTERNS: Partial<Record<JqVersion, RegExp>> = {}
const [BLANK, COMMENT, , NUMBER, , FIELD, FORMAT, BINDING, IDENT, QUOTE, , BRACKET] = Array.from(
  { length: 12 },
  (_, at) => at + 1,
)
const EXPONENT = /[eE][+-]?[0-9]+/y
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', INTERPOLATION: ')' }

/** What was read of a filter, and the brackets that nothing closes. */
export interface Tokens {
  list: Token[]
  /** Offsets of the opening brackets and quotes that are still open where reading stopped, outermost first. */
  open: number[]
}

/** Reads a filter as one release of jq does. Stops at what is no token, and at a hole outside of text. */
export function readTokens(text: string, version: JqVersion): Tokens {
  return new Lexer(text, version).read()
}

class Lexer {
  readonly #text: string
  readonly #version: JqVersion
  readonly #pattern: RegExp
  readonly #list: Token[] = []
  /** Brackets and quotes that stand open: what opened them, and where. */
  readonly #open: { sign: string; at: number }[] = []
  #at = 0

  constructor(text: string, version: JqVersion) {
    this.#text = text
    this.#version = version
    PATTERNS[version] ??= patternsOf(version)
    this.#pattern = PATTERNS[version]
  }

  read(): Tokens {
    while (this.#at < this.#text.length) {
      if (this.#text[this.#at] === REST) {
        this.#stopAtHole()
        return this.#done()
      }
      const goesOn = this.#open.at(-1)?.sign === '"' ? this.#readText() : this.#readCode()
      if (!goesOn) return this.#done()
    }
    this.#add(END, 0)
    return this.#done()
  }

  #done(): Tokens {
    return { list: this.#list, open: this.#open.map(({ at }) => at) }
  }

  #add(type: string, length: number): void {
    const from = this.#at
    this.#at += length
    this.#list.push({ type, text: this.#text.slice(from, this.#at), from, to: this.#at })
  }

  #readCode(): boolean {
    if (this.#text[this.#at] === HOLE) return this.#stopAtHole()
    this.#pattern.lastIndex = this.#at
    const found = this.#pattern.exec(this.#text)
    if (found === null) return this.#refuse()
    const [text] = found
    switch (found.findIndex((group, at) => at > 0 && group !== undefined)) {
      case BLANK:
      case COMMENT:
        this.#at += text.length
        return true
      case NUMBER:
        return this.#addNumber(text)
      case FIELD:
        return this.#addField(text)
      case FORMAT:
        this.#add('FORMAT', text.length)
        return true
      case BINDING:
        this.#add(text === '$__loc__' ? text : text === '$' ? '$' : 'BINDING', text.length)
        return true
      case IDENT:
        this.#add(this.#isReserved(text) ? text : 'IDENT', text.length)
        return true
      case QUOTE:
        this.#open.push({ sign: '"', at: this.#at })
        this.#add('QQSTRING_START', 1)
        return true
      case BRACKET:
        return this.#addBracket(text)
      default:
        this.#add(text, text.length)
        return true
    }
  }

  /** `$__loc__` is one word but in 1.6, where `__loc__` is reserved. */
  #isReserved(word: string): boolean {
    return KEYWORDS.has(word) || (word === '__loc__' && this.#version === '1.6')
  }

  #addNumber(text: string): boolean {
    EXPONENT.lastIndex = this.#at + text.length
    const whole = text + (EXPONENT.exec(this.#text)?.[0] ?? '')
    this.#add(/^(?:\d+\.?\d*|\.\d+)(?:[eE]|$)/.test(whole) ? 'LITERAL' : 'Invalid numeric literal', whole.length)
    return true
  }

  /** To 1.6 `.e5` is a number, and none it can read. */
  #addField(text: string): boolean {
    const isNumber = this.#version === '1.6' && /^\.[eE]\d+$/.test(text)
    this.#add(isNumber ? 'Invalid numeric literal' : 'FIELD', text.length)
    return true
  }

  #addBracket(sign: string): boolean {
    if (CLOSERS[sign] !== undefined) {
      this.#open.push({ sign, at: this.#at })
      this.#add(sign, 1)
      return true
    }
    const opened = this.#open.at(-1)?.sign ?? ''
    if (CLOSERS[opened] !== sign) return this.#refuse()
    this.#open.pop()
    this.#add(opened === 'INTERPOLATION' ? 'QQSTRING_INTERP_END' : sign, 1)
    return true
  }

  /** Within quotes: text, escapes, `\(`, the closing quote. */
  #readText(): boolean {
    const char = this.#text[this.#at]
    if (char === '"') {
      this.#open.pop()
      this.#add('QQSTRING_END', 1)
      return true
    }
    if (char !== '\\') {
      PLAIN.lastIndex = this.#at
      this.#add('QQSTRING_TEXT', PLAIN.exec(this.#text)?.[0].length ?? 1)
      return true
    }
    const next = this.#text[this.#at + 1]
    if (next === HOLE || next === REST) return this.#stopAtHole()
    if (next === undefined) return this.#refuse()
    if (next === '(') {
      this.#open.push({ sign: 'INTERPOLATION', at: this.#at + 1 })
      this.#add('QQSTRING_INTERP_START', 2)
      return true
    }
    ESCAPES.lastIndex = this.#at
    const escapes = ESCAPES.exec(this.#text)?.[0] ?? next
    this.#add(WELL_ESCAPED.test(escapes) ? 'QQSTRING_TEXT' : 'Invalid escape', escapes.length)
    return true
  }

  #refuse(): boolean {
    this.#add('INVALID_CHARACTER', 1)
    return false
  }

  /** A token that ends at a hole may go on in it, but for brackets and quotes. */
  #stopAtHole(): boolean {
    const last = this.#list.at(-1)
    if (last !== undefined && last.to === this.#at && !/^[[({})\]]$|^QQSTRING/.test(last.type)) this.#list.pop()
    this.#add(UNKNOWN, 1)
    return false
  }
}

const PLAIN = /[^\\"\ue001]+/y
const ESCAPES = /(?:\\[^u(]|\\u[a-zA-Z0-9]{0,4})+/y
/** The first half of a pair is followed by the second, or by another escape of four digits that takes its place. */
const WELL_ESCAPED =
  /^(?:\\["\\/bfnrt]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[0-9a-fA-F]{4}|\\u(?![dD][89abAB])[0-9a-fA-F]{4})+$/
