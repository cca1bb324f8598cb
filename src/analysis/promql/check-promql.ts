import type { SyntaxNode } from '@lezer/common'
import { promqlParser } from '../../core/lazy-promql.ts'
import { longPattern } from '../../core/long-pattern.ts'
import { FUNCTIONS, PARAMETERS, type PromqlType, type Signature } from './signatures.ts'

/** Why Prometheus refuses a query. Offsets are UTF-16, into the query. */
export interface PromqlProblem {
  /** In Prometheus's own words. */
  message: string
  from: number
  to: number
}

/** Longer ones are nobody's, and deeper ones would overflow the stack. */
const LONGEST = 4_000
const DEEPEST = 100

/**
 * Says why Prometheus would refuse a query; null when it would not, or when that is not certain: the text may be for one
 * of its relatives (Loki, VictoriaMetrics), hold a placeholder, or call a function that is not in the tables.
 */
export function checkPromql(text: string): PromqlProblem | null {
  if (text.length > LONGEST || isForAnother(text)) return null
  const tree = promqlParser().parse(text)
  const top = tree.topNode.firstChild
  if (top === null) return null
  const error = firstError(tree.topNode)
  if (error !== null) return isUnknownCall(text, error) ? null : { ...unexpected(text, error), ...spanOf(text, error) }
  const judge = new Judge(text)
  judge.typeOf(top, 0)
  return judge.problem
}

/** LogQL's pipes, templates of Grafana and Jinja, MetricsQL's operators, what was left out, and letters of other texts. */
function isForAnother(text: string): boolean {
  const bare = text.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g, '""')
  return (
    /\$|\{\{|\.\.|…|<[a-z_-]+>|\||\b(?:default|if|ifnot|keep_metric_names|limit|WITH|union)\b|\[\w*(?:\d+i|\d\.\d+[a-z])\b|__name__\s*=\s*$/i.test(
      bare,
    ) || /[^\x20-\x7e\s]/.test(bare)
  )
}

/** The first place that the grammar does not fit. */
function firstError(top: SyntaxNode): SyntaxNode | null {
  const cursor = top.cursor()
  do {
    if (cursor.type.isError) return cursor.node
  } while (cursor.next())
  return null
}

/** Words before a parenthesis that call no function. */
const NO_CALLS = longPattern('i')`
  ^(?:by|without|on|ignoring|group_left|group_right|bool|offset|and|or|unless|atan2|sum|avg|min|max|count
    |group|stddev|stdvar|topk|bottomk|quantile|count_values|limitk|limit_ratio|fill|fill_left|fill_right
    |start|end|step|range|min_of|max_of)$`

/** A function that newer releases, or relatives of Prometheus, may have. */
function isUnknownCall(text: string, error: SyntaxNode): boolean {
  const calls = [...text.slice(0, Math.min(text.length, error.to + 80)).matchAll(/([A-Za-z_:][\w:]*)\s*\(/g)]
  return calls.some(([, name = '']) => !NO_CALLS.test(name) && !FUNCTIONS.has(name))
}

function unexpected(text: string, { from, to }: SyntaxNode): { message: string } {
  if (text.slice(from).trim() === '') return { message: 'parse error: unexpected end of input' }
  const found = /^(?:[\w:.]+|"[^"]*"|[=!~<>]+|.)/.exec(text.slice(from, Math.max(to, from + 40)).trimStart())?.[0] ?? ''
  return { message: `parse error: unexpected ${found}` }
}

function spanOf(text: string, { from, to }: SyntaxNode): { from: number; to: number } {
  if (to > from) return { from, to }
  return from < text.length ? { from, to: from + 1 } : { from: Math.max(0, from - 1), to: Math.max(1, from) }
}

/** Gives every expression its type, as Prometheus does before it evaluates. What is not known has the type null. */
class Judge {
  problem: PromqlProblem | null = null
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  typeOf(node: SyntaxNode, depth: number): PromqlType | null {
    if (depth > DEEPEST || this.problem !== null) return null
    const inner = (child: SyntaxNode | null) => (child === null ? null : this.typeOf(child, depth + 1))
    switch (node.name) {
      case 'NumberDurationLiteral':
        return 'scalar'
      case 'StringLiteral':
        return 'string'
      case 'VectorSelector':
        return 'instant vector'
      case 'ParenExpr':
      case 'UnaryExpr':
        return inner(expressionsIn(node).at(-1) ?? null)
      case 'MatrixSelector': {
        const of = node.firstChild
        inner(of)
        if (of !== null && of.name !== 'VectorSelector') this.#refuse('ranges only allowed for vector selectors', node)
        return 'range vector'
      }
      case 'SubqueryExpr': {
        const of = inner(node.firstChild)
        if (of !== null && of !== 'instant vector')
          this.#refuse(`subquery is only allowed on instant vector, got ${of} instead`, node)
        return 'range vector'
      }
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return inner(node.firstChild)
      case 'AggregateExpr':
        return this.#aggregate(node, depth)
      case 'FunctionCall':
        return this.#call(node, depth)
      case 'BinaryExpr':
        return this.#binary(node, depth)
      default:
        return null
    }
  }

  #call(node: SyntaxNode, depth: number): PromqlType | null {
    const name = this.#textOf(node.getChild('FunctionIdentifier'))
    const args = expressionsIn(node.getChild('FunctionCallBody'))
    const types = args.map((arg) => this.typeOf(arg, depth + 1))
    const takes = FUNCTIONS.get(name)
    if (takes === undefined) return null
    const wrong = wrongCount(takes, args.length)
    if (wrong !== null) this.#refuse(`expected ${wrong} argument(s) in call to "${name}", got ${args.length}`, node)
    for (const [at, arg] of args.entries())
      this.#expect(
        takes.args[Math.min(at, takes.args.length - 1)],
        types[at] ?? null,
        arg,
        `call to function "${name}"`,
      )
    return takes.gives
  }

  #aggregate(node: SyntaxNode, depth: number): PromqlType {
    const name = this.#textOf(node.getChild('AggregateOp')).toLowerCase()
    const args = expressionsIn(node.getChild('FunctionCallBody'))
    const types = args.map((arg) => this.typeOf(arg, depth + 1))
    const parameter = PARAMETERS[name]
    const count = parameter === undefined ? 1 : 2
    if (args.length !== count)
      this.#refuse(
        `wrong number of arguments for aggregate expression provided, expected ${count}, got ${args.length}`,
        node,
      )
    const [first] = args
    if (parameter !== undefined && first !== undefined)
      this.#expect(parameter, types[0] ?? null, first, 'aggregation parameter')
    const last = args.at(-1)
    if (last !== undefined) this.#expect('instant vector', types.at(-1) ?? null, last, 'aggregation expression')
    return 'instant vector'
  }

  #binary(node: SyntaxNode, depth: number): PromqlType | null {
    const sides = expressionsIn(node)
    const [left, right] = sides.map((side) => this.typeOf(side, depth + 1))
    if (left === undefined || right === undefined || left === null || right === null) return null
    if ([left, right].some((type) => type === 'range vector' || type === 'string')) {
      this.#refuse('binary expression must contain only scalar and instant vector types', node)
      return null
    }
    const operator = sides[0]?.nextSibling?.name ?? ''
    const compares = /^(Eql|Neq|Gte|Gtr|Lte|Lss)$/.test(operator)
    const isScalar = left === 'scalar' && right === 'scalar'
    if (compares && isScalar && node.getChild('BoolModifier') === null)
      this.#refuse('comparisons between scalars must use BOOL modifier', node)
    if (/^(And|Or|Unless)$/.test(operator) && (left === 'scalar' || right === 'scalar'))
      this.#refuse(`set operator "${operator.toLowerCase()}" not allowed in binary scalar expression`, node)
    return isScalar ? 'scalar' : 'instant vector'
  }

  #expect(wanted: PromqlType | undefined, got: PromqlType | null, node: SyntaxNode, where: string): void {
    if (wanted === undefined || got === null || wanted === got) return
    this.#refuse(`expected type ${wanted} in ${where}, got ${got}`, node)
  }

  #refuse(message: string, { from, to }: SyntaxNode): void {
    this.problem ??= { message, from, to }
  }

  #textOf(node: SyntaxNode | null): string {
    return node === null ? '' : this.#text.slice(node.from, node.to)
  }
}

const EXPRESSION = longPattern()`
  ^(AggregateExpr|BinaryExpr|FunctionCall|MatrixSelector|NumberDurationLiteral|OffsetExpr|AnchoredExpr
    |SmoothedExpr|ParenExpr|StringLiteral|SubqueryExpr|UnaryExpr|VectorSelector|StepInvariantExpr)$`

function expressionsIn(node: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling)
    if (EXPRESSION.test(child.name)) found.push(child)
  return found
}

/** How many arguments it takes, in words; null if the count is right. */
function wrongCount({ args, optional, repeats }: Signature, given: number): string | null {
  const least = args.length - optional
  if (given < least) return optional > 0 ? `at least ${least}` : `${least}`
  if (repeats || given <= args.length) return null
  return optional > 0 ? `at most ${args.length}` : `${args.length}`
}
