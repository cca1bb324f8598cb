import type { AwsCall } from './aws-call.ts'
import type { Query } from './jmespath.ts'
import { type Member, type Shape, shapesOfCall } from './shapes.ts'

/** Something in a `--query` that never finds anything. `at` is its offset in the expression. */
export interface QueryProblem {
  at: number
  /** The name that is not there. */
  name: string
  message: string
}

/**
 * What a call's `--query` asks for that the answer does not hold: the CLI prints `None` or `null` for it, and exits with 0.
 * Empty where the answer's shape is not written down (data/README.md), and where the expression does not parse.
 */
export function awsQueryProblems(call: AwsCall): QueryProblem[] {
  const expression = call.globals.query?.[0]
  if (call.query === null || expression === undefined || /[$<]|`?\{\{/.test(expression)) return []
  const answer = shapesOfCall(call)?.answer
  if (!answer || call.options['generate-cli-skeleton']) return []
  const problems: QueryProblem[] = []
  follow(call.query, { is: 'shape', shape: answer, top: true }, problems)
  return problems
}

/** What is known of a value: a shape of the answer, a list or an object that the expression itself made, or nothing. */
type Known =
  | { is: 'any' }
  | { is: 'shape'; shape: Shape; top?: boolean }
  | { is: 'list'; of: Known }
  | { is: 'object'; members: ReadonlyMap<string, Known> }

const ANY: Known = { is: 'any' }
function follow(query: Query, on: Known, problems: QueryProblem[]): Known {
  switch (query.kind) {
    case 'field':
      return fieldOf(query, on, problems)
    case 'current':
      return on
    case 'literal':
      return ANY
    case 'chain':
      return follow(query.right, follow(query.left, on, problems), problems)
    case 'index':
      return elementOf(follow(query.left, on, problems))
    case 'flatten': {
      const list = follow(query.left, on, problems)
      const element = elementOf(list)
      return isList(element) ? element : list
    }
    case 'each':
      return { is: 'list', of: follow(query.right, elementOf(follow(query.left, on, problems)), problems) }
    case 'values':
      return { is: 'list', of: follow(query.right, valuesOf(follow(query.left, on, problems)), problems) }
    case 'filter': {
      const element = elementOf(follow(query.left, on, problems))
      follow(query.condition, element, problems)
      return { is: 'list', of: follow(query.right, element, problems) }
    }
    case 'list':
      for (const item of query.items) follow(item, on, problems)
      return { is: 'list', of: ANY }
    case 'hash':
      return { is: 'object', members: new Map(query.pairs.map(([key, value]) => [key, follow(value, on, problems)])) }
    case 'call':
      return callOf(query, on, problems)
    case 'not':
      follow(query.inner, on, problems)
      return ANY
    case 'expref':
      return ANY
    default:
      follow(query.left, on, problems)
      follow(query.right, on, problems)
      return ANY
  }
}

function fieldOf(query: Query & { kind: 'field' }, on: Known, problems: QueryProblem[]): Known {
  const { name, at } = query
  if (on.is === 'any') return ANY
  // The CLI puts a token of its own beside a truncated answer.
  if (on.is === 'shape' && on.top && /^next_?token$/i.test(name)) return ANY
  const members = membersOf(on)
  if (members === 'anything') return ANY
  if (members === null) {
    const what = isList(on) ? `a list has no ${name}: its elements may, as in [].${name}` : `a text has no ${name}`
    problems.push({ at, name, message: what })
    return ANY
  }
  const member = members.get(name)
  if (member !== undefined) return 'is' in member ? member : { is: 'shape', shape: member.shape() }
  const near = [...members.keys()].find((member) => member.toLowerCase() === name.toLowerCase())
  const choices = near ?? [...members.keys()].slice(0, 12).join(', ')
  problems.push({ at, name, message: `the answer holds no ${name} there; it holds ${choices}` })
  return ANY
}

/** The members of an object; null for what is no object; `anything` for a map, whose keys are data. */
function membersOf(on: Known): ReadonlyMap<string, Known | Member> | null | 'anything' {
  if (on.is === 'object') return on.members
  if (on.is !== 'shape') return null
  const { shape } = on
  if (shape.kind === 'map' || shape.kind === 'document') return 'anything'
  if (shape.kind !== 'structure') return null
  return shape.members
}

function isList(on: Known): boolean {
  return on.is === 'list' || (on.is === 'shape' && on.shape.kind === 'list')
}

function elementOf(on: Known): Known {
  if (on.is === 'list') return on.of
  return on.is === 'shape' && on.shape.kind === 'list' ? { is: 'shape', shape: on.shape.member() } : ANY
}

function valuesOf(on: Known): Known {
  return on.is === 'shape' && on.shape.kind === 'map' ? { is: 'shape', shape: on.shape.value() } : ANY
}

function callOf(query: Query & { kind: 'call' }, on: Known, problems: QueryProblem[]): Known {
  const { name, args } = query
  const known = args.map((arg) => (arg.kind === 'expref' ? ANY : follow(arg, on, problems)))
  const byElement = (list: Known, expression: Query | undefined): Known =>
    expression?.kind === 'expref' ? follow(expression.inner, elementOf(list), problems) : ANY
  switch (name) {
    case 'sort_by':
      byElement(known[0] ?? ANY, args[1])
      return known[0] ?? ANY
    case 'max_by':
    case 'min_by':
      byElement(known[0] ?? ANY, args[1])
      return elementOf(known[0] ?? ANY)
    case 'map':
      return { is: 'list', of: byElement(known[1] ?? ANY, args[0]) }
    case 'reverse':
    case 'sort':
      return known[0] ?? ANY
    default:
      return ANY
  }
}
