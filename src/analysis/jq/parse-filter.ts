import { type Known, Stop } from './filter-reader.ts'
import { type Constant, SEVERAL, TermParser } from './parse-terms.ts'
import type { JqProblem } from './problem.ts'
import { END, type JqVersion, type Token } from './tokens.ts'

/** Says why one release of jq refuses a filter; null if it takes it, or if a hole keeps that open. */
export function parseFilter(text: string, version: JqVersion, known: Known): JqProblem | null {
  const parser = new Parser(text, version, known)
  try {
    parser.program()
    return parser.problem
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    // A name not defined is told of only once all the rest is well formed; what follows a hole is not known to be.
    return error.problem ?? parser.problem
  }
}

const P_OR_ELSE = 2
const P_COMPARE = 6
const P_TIMES = 8
const P_ANY = 0

interface Operator {
  power: number
  side: 'left' | 'right' | 'none'
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  (
    [
      ['//', P_OR_ELSE, 'right'],
      ['= |= += -= *= /= %= //=', 3, 'none'],
      ['or', 4, 'left'],
      ['and', 5, 'left'],
      ['== != < > <= >=', P_COMPARE, 'none'],
      ['+ -', 7, 'left'],
      ['* / %', P_TIMES, 'left'],
    ] as const
  ).flatMap(([signs, power, side]) => signs.split(' ').map((sign): [string, Operator] => [sign, { power, side }])),
)

/**
 * Reads a filter by jq's grammar. Up to 1.7 there is one kind of expression; since 1.8 `def`, `label` and `as` stand only where a
 * pipe may, and `if`, `reduce`, `foreach`, `try` and `-x` are terms, which `[0]` or `.a` may follow: `is18` tells them apart.
 */
class Parser extends TermParser {
  // Programs

  program(): void {
    if (this.take('module')) {
      const token = this.token()
      const metadata = this.query()
      if (metadata === null) this.refuse('key', 'Module metadata must be constant', token)
      if (!this.is16 && metadata?.kind !== 'object') this.refuse('key', 'Module metadata must be an object', token)
      this.expect(';')
    }
    while (this.type === 'import' || this.type === 'include') this.moduleImport()
    while (this.type === 'def') this.definition()
    if (this.type === END && this.is16) return
    if (this.type === END) this.refuse('syntax', 'Top-level program not given (try ".")', this.token())
    this.query()
    if (this.type !== END) this.fail()
  }

  protected moduleImport(): void {
    this.hasImports = true
    const isImport = this.next().type === 'import'
    const token = this.token()
    if (token.type !== 'QQSTRING_START' && token.type !== 'FORMAT') this.fail()
    if (this.string() === null) this.refuse('key', 'Import path must be constant', token)
    if (isImport) {
      this.expect('as')
      if (!this.take('IDENT')) this.scope.add(`$${this.binding()}`)
    }
    if (this.type !== ';' && this.query()?.kind !== 'object')
      this.refuse('key', 'Module metadata must be an object', token)
    this.expect(';')
  }

  protected definition(): void {
    this.next()
    const name = this.expect('IDENT').text
    const closures: string[] = []
    const variables: string[] = []
    if (this.take('(')) {
      do {
        if (this.type === 'IDENT') closures.push(this.next().text)
        else variables.push(this.binding())
      } while (this.take(';'))
      this.expect(')')
    }
    this.expect(':')
    const signature = `${name}/${closures.length + variables.length}`
    const mark = this.scope.mark()
    this.scope.add(signature)
    for (const closure of [...closures, ...variables]) this.scope.add(`${closure}/0`)
    for (const variable of variables) this.scope.add(`$${variable}`)
    const problem = this.body()
    this.expect(';')
    this.scope.leave(mark)
    this.scope.add(signature, { problem })
  }

  /** What is wrong in a function, which is not yet wrong in the filter. */
  protected body(): JqProblem | null {
    const outside = this.problem
    this.problem = null
    try {
      this.query()
      return this.problem
    } finally {
      this.problem = outside
    }
  }

  // Expressions

  /** Pipes and commas. What `def`, `as` and `label` name is known to the end of the query: they take in all that follows. */
  protected query(): Constant {
    this.enter()
    const mark = this.scope.mark()
    // `.` is a pipe's neutral element.
    let value: Constant | 'input' = 'input'
    let isBound = false
    for (;;) {
      if (this.type === 'def') {
        this.definition()
        continue
      }
      isBound ||= this.type === 'label'
      if (this.type === 'label') {
        this.label()
        continue
      }
      const part = this.part()
      if (part === 'bound') {
        isBound = true
        continue
      }
      value = value === 'input' ? part : part === 'input' ? value : value === null || part === null ? null : SEVERAL
      if (this.take('|')) value = value === SEVERAL ? null : value
      else if (!this.take(',')) break
    }
    this.scope.leave(mark)
    this.depth--
    return value === 'input' || isBound ? null : value
  }

  /** One part of a pipe or a list; `bound` for what ends with `as $x |`. */
  protected part(): Constant | 'input' | 'bound' {
    const from = this.at
    const isInput = this.type === '.'
    const value = this.expression()
    if (!this.is18 || this.type !== 'as') return isInput && this.at === from + 1 ? 'input' : value
    this.destructuring()
    return 'bound'
  }

  protected label(): void {
    this.next()
    this.scope.add(`label ${this.binding()}`)
    this.expect('|')
  }

  /** `as $x |`. */
  protected destructuring(): void {
    this.next()
    for (const variable of this.patterns()) this.scope.add(`$${variable}`)
    this.expect('|')
  }

  /** Operators by their power: see OPERATORS. */
  protected expression(least = P_ANY): Constant {
    this.enter()
    let left = this.is18 ? this.term() : this.operand()
    for (;;) {
      const operator = OPERATORS.get(this.type)
      if (operator === undefined || operator.power < least) break
      const sign = this.next()
      const { power, side } = operator
      const right = this.expression(side === 'right' ? power : power + 1)
      if (side === 'none' && OPERATORS.get(this.type)?.power === power) this.fail()
      left = this.fold(left, sign, right)
    }
    this.depth--
    return left
  }

  /** Numbers only: what else jq folds differs with the release, and is in nobody's keys. */
  protected fold(left: Constant, sign: Token, right: Constant): Constant {
    if (left?.value === undefined || right?.value === undefined) return null
    switch (sign.type) {
      case '+':
        return { kind: 'number', value: left.value + right.value }
      case '-':
        return { kind: 'number', value: left.value - right.value }
      case '*':
        return { kind: 'number', value: left.value * right.value }
      case '/':
        if (right.value === 0 && this.is16) this.refuse('key', 'Division by zero?', sign)
        return right.value === 0 ? null : { kind: 'number', value: left.value / right.value }
      default:
        return P_COMPARE === OPERATORS.get(sign.type)?.power ? { kind: 'boolean' } : null
    }
  }

  /** Up to 1.7: an operand, which may be a whole `def …; …` or `… as $x | …` to the end of the query. */
  protected operand(): Constant {
    switch (this.type) {
      case 'def':
      case 'label':
        return this.restOfQuery(() => (this.type === 'def' ? this.definition() : this.label()), this.type === 'def')
      case '-':
        this.next()
        this.expression(P_TIMES)
        break
      case 'reduce':
      case 'foreach':
      case 'if':
      case 'try':
        this.block()
        break
      default: {
        const value = this.term()
        if (this.type === 'as') return this.restOfQuery(() => this.destructuring(), false)
        if (this.type !== '?') return value
      }
    }
    while (this.take('?'));
    return null
  }

  protected restOfQuery(open: () => void, mayFold: boolean): Constant {
    const mark = this.scope.mark()
    open()
    const value = this.query()
    this.scope.leave(mark)
    return mayFold ? value : null
  }

  /** `reduce`, `foreach`, `if`, `try`. */
  protected block(): void {
    this.enter()
    const { type } = this.next()
    if (type === 'if') this.condition()
    else if (type === 'try') {
      this.tried()
      if (this.take('catch')) this.tried()
    } else this.loop(type)
    this.depth--
  }

  /** What `try` and `catch` take binds closer than any operator. */
  protected tried(): void {
    if (this.is18) this.term()
    else this.operand()
  }

  protected condition(): void {
    this.query()
    this.expect('then')
    this.query()
    while (this.take('elif')) {
      this.query()
      this.expect('then')
      this.query()
    }
    if (this.take('else')) this.query()
    else if (this.is16) this.fail()
    this.expect('end')
  }

  protected loop(type: string): void {
    if (this.is18) this.expression()
    else this.term()
    this.expect('as')
    const variables = this.patterns()
    this.expect('(')
    this.query()
    this.expect(';')
    const mark = this.scope.mark()
    for (const variable of variables) this.scope.add(`$${variable}`)
    this.query()
    if (type === 'foreach' && this.take(';')) this.query()
    this.scope.leave(mark)
    this.expect(')')
  }
}
