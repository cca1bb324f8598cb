import { type Expression, type Matcher, PromqlError } from './parse.ts'

/** One line of an instant vector. `labels` includes `__name__` where Prometheus keeps it. */
export interface Sample {
  labels: Record<string, string>
  value: number
}

export type Value =
  | { kind: 'scalar'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'vector'; samples: Sample[] }

/** Where the lines of a metric come from. `null`: there is no such metric here. */
export interface MetricSource {
  series(
    metric: string,
    window: { from: number; to: number },
  ): { labels: Record<string, string>; increase(from: number, to: number): number; at(time: number): number }[] | null
}

/** How far back an instant selector looks. */
const LOOKBACK_MS = 300_000

/**
 * Evaluates a query at one time (ms). Rates do not extrapolate: the lines are known exactly.
 *
 * @throws PromqlError `unsupported` for what the range does not evaluate, and for metrics it does not have.
 */
export function evaluatePromql(expression: Expression, source: MetricSource, at: number): Value {
  const evaluate = (e: Expression) => evaluatePromql(e, source, at)
  switch (expression.kind) {
    case 'number':
      return { kind: 'scalar', value: expression.value }
    case 'string':
      return expression
    case 'selector':
      if (expression.rangeMs !== null)
        throw new PromqlError('syntax', 'invalid expression type "range vector" for instant query')
      return { kind: 'vector', samples: select(expression, source, at) }
    case 'negate': {
      const of = evaluate(expression.of)
      if (of.kind === 'scalar') return { kind: 'scalar', value: -of.value }
      return { kind: 'vector', samples: vector(of).map((s) => ({ labels: unnamed(s.labels), value: -s.value })) }
    }
    case 'call':
      return call(expression, source, at)
    case 'aggregate': {
      const parameter = expression.parameter === null ? null : evaluate(expression.parameter)
      return { kind: 'vector', samples: aggregate(expression, vector(evaluate(expression.of)), parameter) }
    }
    case 'binary':
      return binary(expression, evaluate(expression.left), evaluate(expression.right))
  }
}

type Selector = Extract<Expression, { kind: 'selector' }>

function lines(selector: Selector, source: MetricSource, from: number, to: number) {
  const found = source.series(selector.metric, { from, to })
  if (found === null) throw new PromqlError('unsupported', `no metric ${selector.metric} in this system`)
  return found.filter((line) => selector.matchers.every((m) => matches(m, line.labels[m.label] ?? '')))
}

function matches({ operator, value }: Matcher, actual: string): boolean {
  if (operator === '=') return actual === value
  if (operator === '!=') return actual !== value
  let pattern: RegExp
  try {
    pattern = new RegExp(`^(?:${value})$`)
  } catch {
    throw new PromqlError('syntax', `error parsing regexp: ${value}`)
  }
  return pattern.test(actual) === (operator === '=~')
}

function select(selector: Selector, source: MetricSource, at: number): Sample[] {
  const time = at - selector.offsetMs
  return lines(selector, source, time - LOOKBACK_MS, time).map((line) => ({
    labels: { __name__: selector.metric, ...line.labels },
    value: line.at(time),
  }))
}

const OVER_TIME: Record<string, (values: number[]) => number> = {
  avg_over_time: (v) => v.reduce((a, b) => a + b, 0) / v.length,
  max_over_time: (v) => Math.max(...v),
  min_over_time: (v) => Math.min(...v),
}

const MATHS: Record<string, (value: number) => number> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  sqrt: Math.sqrt,
}

function call({ name, args }: Extract<Expression, { kind: 'call' }>, source: MetricSource, at: number): Value {
  const [first, second] = args
  if (name === 'time' && first === undefined) return { kind: 'scalar', value: at / 1_000 }
  if (name === 'scalar' || name === 'round' || name in MATHS) {
    if (first === undefined) throw new PromqlError('syntax', `expected 1 argument in call to "${name}", got 0`)
    const samples = vector(evaluatePromql(first, source, at))
    if (name === 'scalar')
      return { kind: 'scalar', value: samples.length === 1 ? (samples[0]?.value ?? Number.NaN) : Number.NaN }
    const to = second === undefined ? 1 : scalar(evaluatePromql(second, source, at))
    const apply = MATHS[name] ?? ((v: number) => Math.round(v / to) * to)
    return { kind: 'vector', samples: samples.map((s) => ({ labels: unnamed(s.labels), value: apply(s.value) })) }
  }
  if (!['rate', 'increase', 'irate', 'delta'].includes(name) && !(name in OVER_TIME)) {
    throw new PromqlError('unsupported', `PromQL function ${name}`)
  }
  if (first?.kind !== 'selector' || first.rangeMs === null) {
    throw new PromqlError('syntax', `expected type range vector in call to function "${name}"`)
  }
  const to = at - first.offsetMs
  const from = to - (name === 'irate' ? Math.min(30_000, first.rangeMs) : first.rangeMs)
  const samples = lines(first, source, from, to).map((line) => {
    const labels = { ...line.labels }
    const over = OVER_TIME[name]
    if (over !== undefined) return { labels, value: over(ticks(from, to).map((t) => line.at(t))) }
    const grown = line.increase(from, to)
    return { labels, value: name === 'increase' || name === 'delta' ? grown : grown / ((to - from) / 1_000) }
  })
  return { kind: 'vector', samples }
}

/** The scrapes within a range: one every 15 s. */
function ticks(from: number, to: number): number[] {
  const times: number[] = []
  for (let t = from + 15_000; t <= to; t += 15_000) times.push(t)
  return times.length === 0 ? [to] : times
}

function aggregate(
  e: Extract<Expression, { kind: 'aggregate' }>,
  samples: Sample[],
  parameter: Value | null,
): Sample[] {
  const groups = new Map<string, { labels: Record<string, string>; members: Sample[] }>()
  for (const sample of samples) {
    const labels = groupLabels(e, sample.labels)
    const key = keyOf(labels)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { labels, members: [sample] })
    else group.members.push(sample)
  }
  const result: Sample[] = []
  for (const { labels, members } of groups.values()) {
    const values = members.map((m) => m.value)
    const sum = values.reduce((a, b) => a + b, 0)
    if (e.operator === 'topk' || e.operator === 'bottomk') {
      const sign = e.operator === 'topk' ? -1 : 1
      const count = parameter === null ? 0 : scalar(parameter)
      result.push(...members.toSorted((a, b) => sign * (a.value - b.value)).slice(0, count))
      continue
    }
    const value = {
      sum,
      avg: sum / values.length,
      min: Math.min(...values),
      max: Math.max(...values),
      count: values.length,
    }[e.operator]
    if (value === undefined) throw new PromqlError('unsupported', `PromQL aggregation ${e.operator}`)
    result.push({ labels, value })
  }
  return result
}

function groupLabels(
  e: { by: string[] | null; without: string[] | null },
  labels: Record<string, string>,
): Record<string, string> {
  const kept = Object.entries(unnamed(labels)).filter(([name]) =>
    e.without !== null ? !e.without.includes(name) : (e.by ?? []).includes(name),
  )
  return Object.fromEntries(kept)
}

const ARITHMETIC: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
}

const COMPARISON: Record<string, (a: number, b: number) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
}

type Binary = Extract<Expression, { kind: 'binary' }>

function binary(e: Binary, left: Value, right: Value): Value {
  if (e.operator in { and: 1, or: 1, unless: 1 })
    return { kind: 'vector', samples: setOperation(e, vector(left), vector(right)) }
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    const compare = COMPARISON[e.operator]
    if (compare !== undefined) return { kind: 'scalar', value: compare(left.value, right.value) ? 1 : 0 }
    return { kind: 'scalar', value: arithmetic(e.operator)(left.value, right.value) }
  }
  if (left.kind === 'scalar') return combined(vector(right), (s) => operate(e, left.value, s.value, s.value, s.labels))
  if (right.kind === 'scalar') return combined(vector(left), (s) => operate(e, s.value, right.value, s.value, s.labels))
  const others = new Map(vector(right).map((s) => [matchKey(e, s.labels), s.value]))
  return combined(vector(left), (s) => {
    const other = others.get(matchKey(e, s.labels))
    return other === undefined ? null : operate(e, s.value, other, s.value, s.labels)
  })
}

function combined(samples: Sample[], combine: (sample: Sample) => Sample | null): Value {
  return { kind: 'vector', samples: samples.map(combine).filter((s) => s !== null) }
}

/** A comparison without `bool` keeps the vector's own value and name, or drops the line. */
function operate(e: Binary, a: number, b: number, kept: number, labels: Record<string, string>): Sample | null {
  const compare = COMPARISON[e.operator]
  if (compare === undefined) return { labels: unnamed(labels), value: arithmetic(e.operator)(a, b) }
  if (e.bool) return { labels: unnamed(labels), value: compare(a, b) ? 1 : 0 }
  return compare(a, b) ? { labels, value: kept } : null
}

function arithmetic(operator: string): (a: number, b: number) => number {
  const apply = ARITHMETIC[operator]
  if (apply === undefined) throw new PromqlError('unsupported', `PromQL operator ${operator}`)
  return apply
}

function setOperation(e: Binary, left: Sample[], right: Sample[]): Sample[] {
  const inRight = new Set(right.map((s) => matchKey(e, s.labels)))
  if (e.operator === 'and') return left.filter((s) => inRight.has(matchKey(e, s.labels)))
  if (e.operator === 'unless') return left.filter((s) => !inRight.has(matchKey(e, s.labels)))
  const inLeft = new Set(left.map((s) => matchKey(e, s.labels)))
  return [...left, ...right.filter((s) => !inLeft.has(matchKey(e, s.labels)))]
}

function matchKey(e: Binary, labels: Record<string, string>): string {
  const entries = Object.entries(unnamed(labels)).filter(([name]) =>
    e.on !== null ? e.on.includes(name) : !e.ignoring.includes(name),
  )
  return keyOf(Object.fromEntries(entries))
}

function keyOf(labels: Record<string, string>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function unnamed({ __name__: _, ...labels }: Record<string, string>): Record<string, string> {
  return labels
}

function vector(value: Value): Sample[] {
  if (value.kind !== 'vector') throw new PromqlError('syntax', `expected type instant vector, got ${value.kind}`)
  return value.samples
}

function scalar(value: Value): number {
  if (value.kind !== 'scalar') throw new PromqlError('syntax', `expected type scalar, got ${value.kind}`)
  return value.value
}
