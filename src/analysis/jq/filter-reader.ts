import type { JqProblem } from './problem.ts'
import { Scope } from './scope.ts'
import { END, type JqVersion, readTokens, type Token, UNKNOWN } from './tokens.ts'

/** What a filter may name besides what it defines itself. */
export interface Known {
  /** `map/1`. */
  hasFunction(signature: string): boolean
  /** Without `$`; null where any may be given: a name that only the shell knows. */
  variables: ReadonlySet<string> | null
}

/** Deeper ones are nobody's, and would overflow the stack. */
const DEEPEST = 600

/** Raised where a filter is refused, and where nothing more can be known of it (null). */
export class Stop extends Error {
  readonly problem: JqProblem | null

  constructor(problem: JqProblem | null) {
    super()
    this.problem = problem
  }
}

/** What every part of the grammar needs: the tokens one after the other, the names in force, and the ways to refuse. */
export abstract class FilterReader {
  /** The first name that is not defined: jq tells of it only where the filter is well formed. */
  problem: JqProblem | null = null
  protected readonly tokens: Token[]
  protected readonly open: readonly number[]
  protected readonly known: Known
  protected readonly is16: boolean
  protected readonly is18: boolean
  protected readonly scope = new Scope()
  protected at = 0
  protected depth = 0
  protected hasImports = false

  constructor(text: string, version: JqVersion, known: Known) {
    const { list, open } = readTokens(text, version)
    this.tokens = list
    this.open = open
    this.known = known
    this.is16 = version === '1.6'
    this.is18 = version === '1.8'
  }

  /** A variable's name without `$`, which 1.6 reads as a sign of its own and takes no keyword after. */
  protected binding(): string {
    if (this.type === 'BINDING') return this.next().text.slice(1)
    if (!this.is16) this.fail()
    this.expect('$')
    return this.expect('IDENT').text
  }

  protected resolve(kind: 'function' | 'variable' | 'label', token: Token, name: string): void {
    const definition = this.scope.get(name)
    if (definition !== undefined) {
      this.problem ??= definition.problem
      return
    }
    if (kind === 'function' && (this.hasImports || this.known.hasFunction(name))) return
    if (kind === 'variable') {
      const { variables } = this.known
      if (variables === null || variables.has(name.slice(1)) || this.hasImports) return
    }
    const { from } = token
    const to = this.tokens[this.at - 1]?.to ?? token.to
    const message = `${name.replace('label ', '$*label-')} is not defined`
    this.problem ??= { kind, message, from, to: kind === 'function' ? token.to : to, open: [] }
  }

  protected get type(): string {
    return this.token().type
  }

  protected token(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token
  }

  protected next(): Token {
    const token = this.token()
    if (token.type === UNKNOWN) throw new Stop(null)
    this.at++
    return token
  }

  protected take(type: string): boolean {
    if (this.type !== type) return false
    this.at++
    return true
  }

  protected expect(type: string): Token {
    if (this.type !== type) this.fail()
    return this.next()
  }

  protected enter(): void {
    if (++this.depth > DEEPEST) throw new Stop(null)
  }

  protected fail(): never {
    const token = this.token()
    if (token.type === UNKNOWN) throw new Stop(null)
    if (token.type === 'Invalid escape' || token.type === 'Invalid numeric literal')
      this.refuse(token.type === 'Invalid escape' ? 'escape' : 'syntax', token.type, token)
    const shown = /^[^A-Za-z]$/.test(token.type) ? `'${token.type}'` : token.type
    return this.refuse('syntax', `syntax error, unexpected ${shown}`, token)
  }

  protected refuse(kind: JqProblem['kind'], message: string, { type, from, to }: Token): never {
    throw new Stop({ kind, message, from, to, open: type === END || type === 'INVALID_CHARACTER' ? this.open : [] })
  }
}
