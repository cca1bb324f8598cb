import { FilterReader, Stop } from './filter-reader.ts'
import { isKeyword, type Token, UNKNOWN } from './tokens.ts'

/** What a filter is known to give before it runs: jq folds such texts and numbers, and refuses some as keys. */
export type Constant = {
  kind: 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object' | 'several'
  value?: number
} | null

export const SEVERAL: Constant = { kind: 'several' }

/** Terms, objects and patterns; what stands within their brackets is read by the parser of whole filters. */
export abstract class TermParser extends FilterReader {
  /** Pipes and commas. */
  protected abstract query(): Constant
  /** Operators of at least that power; of any where it is not said. */
  protected abstract expression(least?: number): Constant
  /** `reduce`, `foreach`, `if`, `try`. */
  protected abstract block(): void

  protected term(): Constant {
    this.enter()
    const from = this.at
    let value = this.primary()
    let mayAsk =
      this.is18 || this.tokens[from]?.type === 'FIELD' || (this.tokens[from]?.type === '.' && this.at > from + 1)
    for (;;) {
      if (this.type === '?' && mayAsk) {
        this.next()
        mayAsk = this.is18
      } else if (this.suffix()) mayAsk = true
      else break
      value = null
    }
    this.depth--
    return value
  }

  /** `.a`, `."a"`, `[…]`, `.[…]` after a term. */
  protected suffix(): boolean {
    switch (this.token().type) {
      case 'FIELD':
        this.next()
        return true
      case '[':
        this.index(true)
        return true
      case '.':
        this.next()
        // `.a.[0]`, `.a.[]`, but no `.a.[1:]`.
        if (this.type === '[' && !this.is16) this.index(false)
        else this.fieldName()
        return true
      default:
        return false
    }
  }

  protected fieldName(): void {
    if (this.type === 'QQSTRING_START' || this.type === 'FORMAT') this.string()
    else this.fail()
  }

  protected index(maySlice: boolean): void {
    this.next()
    if (this.take(']')) return
    if (maySlice && this.take(':')) this.query()
    else {
      this.query()
      if (maySlice && this.take(':') && this.type !== ']') this.query()
    }
    this.expect(']')
  }

  protected primary(): Constant {
    const token = this.token()
    switch (token.type) {
      case '.':
        this.next()
        if (this.type === 'QQSTRING_START' || this.type === 'FORMAT') this.string()
        return null
      case '..':
      case 'FIELD':
        this.next()
        return null
      case 'LITERAL':
        this.next()
        return { kind: 'number', value: Number(token.text) }
      case 'QQSTRING_START':
        return this.string()
      case 'FORMAT':
        if (this.tokens[this.at + 1]?.type === 'QQSTRING_START') return this.string()
        this.next()
        return null
      case '(':
        return this.parenthesis()
      case '[':
        return this.array()
      case '{':
        return this.object()
      case 'IDENT':
        return this.call()
      case 'break':
        this.next()
        this.resolve('label', this.token(), `label ${this.binding()}`)
        return null
      default:
        return this.otherPrimary(token)
    }
  }

  protected otherPrimary({ type }: Token): Constant {
    if (type === '$__loc__' || (type === '$' && this.tokens[this.at + 1]?.type === '__loc__')) {
      if (this.next().type === '$') this.next()
      return { kind: 'object' }
    }
    if (type === 'BINDING' || type === '$') {
      this.resolve('variable', this.token(), `$${this.binding()}`)
      return null
    }
    if (this.is18 && type === '-') {
      this.next()
      this.term()
      return null
    }
    if (!this.is18 || !/^(?:reduce|foreach|if|try)$/.test(type)) this.fail()
    this.block()
    return null
  }

  protected parenthesis(): Constant {
    this.next()
    const value = this.query()
    this.expect(')')
    return value
  }

  protected array(): Constant {
    this.next()
    if (this.take(']')) return { kind: 'array' }
    const value = this.query()
    this.expect(']')
    return value === null ? null : { kind: 'array' }
  }

  protected call(): Constant {
    const name = this.next()
    if (this.type === UNKNOWN) throw new Stop(null)
    let arity = 0
    if (this.take('(')) {
      do {
        this.query()
        arity++
      } while (this.take(';'))
      this.expect(')')
    } else if (name.text === 'null') return { kind: 'null' }
    else if (name.text === 'true' || name.text === 'false') return { kind: 'boolean' }
    this.resolve('function', name, `${name.text}/${arity}`)
    return null
  }

  /** With its format before it, if there is one; no constant if something is put in. */
  protected string(): Constant {
    this.take('FORMAT')
    this.expect('QQSTRING_START')
    let value: Constant = { kind: 'string' }
    while (!this.take('QQSTRING_END')) {
      if (this.take('QQSTRING_TEXT')) continue
      this.expect('QQSTRING_INTERP_START')
      this.query()
      this.expect('QQSTRING_INTERP_END')
      value = null
    }
    return value
  }

  // Objects and patterns

  protected object(): Constant {
    this.next()
    let isConstant = true
    while (this.type !== '}') {
      isConstant = this.pair() && isConstant
      if (!this.take(',')) break
    }
    this.expect('}')
    return isConstant ? { kind: 'object' } : null
  }

  /** Whether key and value are constants. */
  protected pair(): boolean {
    const { type } = this.token()
    if (type === 'IDENT' || isKeyword(type)) {
      this.next()
      if (this.take(':')) return this.value() !== null
      if (this.is16 && type !== 'IDENT') this.fail()
      return false
    }
    if (type === 'QQSTRING_START' || type === 'FORMAT') {
      const key = this.string()
      return this.take(':') ? this.value() !== null && key !== null : false
    }
    if (type === '(') {
      this.key()
      this.value()
      return false
    }
    if (type === '$__loc__') {
      this.next()
      return false
    }
    if (type !== 'BINDING' && type !== '$') this.fail()
    this.resolve('variable', this.token(), `$${this.binding()}`)
    if (!this.is16 && this.take(':')) this.value()
    return false
  }

  /** `(…):`, which jq refuses where it can see that it gives no text. */
  protected key(): void {
    const token = this.token()
    const key = this.parenthesis()
    this.expect(':')
    if (key === null || key.kind === 'string' || key.kind === 'several') return
    const shown = key.value === undefined ? '' : ` (${key.value})`
    this.refuse('key', `Cannot use ${key.kind}${shown} as object key`, token)
  }

  /** Up to 1.7: terms and pipes, no operators. */
  protected value(): Constant {
    let value: Constant = null
    do {
      if (this.is18) value = this.expression()
      else {
        while (this.take('-')) value = null
        value = this.term()
      }
    } while (this.take('|'))
    return value
  }

  /** Names of the variables that patterns bind, `?//` between them. */
  protected patterns(): string[] {
    const variables: string[] = []
    do this.pattern(variables)
    while (this.take('?//'))
    return variables
  }

  protected pattern(variables: string[]): void {
    this.enter()
    if (this.take('[')) {
      do this.pattern(variables)
      while (this.take(','))
      this.expect(']')
    } else if (this.take('{')) {
      do this.patternPair(variables)
      while (this.take(','))
      this.expect('}')
    } else variables.push(this.binding())
    this.depth--
  }

  protected patternPair(variables: string[]): void {
    const { type } = this.token()
    if (type === 'BINDING' || type === '$') {
      variables.push(this.binding())
      if (this.take(':')) this.pattern(variables)
      return
    }
    if (type === '(') this.key()
    else {
      if (type === 'IDENT' || isKeyword(type)) this.next()
      else this.fieldName()
      this.expect(':')
    }
    this.pattern(variables)
  }
}
