import { nearest } from '../nearest.ts'
import type { Query } from './jmespath.ts'

/** A call in a `--query` that stops the CLI once it comes to it. `at` is its offset in the expression. */
export interface FunctionProblem {
  at: number
  name: string
  /** In the words of the CLI's own library. */
  message: string
  /** The function that is called almost so. */
  near: string | null
}

/** What a function takes: how many arguments, `+` that many or more, and which of them is written with `&` before it. */
interface Takes {
  count: number
  more: boolean
  expression: number | null
}

/** jmespath.py 1.1, as the AWS CLI brings it. */
const FUNCTIONS: ReadonlyMap<string, Takes> = new Map(
  `abs:1 avg:1 ceil:1 contains:2 ends_with:2 floor:1 join:2 keys:1 length:1 map:2&0 max:1 max_by:2&1 merge:1+ min:1 min_by:2&1
  not_null:1+ reverse:1 sort:1 sort_by:2&1 starts_with:2 sum:1 to_array:1 to_number:1 to_string:1 type:1 values:1`
    .split(/\s+/)
    .map((each): [string, Takes] => {
      const [, name = '', count, more, expression] = /^(\w+):(\d)(\+?)(?:&(\d))?$/.exec(each) ?? []
      return [name, { count: Number(count), more: more === '+', expression: expression ? Number(expression) : null }]
    }),
)

/**
 * The first call that the CLI cannot make: it compiles an expression without asking what its functions are, sends its request,
 * and stops where the answer is to be shown.
 */
export function queryFunctionProblem(query: Query): FunctionProblem | null {
  const waiting = [query]
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const problem = next.kind === 'call' ? problemOf(next) : null
    if (problem !== null) return problem
    waiting.unshift(...partsOf(next))
  }
  return null
}

function partsOf(query: Query): Query[] {
  switch (query.kind) {
    case 'field':
    case 'current':
    case 'literal':
      return []
    case 'index':
    case 'flatten':
      return [query.left]
    case 'filter':
      return [query.left, query.condition, query.right]
    case 'list':
      return query.items
    case 'hash':
      return query.pairs.map(([, value]) => value)
    case 'call':
      return query.args
    case 'not':
    case 'expref':
      return [query.inner]
    default:
      return [query.left, query.right]
  }
}

function problemOf({ name, args, at }: Query & { kind: 'call' }): FunctionProblem | null {
  const takes = FUNCTIONS.get(name)
  if (takes === undefined)
    return { at, name, message: `Unknown function: ${name}()`, near: nearest(name, [...FUNCTIONS.keys()]) }
  const { count, more, expression } = takes
  if (more ? args.length < count : args.length !== count) {
    const wanted = `${more ? 'at least ' : ''}${count} argument${count === 1 ? '' : 's'}`
    return { at, name, message: `Expected ${wanted} for function ${name}(), received ${args.length}`, near: null }
  }
  const misplaced = args.findIndex((arg, index) => (arg.kind === 'expref') !== (index === expression))
  if (misplaced === -1) return null
  const word =
    misplaced === expression ? `&, an expression, as argument ${misplaced + 1}` : `no & in argument ${misplaced + 1}`
  return { at, name, message: `In function ${name}(), invalid type: it takes ${word}`, near: null }
}
