/** What shorthand says: `Key=a,List=b,c,Map={d=e}`. Scalars are texts until a shape says otherwise. */
export type Shorthand = string | Shorthand[] | { [key: string]: Shorthand }

/** Raised where the text does not follow the syntax; the message is the AWS CLI's own. */
export class ShorthandError extends Error {}

const SPACE = ' \t\n\r\v\f'
const KEY = /[A-Za-z0-9\-_.#/:]*/y
const SINGLE = /'(?:\\'|[^'])*'/y
const DOUBLE = /"(?:\\"|[^"])*"/y
// The characters a value may begin and go on with: the ranges of awscli/shorthand.py, which exclude quotes, comma and brackets.
const START = String.raw`!#-&(-+\--<>-Z\\-z|-\uffff`
const FIRST = new RegExp(String.raw`(?:\\,|[${START}])(?:\\,|[\s!#-&(-+\--\\\^-\|~-\uffff])*`, 'y')
const SECOND = new RegExp(String.raw`(?:\\,|[${START}])(?:\\,|[\s!#-&(-+\--<>-\uffff])*`, 'y')

/**
 * Parses one word of shorthand as the AWS CLI does (awscli/shorthand.py), including what it forgives.
 *
 * @throws {ShorthandError} where the CLI refuses it.
 */
export function parseShorthand(text: string): { [key: string]: Shorthand } {
  return new Parser(text).parameter()
}

class Parser {
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  parameter(): { [key: string]: Shorthand } {
    const found: [string, Shorthand][] = []
    const keys = new Set<string>()
    do {
      if (found.length > 0) this.expect(',', true)
      const from = this.at
      const key = this.keyAndMark()
      const value = this.values()
      if (keys.has(key))
        throw new ShorthandError(
          `Second instance of key "${key}" encountered for input:\n${this.location(from)}\nThis is often because there is a preceding "," instead of a space.`,
        )
      keys.add(key)
      found.push([key, value])
    } while (this.at < this.text.length)
    return Object.fromEntries(found)
  }

  private keyAndMark(): string {
    const key = this.take(KEY) ?? ''
    this.skipSpace()
    if (this.current() === '@') this.at++
    this.expect('=', true)
    return key
  }

  private values(): Shorthand {
    if (this.current() === '[') return this.explicitList()
    if (this.current() === '{') return this.hash()
    return this.at >= this.text.length ? '' : this.commaList()
  }

  /** `a,b,c=d`: the values up to the one that turns out to be the next key. */
  private commaList(): Shorthand {
    const first = this.firstValue()
    this.skipSpace()
    if (this.current() !== ',') return first
    this.expect(',', true)
    const list = [first]
    for (;;) {
      try {
        const value = this.secondValue()
        this.skipSpace()
        if (this.at >= this.text.length) {
          list.push(value)
          break
        }
        if (this.current() !== ',') {
          this.backToComma()
          break
        }
        this.expect(',', true)
        list.push(value)
      } catch (error) {
        if (this.at >= this.text.length) throw error
        this.backToComma()
        break
      }
    }
    return list.length === 1 ? first : list
  }

  private backToComma(): void {
    while (this.at > 0 && this.text[this.at] !== ',') this.at--
  }

  private explicitList(): Shorthand[] {
    const list: Shorthand[] = []
    this.expect('[', true)
    while (this.current() !== ']') {
      list.push(this.explicitValue())
      this.skipSpace()
      if (this.current() !== ']') this.expect(',', false, true)
    }
    this.expect(']')
    return list
  }

  private hash(): { [key: string]: Shorthand } {
    const found: [string, Shorthand][] = []
    this.expect('{', true)
    while (this.current() !== '}') {
      const key = this.keyAndMark()
      found.push([key, this.explicitValue()])
      this.skipSpace()
      if (this.current() !== '}') this.expect(',', false, true)
    }
    this.expect('}')
    return Object.fromEntries(found)
  }

  private explicitValue(): Shorthand {
    if (this.current() === '[') return this.explicitList()
    if (this.current() === '{') return this.hash()
    return this.firstValue()
  }

  private firstValue(): string {
    return this.quoted() ?? unescaped(this.take(FIRST) ?? '')
  }

  private secondValue(): string {
    return this.quoted() ?? unescaped(this.must(SECOND, 'second'))
  }

  private quoted(): string | null {
    const quote = this.current()
    if (quote !== "'" && quote !== '"') return null
    const inner = (quote === "'" ? this.must(SINGLE, 'singled quoted') : this.must(DOUBLE, 'double quoted')).slice(
      1,
      -1,
    )
    return inner.replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\')
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? null
    this.at += found?.length ?? 0
    return found
  }

  private must(pattern: RegExp, name: string): string {
    const found = this.take(pattern)
    if (found === null) throw this.wrong(`<${name}>`, '<none>')
    return found
  }

  private expect(char: string, spaceBefore = false, spaceAfter = spaceBefore): void {
    if (spaceBefore) this.skipSpace()
    const actual = this.current()
    if (actual !== char) throw this.wrong(char, actual ?? 'EOF')
    this.at++
    if (spaceAfter) this.skipSpace()
  }

  private skipSpace(): void {
    while (this.at < this.text.length && SPACE.includes(this.text[this.at] ?? 'x')) this.at++
  }

  private current(): string | undefined {
    return this.text[this.at]
  }

  private wrong(expected: string, actual: string): ShorthandError {
    return new ShorthandError(`Expected: '${expected}', received: '${actual}' for input:\n${this.location(this.at)}`)
  }

  /** The input with a mark under the place, as the CLI prints it. */
  private location(at: number): string {
    const lineEnd = this.text.indexOf('\n', at)
    const consumed = lineEnd < 0 ? this.text : this.text.slice(0, lineEnd)
    const indent = at - (this.text.lastIndexOf('\n', at - 1) + 1)
    return `${consumed}\n${' '.repeat(Math.max(0, indent))}^${lineEnd < 0 ? '' : this.text.slice(lineEnd)}`
  }
}

function unescaped(text: string): string {
  return text.replaceAll('\\,', ',').trimEnd()
}
