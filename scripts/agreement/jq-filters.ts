import type { Random } from './random.ts'

const list = (text: string) => text.trim().split(/\s{2,}|\n\s*/)

const FIELDS = list('.a  .items  .status  .metadata.name  .a.b  .list[0].image  ."x-y"  .["a b"]  .a?  .and  .a."b"')
const PLAIN = list('.  ..  1  2.5  null  true  []  {}  $ENV.HOME  $__loc__  $ARGS.named  .[]  .[]?')
const TEXTS = list(
  String.raw`"x"  "a b"  "\(.a)"  "\(.a): \(.b | length)"  "\\d+"  "\n"  "é"  "a"  @sh "k=\(.a)"  @base64  "\u00e9"`,
)
const OPERATORS = list('|  |  |  ,  +  -  *  /  %  and  or  //  //')
/** At most one of each between brackets: `1 == 2 == 3` is refused. */
const SINGLE = list('==  !=  <  >=  =  |=  +=  //=')
const PATTERNS: readonly [pattern: string, names: string[]][] = [
  ...[['$x', ['$x']] as [string, string[]], ['$y', ['$y']] as [string, string[]]],
  ['[$x, $y]', ['$x', '$y']],
  ['{a: $x}', ['$x']],
  ['{$x, b: [$y]}', ['$x', '$y']],
  ['[$x] ?// $y', ['$x', '$y']],
  ['{(.a): $x}', ['$x']],
]
const WRONG = list(
  String.raw`$nobody  f  break $nowhere  "\d"  .a-b  .a.[0]  .[*]  1 == 2 == 3  {1: 2}  {(1): 2}  .a?//1  trim`,
)
const SIGNS = [
  ...list('( ) [ ] { } . | , ; : ? $ " \' @ # = < > & ! * ~ - .. == // ?//'.replaceAll(' ', '  ')),
  ' and ',
  ' ',
]
const KEYWORDS = list(
  'def  as  if  then  else  elif  end  reduce  foreach  try  catch  label  break  and  or  import  include  not',
)

/** Makes filters as people write them, from the functions that jq has, and spoils half of them as people do. */
export class FilterMaker {
  readonly #random: Random
  readonly #functions: readonly string[]
  /** Variables, functions and labels in force where it writes. */
  #names: string[] = []

  /** @param functions - `map/1`, in an order that is the same everywhere. */
  constructor(random: Random, functions: readonly string[]) {
    this.#random = random
    this.#functions = functions
  }

  make(): string {
    const filter = this.#query(2 + this.#random.below(2))
    return this.#random.chance(0.5) ? filter : this.#spoil(filter)
  }

  #query(depth: number): string {
    const names = this.#names
    const { pick, chance } = {
      pick: this.#random.below(depth > 0 ? 14 : 1),
      chance: (share: number) => this.#random.chance(share),
    }
    let opening = ''
    if (pick === 1) {
      opening = `def f${chance(0.5) ? '' : '(g)'}: ${this.#with(['g'], depth)}; `
      this.#names = [...names, opening.startsWith('def f(') ? 'f(1)' : 'f']
    } else if (pick === 2) {
      const [pattern, bound] = this.#random.pick(PATTERNS)
      opening = `${this.#term(depth - 1)} as ${pattern} | `
      this.#names = [...names, ...bound]
    } else if (pick === 3) {
      opening = 'label $out | '
      this.#names = [...names, 'break $out']
    }
    let filter = opening + this.#term(depth)
    let mayCompare = true
    for (let more = this.#random.below(3); more > 0; more--) {
      const operator = mayCompare && chance(0.3) ? this.#random.pick(SINGLE) : this.#random.pick(OPERATORS)
      mayCompare &&= OPERATORS.includes(operator)
      filter += ` ${operator} ${this.#term(depth)}`
    }
    this.#names = names
    return filter
  }

  /** A query in which more names are known. */
  #with(names: readonly string[], depth: number): string {
    const before = this.#names
    this.#names = [...before, ...names]
    const query = this.#query(depth - 1)
    this.#names = before
    return query
  }

  #term(depth: number): string {
    if (this.#random.chance(0.015)) return this.#random.pick(WRONG)
    const inner = () => this.#query(depth - 1)
    const maybe = (share: number, text: () => string) => (this.#random.chance(share) ? text() : '')
    switch (this.#random.below(depth > 0 ? 16 : 6)) {
      case 0:
      case 1:
        return this.#random.pick(FIELDS)
      case 2:
        return this.#random.pick(TEXTS)
      case 3:
        return this.#random.pick(PLAIN)
      case 4:
        return this.#names.length > 0 ? this.#random.pick(this.#names) : 'length'
      case 5:
      case 6:
      case 7:
        return this.#call(depth)
      case 8:
        return `[${inner()}]`
      case 9:
        return `(${inner()})`
      case 10:
      case 11:
        return `{${Array.from({ length: 1 + this.#random.below(3) }, () => this.#pair(depth - 1)).join(', ')}}`
      case 12:
        return this.#index(depth - 1)
      case 13:
        return `if ${inner()} then ${inner()}${maybe(0.2, () => ` elif ${inner()} then ${inner()}`)}${maybe(0.9, () => ` else ${inner()}`)} end`
      case 14:
        return `try ${this.#term(depth - 1)}${maybe(0.5, () => ` catch ${this.#term(depth - 1)}`)}`
      default: {
        const [pattern, bound] = this.#random.pick(PATTERNS)
        const kind = this.#random.pick(['reduce', 'foreach'])
        const last = kind === 'foreach' ? maybe(0.5, () => `; ${this.#with(bound, depth)}`) : ''
        return `(${kind} ${this.#random.pick(FIELDS)} as ${pattern} (${inner()}; ${this.#with(bound, depth)}${last}))`
      }
    }
  }

  #call(depth: number): string {
    const [name = '', arity = '0'] = this.#random.pick(this.#functions).split('/')
    const count = Number(arity) + (this.#random.chance(0.02) ? 1 : 0)
    if (count === 0 || depth <= 0) return count === 0 ? name : 'length'
    return `${name}(${Array.from({ length: count }, () => this.#query(depth - 1)).join('; ')})`
  }

  #pair(depth: number): string {
    return this.#random.pick([
      () => 'name',
      () => `name: ${this.#random.pick(FIELDS)}`,
      () => `"a-b": (${this.#query(depth)})`,
      () => `${this.#random.pick(['if', 'x1', '@text "t"', '"n\\(1)"'])}: ${this.#call(depth)}`,
      () => `(${this.#random.pick(['.key', '"k"', '.a + "x"', '.a, .b'])}): ${this.#random.pick(FIELDS)}`,
      () => this.#random.pick(['"n\\(1)"', '@text "t"', ...this.#names.filter((name) => name.startsWith('$'))]),
      () => `n: .a | ${this.#call(depth)}`,
    ])()
  }

  #index(depth: number): string {
    const inner = this.#random.pick(['', '0', '-1', '"k"', '1:2', ':3', '2:', '.b', this.#query(depth)])
    return `${this.#random.pick(['.', '.a', '.items', '..', '(.a)', '.a?'])}[${inner}]${this.#random.pick(['', '?', '.b', '[0]'])}`
  }

  /** What people do to a filter between the page and the terminal. */
  #spoil(filter: string): string {
    const at = this.#random.below(Math.max(1, filter.length))
    const brackets = [...filter.matchAll(/[()[\]{}"]/g)].map(({ index }) => index)
    const names = [...filter.matchAll(/[a-z_]{3,}/g)]
    switch (this.#random.below(9)) {
      case 0:
      case 1: {
        const dropped = brackets.length === 0 ? at : this.#random.pick(brackets)
        return filter.slice(0, dropped) + filter.slice(dropped + 1)
      }
      case 2: {
        if (names.length === 0) return `${filter})`
        const { 0: name, index } = this.#random.pick(names)
        return filter.slice(0, index) + this.#random.typo(name) + filter.slice(index + name.length)
      }
      case 3:
        return filter.replaceAll('"', "'")
      case 4:
        return filter.slice(0, at)
      case 5:
        return filter.slice(0, at) + this.#random.pick(SIGNS) + filter.slice(at)
      case 6:
        return `${filter.slice(0, at)} ${this.#random.pick(KEYWORDS)} ${filter.slice(at)}`
      case 7: {
        const [from, to] = [list('; | : as end . ,'.replaceAll(' ', '  ')), list('  , || && | =')]
        return filter.replace(this.#random.pick(from), this.#random.pick(to))
      }
      default:
        return filter.slice(0, at) + filter.slice(at + 1)
    }
  }
}
