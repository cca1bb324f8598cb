/** An expression of `--query`. `at` is the offset of a name in the text. */
export type Query =
  | { kind: 'field'; name: string; at: number }
  | { kind: 'current' | 'literal' }
  | { kind: 'chain'; left: Query; right: Query }
  | { kind: 'index' | 'flatten'; left: Query }
  | { kind: 'each' | 'values'; left: Query; right: Query }
  | { kind: 'filter'; left: Query; condition: Query; right: Query }
  | { kind: 'list'; items: Query[] }
  | { kind: 'hash'; pairs: [string, Query][] }
  | { kind: 'call'; name: string; args: Query[]; at: number }
  | { kind: 'compare' | 'or' | 'and'; left: Query; right: Query }
  | { kind: 'not' | 'expref'; inner: Query }

/** Raised where an expression is no JMESPath; the message says where, as the AWS CLI's own library does. */
export class QueryError extends Error {}

interface Token {
  type: string
  text: string
  at: number
}

// Longest first. A single `=`, `+`, `$` and the like are in no expression of the AWS CLI.
const TOKENS: readonly [string, RegExp][] = [
  ['blank', /[ \t\n\r]+/],
  ['name', /[A-Za-z_]\w*/],
  ['quoted', /"(?:\\[\s\S]|[^"\\])*"/],
  ['literal', /'(?:\\'|[^'])*'|`(?:\\`|[^`])*`/],
  ['number', /-?\d+/],
  ['flatten', /\[\]/],
  ['filter', /\[\?/],
  ['compare', /==|!=|<=|>=|<|>/],
  ['or', /\|\|/],
  ['and', /&&/],
  ['symbol', /[.*[\],:@(){}|&!]/],
]
/** All of them, each a group: one question for each token in place of up to eleven. */
const TOKEN = new RegExp(TOKENS.map(([, { source }]) => `(${source})`).join('|'), 'y')

function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const found = tokenAt(text, at)
    if (found === null) {
      const char = text[at] ?? ''
      const what = /["'`]/.test(char) ? `Unclosed ${char} delimiter` : `Unknown token '${char}'`
      throw new QueryError(`Bad jmespath expression: ${what}:\n${text}\n${' '.repeat(at)}^`)
    }
    if (found.type === 'symbol') found.type = found.text
    if (found.text.startsWith('`') && !isLiteral(found.text.slice(1, -1).replaceAll('\\`', '`')))
      throw new QueryError(
        `Bad jmespath expression: Bad token ${found.text.slice(1, -1)}:\n${text}\n${' '.repeat(at)}^`,
      )
    if (found.type !== 'blank') tokens.push(found)
    at += found.text.length
  }
  tokens.push({ type: 'end', text: '', at: text.length })
  return tokens
}

/** JSON, or what is JSON once it is put in quotes, as `running` mostly stands there. */
function isLiteral(text: string): boolean {
  return /^[\w. -]*$/.test(text) || isJson(text) || isJson(`"${text.trimStart()}"`)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function tokenAt(text: string, at: number): Token | null {
  TOKEN.lastIndex = at
  const found = TOKEN.exec(text)
  if (found === null) return null
  const type = TOKENS[found.findIndex((group, index) => index > 0 && group !== undefined) - 1]?.[0] ?? ''
  return { type, text: found[0], at }
}

const POWER: Record<string, number> = {
  '|': 1,
  or: 2,
  and: 3,
  compare: 5,
  flatten: 9,
  '*': 20,
  filter: 21,
  '.': 40,
  '!': 45,
  '{': 50,
  '[': 55,
  '(': 60,
}
/** Tokens that bind less end a projection. */
const PROJECTION_STOP = 10

/**
 * Parses an expression of `--query` as the AWS CLI does (jmespath.py, the 2015 standard: no arithmetic, no `let`).
 *
 * @throws {QueryError} where the CLI refuses it.
 */
export function parseQuery(text: string): Query {
  const parser = new Parser(text)
  const query = parser.expression(0)
  parser.end()
  return query
}

class Parser {
  private readonly tokens: Token[]
  private readonly text: string
  private index = 0
  private depth = 0

  constructor(text: string) {
    this.text = text
    this.tokens = readTokens(text)
  }

  end(): void {
    if (this.type() !== 'end') throw this.wrong(`Unexpected token: ${this.token().text}`)
  }

  expression(power: number): Query {
    // Deeper than anybody writes: better refused than a stack that overflows.
    if (++this.depth > 300) throw this.wrong('nested too deeply')
    let left = this.first()
    while (power < (POWER[this.type()] ?? 0)) left = this.next(left)
    this.depth--
    return left
  }

  private first(): Query {
    const token = this.token()
    this.index++
    switch (token.type) {
      case 'literal':
        return { kind: 'literal' }
      case 'name':
        return { kind: 'field', name: token.text, at: token.at }
      case 'quoted':
        if (this.type() === '(') throw this.wrong('Quoted identifier not allowed for function names.')
        return { kind: 'field', name: unquote(token.text), at: token.at }
      case '*':
        return {
          kind: 'values',
          left: CURRENT,
          right: this.type() === ']' ? CURRENT : this.projection(POWER['*'] ?? 0),
        }
      case 'filter':
        return this.filter(CURRENT)
      case '{':
        return this.hash()
      case '(': {
        const inner = this.expression(0)
        this.take(')')
        return inner
      }
      case 'flatten':
        return { kind: 'each', left: { kind: 'flatten', left: CURRENT }, right: this.projection(POWER.flatten ?? 0) }
      case '!':
        return { kind: 'not', inner: this.expression(POWER['!'] ?? 0) }
      case '[':
        if (this.type() === 'number' || this.type() === ':') return this.indexed(CURRENT)
        if (this.type() === '*' && this.type(1) === ']') return this.star(CURRENT)
        return this.list()
      case '@':
        return CURRENT
      case '&':
        return { kind: 'expref', inner: this.expression(0) }
      default:
        this.index--
        throw this.wrong('invalid token')
    }
  }

  private next(left: Query): Query {
    const token = this.token()
    this.index++
    switch (token.type) {
      case '.':
        if (this.type() !== '*') return { kind: 'chain', left, right: this.afterDot(POWER['.'] ?? 0) }
        this.index++
        return { kind: 'values', left, right: this.projection(POWER['.'] ?? 0) }
      case '|':
        return { kind: 'chain', left, right: this.expression(POWER['|'] ?? 0) }
      case 'or':
      case 'and':
      case 'compare':
        return { kind: token.type, left, right: this.expression(POWER[token.type] ?? 0) }
      case '(':
        return this.call(left, token)
      case 'filter':
        return this.filter(left)
      case 'flatten':
        return { kind: 'each', left: { kind: 'flatten', left }, right: this.projection(POWER.flatten ?? 0) }
      case '[':
        return this.type() === 'number' || this.type() === ':' ? this.indexed(left) : this.star(left)
      default:
        this.index--
        throw this.wrong('invalid token')
    }
  }

  private call(left: Query, token: Token): Query {
    if (left.kind !== 'field') throw this.wrong(`Invalid function name '${this.text.slice(0, token.at)}'`)
    const args: Query[] = []
    while (this.type() !== ')') {
      args.push(this.expression(0))
      if (this.type() === ',') this.index++
    }
    this.index++
    return { kind: 'call', name: left.name, args, at: left.at }
  }

  private filter(left: Query): Query {
    const condition = this.expression(0)
    this.take(']')
    const right = this.type() === 'flatten' ? CURRENT : this.projection(POWER.filter ?? 0)
    return { kind: 'filter', left, condition, right }
  }

  /** After `[`: `0]`, `1:2]`. */
  private indexed(left: Query): Query {
    if (this.type() !== ':' && this.type(1) !== ':') {
      this.index++
      this.take(']')
      return { kind: 'index', left }
    }
    for (let colons = 0; this.type() !== ']'; this.index++) {
      if (this.type() === ':') colons++
      else if (this.type() !== 'number') throw this.wrong('syntax error')
      if (colons === 3) throw this.wrong('syntax error')
    }
    this.take(']')
    return { kind: 'each', left, right: this.projection(POWER['*'] ?? 0) }
  }

  private star(left: Query): Query {
    this.take('*')
    this.take(']')
    return { kind: 'each', left, right: this.projection(POWER['*'] ?? 0) }
  }

  private list(): Query {
    const items = [this.expression(0)]
    while (this.type() !== ']') {
      this.take(',')
      items.push(this.expression(0))
    }
    this.index++
    return { kind: 'list', items }
  }

  private hash(): Query {
    const pairs: [string, Query][] = []
    for (;;) {
      const key = this.token()
      if (key.type !== 'name' && key.type !== 'quoted')
        throw this.wrong(`Expecting: ['quoted_identifier', 'unquoted_identifier'], got: ${key.type}`)
      this.index++
      this.take(':')
      pairs.push([key.type === 'name' ? key.text : unquote(key.text), this.expression(0)])
      if (this.type() === ',') this.index++
      else if (this.type() === '}') {
        this.index++
        return { kind: 'hash', pairs }
      }
    }
  }

  private projection(power: number): Query {
    const type = this.type()
    if ((POWER[type] ?? 0) < PROJECTION_STOP) return CURRENT
    if (type === '[' || type === 'filter') return this.expression(power)
    if (type !== '.') throw this.wrong('syntax error')
    this.index++
    return this.afterDot(power)
  }

  private afterDot(power: number): Query {
    const type = this.type()
    if (type === 'name' || type === 'quoted' || type === '*') return this.expression(power)
    if (type === '[' || type === '{') {
      this.index++
      return type === '[' ? this.list() : this.hash()
    }
    throw this.wrong(
      `Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: ${type === 'end' ? 'eof' : type}`,
    )
  }

  private take(type: string): void {
    if (this.type() !== type) throw this.wrong(`Expecting: ${type}, got: ${this.type()}`)
    this.index++
  }

  private token(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)] as Token
  }

  private type(ahead = 0): string {
    return this.tokens[this.index + ahead]?.type ?? 'end'
  }

  private wrong(reason: string): QueryError {
    const { type, text, at } = this.token()
    const mark = `${this.text}"\n${' '.repeat(at + 1)}^`
    return type === 'end'
      ? new QueryError(`Invalid jmespath expression: Incomplete expression:\n"${mark}`)
      : new QueryError(`${reason}: Parse error at column ${at}, token "${text}", for expression:\n"${mark}`)
  }
}

const CURRENT: Query = { kind: 'current' }

function unquote(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch {
    return text.slice(1, -1)
  }
}
