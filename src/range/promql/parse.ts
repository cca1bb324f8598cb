import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { parseDuration } from '../system/duration.ts'

export type MatchOperator = '=' | '!=' | '=~' | '!~'

export interface Matcher {
  label: string
  operator: MatchOperator
  value: string
}

/** What a query says. Only what the range evaluates; everything else is a `PromqlError`. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'selector'; metric: string; matchers: Matcher[]; rangeMs: number | null; offsetMs: number }
  | { kind: 'call'; name: string; args: Expression[] }
  | {
      kind: 'aggregate'
      operator: string
      parameter: Expression | null
      of: Expression
      by: string[] | null
      without: string[] | null
    }
  | {
      kind: 'binary'
      operator: string
      left: Expression
      right: Expression
      bool: boolean
      on: string[] | null
      ignoring: string[]
    }
  | { kind: 'negate'; of: Expression }

/** `syntax`: Prometheus would refuse it too. `unsupported`: the range cannot answer it. */
export class PromqlError extends Error {
  override readonly name = 'PromqlError'
  readonly why: 'syntax' | 'unsupported'

  constructor(why: 'syntax' | 'unsupported', message: string) {
    super(message)
    this.why = why
  }
}

const parsed = new Map<string, Expression>()

/** @throws PromqlError */
export function parsePromql(text: string): Expression {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const tree = parser.parse(text)
  tree.iterate({
    enter(node) {
      if (node.type.isError)
        throw new PromqlError(
          'syntax',
          `1:${node.from + 1}: parse error: unexpected ${describe(text, node.from, node.to)}`,
        )
    },
  })
  const top = tree.topNode.firstChild
  if (top === null) throw new PromqlError('syntax', '1:1: parse error: no expression found in input')
  const expression = read(text, top)
  if (parsed.size > 500) parsed.clear()
  parsed.set(text, expression)
  return expression
}

function describe(text: string, from: number, to: number): string {
  const found = text.slice(from, Math.max(to, from + 1))
  return found === '' ? 'end of input' : JSON.stringify(found)
}

function read(text: string, node: SyntaxNode): Expression {
  const source = text.slice(node.from, node.to)
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', value: readNumber(source) }
    case 'StringLiteral':
      return { kind: 'string', value: unquote(source) }
    case 'ParenExpr':
      return read(text, only(node, node.firstChild))
    case 'UnaryExpr': {
      const of = read(text, only(node, node.lastChild))
      return source.startsWith('-') ? { kind: 'negate', of } : of
    }
    case 'VectorSelector':
      return readSelector(text, node)
    case 'MatrixSelector':
      return readMatrix(text, node)
    case 'OffsetExpr':
      return readOffset(text, node)
    case 'FunctionCall': {
      const name = only(node, node.getChild('FunctionIdentifier'))
      return { kind: 'call', name: text.slice(name.from, name.to), args: readBody(text, node) }
    }
    case 'AggregateExpr':
      return readAggregate(text, node)
    case 'BinaryExpr':
      return readBinary(text, node)
    default:
      throw new PromqlError('unsupported', `PromQL ${node.name}: ${source}`)
  }
}

function only(parent: SyntaxNode, child: SyntaxNode | null): SyntaxNode {
  if (child === null) throw new PromqlError('syntax', `1:${parent.from + 1}: parse error: unexpected end of input`)
  return child
}

function readSelector(text: string, node: SyntaxNode): Expression {
  const name = node.getChild('Identifier')
  const matchers: Matcher[] = []
  for (const matcher of node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []) {
    const [label, operator, value] = [
      matcher.firstChild,
      matcher.getChild('MatchOp'),
      matcher.getChild('StringLiteral'),
    ]
    matchers.push({
      label: text.slice(label?.from, label?.to),
      operator: text.slice(operator?.from, operator?.to) as MatchOperator,
      value: unquote(text.slice(value?.from, value?.to)),
    })
  }
  if (name === null) {
    const named = matchers.find((m) => m.label === '__name__' && m.operator === '=')
    if (named === undefined)
      throw new PromqlError('unsupported', `a selector without a metric's name: ${text.slice(node.from, node.to)}`)
    return {
      kind: 'selector',
      metric: named.value,
      matchers: matchers.filter((m) => m !== named),
      rangeMs: null,
      offsetMs: 0,
    }
  }
  return { kind: 'selector', metric: text.slice(name.from, name.to), matchers, rangeMs: null, offsetMs: 0 }
}

function readMatrix(text: string, node: SyntaxNode): Expression {
  const selector = read(text, only(node, node.firstChild))
  const range = only(node, node.getChild('DurationExpr') ?? node.lastChild)
  const rangeMs = parseDuration(text.slice(range.from, range.to))
  if (selector.kind !== 'selector' || rangeMs === null)
    throw new PromqlError('unsupported', `PromQL range: ${text.slice(node.from, node.to)}`)
  return { ...selector, rangeMs }
}

function readOffset(text: string, node: SyntaxNode): Expression {
  const of = read(text, only(node, node.firstChild))
  const offset = only(node, node.lastChild)
  const offsetMs = parseDuration(text.slice(offset.from, offset.to))
  if (of.kind !== 'selector' || offsetMs === null)
    throw new PromqlError('unsupported', `PromQL offset: ${text.slice(node.from, node.to)}`)
  return { ...of, offsetMs }
}

function readBody(text: string, node: SyntaxNode): Expression[] {
  const args: Expression[] = []
  for (let child = node.getChild('FunctionCallBody')?.firstChild ?? null; child !== null; child = child.nextSibling)
    args.push(read(text, child))
  return args
}

function readAggregate(text: string, node: SyntaxNode): Expression {
  const operator = only(node, node.getChild('AggregateOp'))
  const modifier = node.getChild('AggregateModifier')
  const labels = modifier === null ? null : labelNames(text, only(modifier, modifier.getChild('GroupingLabels')))
  const args = readBody(text, node)
  const of = args.pop()
  if (of === undefined) throw new PromqlError('syntax', 'parse error: no arguments for aggregate expression provided')
  const without = modifier?.getChild('Without') != null
  return {
    kind: 'aggregate',
    operator: text.slice(operator.from, operator.to).toLowerCase(),
    parameter: args[0] ?? null,
    of,
    by: without ? null : labels,
    without: without ? labels : null,
  }
}

function readBinary(text: string, node: SyntaxNode): Expression {
  const left = only(node, node.firstChild)
  const right = only(node, node.lastChild)
  const operator = only(node, left.nextSibling)
  const matching = node.getChild('MatchingModifierClause')
  if (matching !== null && (matching.getChild('GroupLeft') !== null || matching.getChild('GroupRight') !== null)) {
    throw new PromqlError('unsupported', `group_left and group_right: ${text.slice(node.from, node.to)}`)
  }
  const labels = matching === null ? [] : labelNames(text, only(matching, matching.getChild('GroupingLabels')))
  return {
    kind: 'binary',
    operator: text.slice(operator.from, operator.to).toLowerCase(),
    left: read(text, left),
    right: read(text, right),
    bool: node.getChild('BoolModifier') !== null,
    on: matching?.getChild('On') != null ? labels : null,
    ignoring: matching?.getChild('Ignoring') != null ? labels : [],
  }
}

function labelNames(text: string, node: SyntaxNode): string[] {
  return node.getChildren('LabelName').map((label) => text.slice(label.from, label.to))
}

function readNumber(source: string): number {
  const ms = parseDuration(source)
  if (ms !== null) return ms / 1_000
  const lower = source.toLowerCase()
  if (lower === 'inf' || lower === '+inf') return Infinity
  return lower === 'nan' ? Number.NaN : Number(source)
}

function unquote(source: string): string {
  const body = source.slice(1, -1)
  if (source.startsWith('`')) return body
  return body.replace(/\\(.)/g, (_, c: string) => ({ n: '\n', t: '\t', r: '\r' })[c] ?? c)
}
